"""Leads a line from each topic to those that ask for it, past the boxes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.picture.grid import Needs, Place
from knowledge.picture.shapes import Point

_STEPS = 12
"""Straight pieces of a curve."""
_LANE = 5.0
"""Pixels between two lines side by side."""


@dataclass(frozen=True, slots=True)
class Row:
    """Where the boxes of a row begin and end, in pixels from the top."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """From the topic that comes first to the one that asks for it."""

    first: str
    then: str
    points: tuple[Point, ...]


class Router:
    """Leads lines over one grid of rows and columns. Lines of one topic share a lane; others keep apart."""

    def __init__(
        self,
        rows: Sequence[Row],
        columns: int,
        left: float,
        slot: float,
        places: Mapping[str, Place],
        bottoms: Mapping[str, float],
    ) -> None:
        """Take the grid in pixels: rows, where the first column begins, how far columns are apart, where boxes end."""
        self._rows, self._left, self._slot, self._bottoms = rows, left, slot, bottoms
        self._columns = columns
        self._places = places
        self._taken = {(place.row, place.column) for place in places.values()}
        self._lanes: dict[tuple[float, int], dict[int, str]] = {}
        """By corridor and row: who runs in which lane."""

    def lines(self, needs: Needs) -> tuple[Line, ...]:
        """Return a line for each need that stands above; short lines choose their way first."""
        pairs = [(first, then) for then, firsts in needs.items() for first in firsts if first in self._places]
        down = [pair for pair in pairs if self._rows_between(*pair) >= 0]
        return tuple(self._line(*pair) for pair in sorted(down, key=lambda pair: self._rows_between(*pair)))

    def _rows_between(self, first: str, then: str) -> int:
        return self._places[then].row - self._places[first].row - 1

    def _middle(self, id: str) -> float:
        return self._left + (self._places[id].column + 0.5) * self._slot

    def _line(self, first: str, then: str) -> Line:
        start, end = self._places[first].row, self._places[then].row
        points = [(self._middle(first), self._bottoms[first]), (self._middle(first), self._rows[start].bottom)]
        if end - start > 1:
            x = self._way(first, then)
            points += [(x, self._rows[start + 1].top), (x, self._rows[end - 1].bottom)]
        points.append((self._middle(then), self._rows[end].top))
        return Line(first, then, tuple(_curved(points)))

    def _way(self, first: str, then: str) -> float:
        """Return the x at which a line passes the rows between its ends, and remember that it does."""
        rows = range(self._places[first].row + 1, self._places[then].row)
        at, to = self._middle(first), self._middle(then)
        ways = [(x, self._lane(x, rows, first)) for x in self._corridors(rows)]
        x, lane = min(ways, key=lambda way: (abs(way[0] - at) + abs(way[0] - to) + way[1] * self._slot / 4, way[0]))
        for row in rows:
            self._lanes.setdefault((x, row), {})[lane] = first
        return x + _LANE * ((lane + 1) // 2) * (1 if lane % 2 else -1)

    def _corridors(self, rows: range) -> Iterator[float]:
        """Yield the gaps between columns, and the columns that are empty all the way."""
        for column in range(self._columns + 1):
            yield self._left + column * self._slot
        for column in range(self._columns):
            if not any((row, column) in self._taken for row in rows):
                yield self._left + (column + 0.5) * self._slot

    def _lane(self, x: float, rows: range, first: str) -> int:
        """Return the lowest lane that is free, or this topic's own, in all rows of a corridor."""
        lane = 0
        while any(self._lanes.get((x, row), {}).get(lane, first) != first for row in rows):
            lane += 1
        return lane


def _curved(points: Sequence[Point]) -> Iterator[Point]:
    """Yield a smooth way through points, upright at each: cubic curves with handles halfway down."""
    yield points[0]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 == x1:
            yield x1, y1
            continue
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            yield x0 + (x1 - x0) * t * t * (3 - 2 * t), y0 + (y1 - y0) * (t + t * (1 - t) * (0.5 - t))
