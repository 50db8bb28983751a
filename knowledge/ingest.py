"""Takes in a community's own notes: Markdown, JSON lines, or a roadmap.sh file."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.documents import Document
from knowledge.evaluation import read_corpus
from knowledge.notes.reader import read_note, split_at
from knowledge.notes.schema import TopicNote

LARGEST = 50_000_000
"""Bytes of one file."""


class IngestError(ValueError):
    """A path that holds nothing to take in; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: plain documents, and notes of our own schema."""

    documents: int
    notes: int


def take_in(path: Path, added: Path) -> Taken:
    """Read everything below `path` and keep it in the folder `added`, replacing what came from there before.

    Nothing is kept unless all of it can be read. Raises IngestError, CorpusError or NoteError naming file and line.
    """
    files = _files(path)
    documents: list[Document] = []
    notes: list[Path] = []
    for file in files:
        if file.suffix == ".md" and _is_note(file):
            read_note(file)
            notes.append(file)
        else:
            documents += read_documents(file, path)
    if not documents and not notes:
        raise IngestError(f"{path}: holds no .md, .jsonl or .json file to take in")
    _keep_notes(notes, added)
    _keep_documents(documents, added / f"{_slug(path.resolve().name)}.jsonl")
    return Taken(len(documents), len(notes))


def read_documents(file: Path, root: Path) -> list[Document]:
    """Read one file as documents whose ids start with `added/`."""
    if file.stat().st_size > LARGEST:
        raise IngestError(f"{file}: is larger than {LARGEST // 1_000_000} MB; split it")
    if file.suffix == ".jsonl":
        return [Document(f"added/{row.id}", row.title or row.id, row.text) for row in read_corpus(file)]
    if file.suffix == ".json":
        return _roadmap_sh(file)
    return [_markdown(file, root)]


def added_documents(added: Path) -> list[Document]:
    """Return every document that was taken in before."""
    found = []
    for file in sorted(added.glob("*.jsonl")):
        found += read_corpus(file)
    return found


def _files(path: Path) -> Sequence[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix in (".md", ".jsonl", ".json") and file.is_file())
    if not path.exists():
        raise IngestError(f"{path}: there is no such file or folder")
    if path.suffix not in (".md", ".jsonl", ".json"):
        raise IngestError(f"{path}: expected Markdown (.md), JSON lines (.jsonl) or a roadmap.sh file (.json)")
    return [path]


def _is_note(file: Path) -> bool:
    return re.match(r"---\s*\n(?:.*\n)*?id:", file.read_text(encoding="utf-8", errors="replace")[:2000]) is not None


def _markdown(file: Path, root: Path) -> Document:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise IngestError(f"{file}: is not UTF-8 text") from error
    _, headings = split_at(1, text)
    name = file.relative_to(root).with_suffix("") if root.is_dir() else Path(file.stem)
    title = headings[0].title if headings else name.name.replace("-", " ").replace("_", " ")
    return Document(f"added/{_slug(str(name))}", title, text)


def _roadmap_sh(file: Path) -> list[Document]:
    """Read roadmap.sh's content file: `{id: {title, description, links: [{title, url}]}}`."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        found = []
        for id, row in rows.items():
            links = [f"- {link['title']}: {link['url']}" for link in row.get("links", [])]
            text = "\n\n".join([str(row.get("description", "")), "\n".join(links)]).strip()
            found.append(Document(f"added/{_slug(str(row['title']))}-{_slug(id)[:12]}", str(row["title"]), text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IngestError(f"{file}: is not a roadmap.sh content file ({type(error).__name__}: {error})") from error
    return found


def _keep_notes(notes: Sequence[Path], added: Path) -> None:
    for file in notes:
        folder = added / ("topics" if isinstance(read_note(file), TopicNote) else "advice")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / file.name)


def _keep_documents(documents: Sequence[Document], target: Path) -> None:
    if not documents:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # written aside and renamed: a reader sees the old file or the new one, whole
    aside = target.with_suffix(".part")
    with aside.open("w", encoding="utf-8") as file:
        for document in documents:
            row = {"id": document.id, "title": document.title, "text": document.text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "notes"
