"""`trailmate ask --batch`: answers a file of questions, and goes on where an earlier try was stopped."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bot.app import App, build
from bot.commandline.asking import answer, as_json
from bot.commandline.progress import counter, say
from bot.settings import Settings
from knowledge.evaluation import CorpusError, whole_letters

Row = tuple[object, str]
"""A question's id, which may be any JSON, and its words."""


def batch(source: Path, target: Path | None) -> int:
    """Answer every line of a file. Until all are answered, the answers lie beside the target, ending in `.part`."""
    rows = _questions(source)
    app = build(Settings(), say, counter("Reading the notes"))
    if target is None:
        _write(app, rows, 0, sys.stdout)
    elif target.exists() and not target.is_file():  # a pipe keeps nothing to go on from
        with target.open("w", encoding="utf-8") as out:
            _write(app, rows, 0, out)
    else:
        part = target.with_name(f"{target.name}.{_mark(app, rows)}.part")
        done = _answered(part, rows)
        with part.open("a", encoding="utf-8") as out:
            _write(app, rows, done, out)
        part.replace(target)
    return 0


def _write(app: App, rows: Sequence[Row], done: int, out: TextIO) -> None:
    progress = counter("Answering")
    for number, (id, question) in enumerate(rows[done:], done + 1):
        reply, ms = answer(app, question, str(number))
        line = json.dumps({"id": id, **as_json(reply, ms)}, ensure_ascii=False)
        out.write(whole_letters(line) + "\n")
        progress(number, len(rows))


def _mark(app: App, rows: Sequence[Row]) -> str:
    """Return what tells these questions, asked of notes of this size, from others."""
    return hashlib.sha256(json.dumps([app.library.size, rows]).encode()).hexdigest()[:12]


def _answered(part: Path, rows: Sequence[Row]) -> int:
    """Return how many questions an earlier try answered, and cut off what it left behind them."""
    if not part.exists():
        return 0
    done = size = 0
    with part.open("rb") as lines:
        for line, (id, _) in zip(lines, rows, strict=False):
            if not _is_answer(line, id):
                break
            done, size = done + 1, size + len(line)
    os.truncate(part, size)
    return done


def _is_answer(line: bytes, id: object) -> bool:
    try:
        return line.endswith(b"\n") and bool(json.loads(line)["id"] == id)
    except (ValueError, KeyError, TypeError):
        return False


def _questions(source: Path) -> list[Row]:
    try:
        # not splitlines(): in JSON a line can hold other marks that end one
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CorpusError(f"{source}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{source}: is not UTF-8 text ({error.reason} at byte {error.start})") from error
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
                rows.append((row["id"], _words(row["question"])))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise CorpusError(f'{source}:{number}: expected {{"id": …, "question": …}}') from error
    return rows


def _words(question: object) -> str:
    if not isinstance(question, str | int | float):
        raise TypeError("no words")
    return whole_letters(str(question))
