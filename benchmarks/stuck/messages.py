"""How often the right section comes first, and among the first three, for messages in learners' words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from knowledge.library import Library

MESSAGES = Path(__file__).parents[2] / "tests" / "questions"


def read(name: str) -> list[dict[str, Any]]:
    """Return the messages of a file, each with the sections that would help."""
    return [json.loads(line) for line in (MESSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def section_shares(library: Library, rows: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Return the shares: right section first, right section among three, right note first."""
    first = three = note = 0
    for row in rows:
        theories = library.theory(library.read(row["message"])).theories
        named = [f"{theory.note}: {theory.heading}" for theory in theories]
        first += named[0] in row["sections"]
        three += any(name in row["sections"] for name in named)
        note += theories[0].note in {section.partition(": ")[0] for section in row["sections"]}
    return first / len(rows), three / len(rows), note / len(rows)
