"""Takes in a community's own notes: Markdown, JSON lines, or a roadmap.sh file."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.documents import Document
from knowledge.evaluation import read_corpus, whole_letters
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.notes.reader import read_note, split_at
from knowledge.notes.schema import Note, TopicNote

LARGEST = 50_000_000
"""Bytes of one file."""
_STEERING = dict.fromkeys(code for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r")


class IngestError(ValueError):
    """A path that holds nothing to take in; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: plain documents, and notes of our own schema."""

    documents: int
    notes: int
    replaced: int
    """Documents that were taken in before from a file or folder of this name, and are no longer there."""


def take_in(path: Path, added: Path, content: Path = CONTENT) -> Taken:
    """Read everything below `path` and keep it in the folder `added`, replacing what came from there before.

    Nothing is kept unless all of it can be read and fits the notes in `content` and those taken in before. Raises
    IngestError, CorpusError or NoteError naming file and line.
    """
    try:
        documents, notes = _read(path)
    except OSError as error:
        raise IngestError(f"{error.filename or path}: cannot be read ({error.strerror})") from error
    if not documents and not notes:
        raise IngestError(f"{path}: holds no .md, .jsonl or .json file to take in")
    if notes:
        Curriculum.load(content, *([added] if added.is_dir() else [])).check_with(notes)
    target = added / f"{_slug(path.resolve().name)}.jsonl"
    replaced = len(read_corpus(target)) if documents and target.exists() else 0
    _keep_notes(notes, added)
    _keep_documents(documents, target)
    return Taken(len(documents), len(notes), replaced)


def _read(path: Path) -> tuple[list[Document], list[Note]]:
    documents: list[Document] = []
    notes: dict[str, Note] = {}
    for file in _files(path):
        if file.suffix != ".md" or not _is_note(file):
            documents += read_documents(file, path)
            continue
        note = read_note(file)
        if other := notes.get(note.id):
            raise IngestError(f"{file}: has the id '{note.id}', as {other.path} has; give each note one of its own")
        notes[note.id] = note
    return _distinct(documents), list(notes.values())


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
    return _distinct(document for file in sorted(added.glob("*.jsonl")) for document in read_corpus(file))


def _distinct(documents: Iterable[Document]) -> list[Document]:
    """Return documents with a number behind every id that is there already: two files may use the same ones."""
    found: dict[str, Document] = {}
    often = Counter[str]()
    for document in documents:
        id = document.id
        while id in found:
            often[document.id] += 1
            id = f"{document.id}-{often[document.id] + 1}"
        found[id] = replace(document, id=id)
    return list(found.values())


def _files(path: Path) -> Sequence[Path]:
    if path.is_dir():
        found = (Path(folder, name) for folder, _, names in os.walk(path, onerror=_refused) for name in names)
        return sorted(file for file in found if file.suffix in (".md", ".jsonl", ".json") and file.is_file())
    if not path.exists():
        raise IngestError(f"{path}: there is no such file or folder")
    if path.suffix not in (".md", ".jsonl", ".json"):
        raise IngestError(f"{path}: expected Markdown (.md), JSON lines (.jsonl) or a roadmap.sh file (.json)")
    return [path]


def _refused(error: OSError) -> None:
    raise error  # else a folder that we may not read would be left out without a word


def _is_note(file: Path) -> bool:
    with file.open(encoding="utf-8-sig", errors="replace") as opened:
        return re.match(r"---\s*\n(?:.*\n)*?id:", opened.read(2000)) is not None


def _markdown(file: Path, root: Path) -> Document:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise IngestError(f"{file}: is not UTF-8 text") from error
    _, headings = split_at(1, text)
    name = file.relative_to(root).with_suffix("") if root.is_dir() else Path(file.stem)
    title = headings[0].title if headings else name.name.replace("-", " ").replace("_", " ")
    return Document(f"added/{_slug(str(name))}", title, text)


def _roadmap_sh(file: Path) -> list[Document]:
    """Read roadmap.sh's content file: `{id: {title, description, links: [{title, url}]}}`."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8-sig"))
        found = []
        for id, row in rows.items():
            links = [f"- {link['title']}: {link['url']}" for link in row.get("links", [])]
            text = whole_letters("\n\n".join([str(row.get("description", "")), "\n".join(links)]).strip())
            title = whole_letters(str(row["title"]))
            found.append(Document(f"added/{_slug(title)}-{_slug(id)[:12]}", title, text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IngestError(f"{file}: is not a roadmap.sh content file ({type(error).__name__}: {error})") from error
    return found


def _keep_notes(notes: Sequence[Note], added: Path) -> None:
    for note in notes:
        folder = added / ("topics" if isinstance(note, TopicNote) else "advice")
        _keep(_still(note.path.read_text(encoding="utf-8-sig")), folder / f"{note.id}.md")


def _keep_documents(documents: Sequence[Document], target: Path) -> None:
    rows = [{"id": one.id, "title": _still(one.title), "text": _still(one.text)} for one in documents]
    if rows:
        _keep("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), target)


def _still(text: str) -> str:
    """Return a text without the characters that steer a terminal: notes are shown there as they are."""
    return text.translate(_STEERING)


def _keep(text: str, target: Path) -> None:
    """Write aside and rename: a reader sees the old file or the new one, whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(".part")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-") or "notes"
