"""Turns a layout into shapes: grounds, lines, boxes, a learner's marks, and the key that explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.picture.font import LINE_HEIGHT, Measure, wrapped
from knowledge.picture.layout import Band, Box, Layout, lines_of_text
from knowledge.picture.lines import Line
from knowledge.picture.marks import LOOKS, MARK_WORDS, UNMARKED, Mark, Marks, symbol
from knowledge.picture.shapes import Disc, Group, Panel, Patch, Shape, Stroke, Words

INK, SOFT, PAPER = "#20262b", "#4a535a", "#faf8f3"
TRAIL = "#1f6f54"
NEAR_LINE, FAR_LINE = "#56636b", "#9d9784"
GROUNDS = ("#efebdf", "#e4ece4")
"""The bands' grounds, by turns."""
HERE = "You are here"


class Painter:
    """Paints one layout; `measure` gives the width of words."""

    def __init__(self, layout: Layout, measure: Measure) -> None:
        self._layout, self._form, self._measure = layout, layout.form, measure
        self._band_of = {box.id: number for number, band in enumerate(layout.bands) for box in _boxes_in(layout, band)}

    def groups(self, title: str, subtitle: str, marks: Marks, here: str | None) -> Iterator[Group]:
        """Yield everything, from the ground up."""
        yield Group(title, tuple(self._head(title, subtitle)))
        for number, band in enumerate(self._layout.bands):
            yield Group(f"Stage: {band.name}", tuple(self._ground(number, band)))
        yield Group("What comes first", tuple(self._lines()))
        for box in self._layout.boxes:
            mark = marks.get(box.id)
            name = " ".join(box.title) + (f" ({MARK_WORDS[mark]})" if mark else "")
            yield Group(name, tuple(self._topic(box, mark, here=box.id == here)))
        if marks:
            yield Group("Key", tuple(self._key()))

    def _words(self, x: float, y: float, text: str, size: int, colour: str = INK) -> Words:
        return Words(x, y, text, size, self._measure(text, size), colour)

    def _head(self, title: str, subtitle: str) -> Iterator[Shape]:
        large, x = round(self._form.head * 0.36), self._form.margin + 6
        yield self._words(x, self._form.head * 0.46, title, large, TRAIL)
        yield self._words(x, self._form.head * 0.78, subtitle, round(self._form.text * 1.05), SOFT)

    def _ground(self, number: int, band: Band) -> Iterator[Shape]:
        form = self._form
        wide = form.width - 2 * form.margin
        yield Panel(form.margin, band.y, wide, band.height, GROUNDS[number % 2], 14)
        if form.aside:
            yield from self._milestone(number, band)

    def _milestone(self, number: int, band: Band) -> Iterator[Shape]:
        """Name a band at its left: a numbered stone on the trail that runs down to the next one."""
        x, y, last = self._form.margin + 34, band.y + 40, number == len(self._layout.bands) - 1
        if not last:
            yield from _dashes(x, y + 24, self._layout.bands[number + 1].y + 40 - 24)
        yield Disc(x, y, 19, TRAIL, "#ffffff", 3)
        digits = self._words(0, y + 8, str(number + 1), 22, "#ffffff")
        yield self._words(x - digits.width / 2, y + 8, digits.text, digits.size, digits.colour)
        for place, line in enumerate(wrapped(band.name, 20, self._form.aside - 66, self._measure)):
            yield self._words(x + 32, y + 7 + place * 20 * LINE_HEIGHT, line, 20)

    def _lines(self) -> Iterator[Shape]:
        """Draw lines between stages first, lighter and thinner than those inside of one."""
        near = [line for line in self._layout.lines if self._band_of[line.first] == self._band_of[line.then]]
        far = [line for line in self._layout.lines if line not in near]
        thick = self._form.text / 9
        for line in far:
            yield Stroke(line.points, FAR_LINE, thick * 0.75)
        for line in near:
            yield Stroke(line.points, NEAR_LINE, thick)
        for line in self._layout.lines:
            yield _tip(line, NEAR_LINE, self._form.text / 3)

    def _topic(self, box: Box, mark: Mark | None, *, here: bool) -> Iterator[Shape]:
        look, size = LOOKS[mark] if mark else UNMARKED, self._form.text
        yield Panel(box.x, box.y, box.width, box.height, look.fill, size / 2, look.edge, look.edge_width * size / 16)
        for text, height, y in lines_of_text(box, self._form):
            x = box.x + (box.width - self._measure(text, height)) / 2
            yield self._words(x, y, text, height, INK if height == size else SOFT)
        if mark:
            yield from symbol(mark, box.x + size * 0.2, box.y + size * 0.2, size * 0.62)
        if here:
            yield from self._tag(box)

    def _tag(self, box: Box) -> Iterator[Shape]:
        """Say that this is where the learner is: a label that stands on the box."""
        size = self._form.small
        width, height = self._measure(HERE, size) + size * 1.6, size * 1.7
        x, y = box.x + box.width - width - size / 2, box.y - height * 0.72
        yield Panel(x, y, width, height, INK, height / 2)
        yield self._words(x + size * 0.8, y + size * 1.2, HERE, size, "#ffffff")

    def _key(self) -> Iterator[Shape]:
        size = self._form.text
        x, y = self._form.margin + 6.0 + size, self._layout.height - self._form.foot / 2
        for mark, words in MARK_WORDS.items():
            yield from symbol(mark, x, y, size * 0.62)
            yield self._words(x + size, y + size * 0.35, words, size)
            x += size * 3 + self._measure(words, size)


def _boxes_in(layout: Layout, band: Band) -> Sequence[Box]:
    return [box for box in layout.boxes if band.y <= box.y < band.y + band.height]


def _tip(line: Line, colour: str, size: float) -> Patch:
    """Return an arrow head that stands on the box at a line's end."""
    x, y = line.points[-1]
    return Patch(((x - size * 0.8, y - size * 1.3), (x + size * 0.8, y - size * 1.3), (x, y)), colour)


def _dashes(x: float, top: float, bottom: float) -> Iterator[Stroke]:
    y = top
    while y < bottom:
        yield Stroke(((x, y), (x, min(y + 9, bottom))), TRAIL, 3)
        y += 16
