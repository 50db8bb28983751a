"""Says where everything stands, in pixels: bands, boxes with their words, lines. Pure; knows no colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.picture.font import LINE_HEIGHT, Measure, wrapped
from knowledge.picture.grid import Needs, Place, places
from knowledge.picture.lines import Grid, Line, Router, Row


@dataclass(frozen=True, slots=True)
class Form:
    """The measures of a kind of picture, in pixels."""

    width: int
    columns: int
    aside: int
    """Left of the boxes, for the names of the bands."""
    text: int
    """Size of a topic's title; the other sizes go with it."""
    gutter: int
    """Between two boxes."""
    row_gap: int
    band_gap: int
    head: int
    """Above the first band."""
    foot: int
    margin: int

    @property
    def small(self) -> int:
        return round(self.text * 0.8)

    @property
    def padding(self) -> int:
        return round(self.text * 0.55)

    @property
    def slot(self) -> float:
        """From the middle of a box to the middle of the next."""
        return (self.width - self.margin - self.left - self.gutter / 2) / self.columns

    @property
    def left(self) -> float:
        """Where the first column begins; a line fits between it and the edge of its band."""
        return self.margin + self.aside + self.gutter / 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stage as it is to be drawn: its name and its topics in trail order."""

    name: str
    topics: Sequence[str]


@dataclass(frozen=True, slots=True)
class Box:
    """A topic: its box, the lines of its title, and of what it asks for that no line shows."""

    id: str
    x: float
    y: float
    width: float
    height: float
    title: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of a stage."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole picture, laid out."""

    form: Form
    height: int
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def laid_out(
    stretches: Sequence[Stretch], titles: Mapping[str, str], needs: Needs, form: Form, measure: Measure
) -> Layout:
    """Lay out the topics of some stages.

    What a topic needs from another stretch that is not above it, or not on the picture, is written in its box.
    `titles` has every id, those that are needed too.
    """
    where = places([stretch.topics for stretch in stretches], needs, form.columns)
    words = {id: _words(id, where, titles, needs, form, measure) for id in where}
    bands, rows = _stacked(stretches, where, words, form)
    boxes = tuple(
        _box(id, where[id], rows[where[id].row].top, words[id], form) for stretch in stretches for id in stretch.topics
    )
    bottoms = {box.id: box.y + box.height for box in boxes}
    grid = Grid(rows, form.columns, form.left, form.slot, form.gutter / 8)
    lines = Router(grid, where, bottoms).lines({id: needs[id] for id in where})
    return Layout(form, round(bands[-1].y + bands[-1].height + form.foot), bands, boxes, lines)


Written = tuple[tuple[str, ...], tuple[str, ...]]
"""The lines of a title, and of what is written below it."""


def _words(
    id: str, where: Mapping[str, Place], titles: Mapping[str, str], needs: Needs, form: Form, measure: Measure
) -> Written:
    room = form.slot - form.gutter - 2 * form.padding
    unseen = [first for first in needs[id] if first not in where or where[first].row >= where[id].row]
    after = "after: " + "; ".join(titles[first] for first in unseen) if unseen else ""
    title = wrapped(titles[id], form.text, room, measure)
    return title, wrapped(after, form.small, room, measure) if after else ()


def _stacked(
    stretches: Sequence[Stretch], where: Mapping[str, Place], words: Mapping[str, Written], form: Form
) -> tuple[tuple[Band, ...], list[Row]]:
    """Stack rows and bands from the top down; a row is as high as its highest box."""
    y = float(form.head)
    bands, rows = [], []
    for stretch in stretches:
        top = y
        for _, ids in groupby(sorted(stretch.topics, key=lambda id: where[id].row), key=lambda id: where[id].row):
            height = max(_height(words[id], form) for id in ids)
            rows.append(Row(y + form.row_gap, y + form.row_gap + height))
            y = rows[-1].bottom
        y += form.row_gap
        bands.append(Band(stretch.name, top, y - top))
        y += form.band_gap
    return tuple(bands), rows


def _height(words: Written, form: Form) -> float:
    title, after = words
    gap = form.padding / 3 if after else 0
    return 2 * form.padding + (len(title) * form.text + len(after) * form.small) * LINE_HEIGHT + gap


def _box(id: str, place: Place, top: float, words: Written, form: Form) -> Box:
    x = form.left + place.column * form.slot + form.gutter / 2
    return Box(id, x, top, form.slot - form.gutter, _height(words, form), *words)


def lines_of_text(box: Box, form: Form) -> Iterator[tuple[str, int, float]]:
    """Yield each line of a box with its size and the y of its baseline."""
    y = box.y + form.padding - form.text * 0.08  # letters stand higher in their line than its middle
    for text in box.title:
        yield text, form.text, y + form.text
        y += form.text * LINE_HEIGHT
    y += form.padding / 3
    for text in box.after:
        yield text, form.small, y + form.small
        y += form.small * LINE_HEIGHT
