"""`trailmate ask`, `search` and `topics`."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.app import build, open_library
from bot.commandline.asking import answer, as_json
from bot.commandline.batch import batch
from bot.commandline.progress import counter, say
from bot.core.plaintext import to_text, words_of
from bot.settings import Settings
from knowledge.evaluation import whole_letters

Json = dict[str, Any]


def ask(chosen: argparse.Namespace) -> int:
    """Answer one question, or every line of a batch."""
    if chosen.batch:
        return batch(chosen.batch, chosen.out)
    app = build(Settings(), say, counter("Reading the notes"))
    reply, ms = answer(app, whole_letters(" ".join(chosen.question)), "1")
    print(json.dumps(as_json(reply, ms), ensure_ascii=False) if chosen.json else to_text(reply))
    return 0


def search(chosen: argparse.Namespace) -> int:
    """List the passages nearest to a question."""
    library = open_library(Settings(), say, counter("Reading the notes"))
    found = library.search(library.read(whole_letters(" ".join(chosen.question))), chosen.k)
    for hit in found.hits:
        row = {"id": hit.document.id, "title": hit.document.title, "heading": hit.passage.heading,
               "score": round(hit.score, 4), "text": hit.passage.text}  # fmt: skip
        if chosen.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            first = " ".join(words_of(hit.passage.text).split())
            print(f"{hit.score:.3f}  {row['title']} ({row['id']}), {row['heading']}\n       {first[:160]}")
    if not chosen.json:
        print(f"confidence {found.confidence:.2f}: {'answers' if found.answered else 'no note answers this'}")
    return 0


def topics(chosen: argparse.Namespace) -> int:
    """List every topic and advice note; needs no model."""
    from knowledge.notes.curriculum import Curriculum

    curriculum = Curriculum.load()
    rows: list[Json] = [
        {
            "id": note.id,
            "title": note.title,
            "aliases": list(note.front.aliases),
            "kind": note.front.kind,
            "stage": getattr(note.front, "stage", None),
            "prerequisites": list(curriculum.prerequisites(note.id)),
            "links": [{"title": r.title, "url": r.address, "how": r.how} for r in note.front.resources if r.address],
        }
        for note in curriculum.notes
    ]
    if chosen.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['id']:<28} {row['kind']:<9} {row['title']}")
    return 0
