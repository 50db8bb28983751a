"""How far a learner is with a topic, and how a picture shows it: by a symbol, and by a colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from knowledge.picture.shapes import Disc, Patch, Point, Shape, Stroke

Mark = Literal["done", "learning", "next"]
Marks = Mapping[str, Mark]
"""By topic; a topic without one is not marked."""
NO_MARKS: Marks = {}

MARK_WORDS: dict[Mark, str] = {"done": "done", "learning": "learning now", "next": "next"}


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a box: its ground, its edge, and the edge's width in pixels at a text of 16."""

    fill: str
    edge: str
    edge_width: float


UNMARKED = Look("#ffffff", "#8a948f", 1.2)
LOOKS: dict[Mark, Look] = {
    "done": Look("#d8efe2", "#1f6f54", 1.8),
    "learning": Look("#fff0cf", "#b45309", 3.2),
    "next": Look("#e3edfb", "#1d4f91", 1.8),
}


def here(marks: Marks, trail: Sequence[str]) -> str | None:
    """Return where somebody is: the first topic that they learn, else the first that comes next."""
    for wanted in ("learning", "next"):
        for id in trail:
            if marks.get(id) == wanted:
                return id
    return None


def symbol(mark: Mark, x: float, y: float, radius: float) -> tuple[Shape, ...]:
    """Return a mark's symbol around a point: a tick, a circle that is half full, an arrow head."""
    colour = LOOKS[mark].edge
    if mark == "done":
        tick = ((x - 0.45 * radius, y), (x - 0.1 * radius, y + 0.4 * radius), (x + 0.5 * radius, y - 0.35 * radius))
        return Disc(x, y, radius, colour, "#ffffff"), Stroke(tick, "#ffffff", radius / 4)
    if mark == "learning":
        return Disc(x, y, radius, "#ffffff", colour), Patch(_half(x, y, radius), colour)
    arrow = ((x - 0.3 * radius, y - 0.5 * radius), (x + 0.55 * radius, y), (x - 0.3 * radius, y + 0.5 * radius))
    return Disc(x, y, radius, "#ffffff", colour), Patch(arrow, colour)


def _half(x: float, y: float, radius: float) -> tuple[Point, ...]:
    turns = [pi / 2 + pi * step / 16 for step in range(17)]
    return tuple((x + radius * cos(turn), y + radius * sin(turn)) for turn in turns)
