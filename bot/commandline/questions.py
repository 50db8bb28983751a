"""`trailmate questions`: which recall questions learners' answers cast doubt on, for the people who write the notes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from bot.app import open_storage
from bot.core.items import LEAST, Item, doubts, items
from bot.settings import Settings
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.notes.schema import Question


def questions(chosen: argparse.Namespace) -> int:
    """Print the doubtful questions, or every question's statistics as JSON. Nobody who answered is named."""
    settings = Settings()
    added = settings.home / "notes"
    curriculum = Curriculum.load(CONTENT, *([added] if added.is_dir() else []))
    asked = {question.id: question for question in curriculum.questions()}
    storage = open_storage(settings)
    found = [item for item in items(storage.diary.sheets()) if item.question in asked]
    storage.engine.dispose()
    for line in _rows(found, asked) if chosen.json else _report(found, asked):
        print(line)
    return 0


def _rows(found: Sequence[Item], asked: Mapping[str, Question]) -> Iterator[str]:
    for item in found:
        row = asdict(item) | {"doubts": list(doubts(item, asked[item.question]))}
        yield json.dumps(row, ensure_ascii=False)


def _report(found: Sequence[Item], asked: Mapping[str, Question]) -> Iterator[str]:
    yield f"{len(found)} of {len(asked)} questions were answered by {LEAST} people or more."
    for item in found:
        if against := list(doubts(item, asked[item.question])):
            helps = "" if item.discrimination is None else f", discrimination {item.discrimination:.2f}"
            yield f"\n{item.question}: {asked[item.question].text}"
            yield f"    {item.people} people, {item.right:.0%} right{helps}"
            yield from (f"    {doubt}" for doubt in against)
