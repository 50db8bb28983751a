"""Leads a line from each topic to those that ask for it, past the boxes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.picture.grid import Needs, Place
from knowledge.picture.shapes import Point

_STEPS = 12
"""Straight pieces of a curve."""


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


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns in pixels."""

    rows: Sequence[Row]
    columns: int
    left: float
    """Where the first column begins."""
    slot: float
    """From one column to the next."""
    lane: float
    """Between two lines side by side."""

    def middle(self, column: float) -> float:
        """Return the x of a column's middle; of half a column less, of the gap at its left."""
        return self.left + (column + 0.5) * self.slot


class Router:
    """Leads lines over a grid. Lines of one topic share a lane; others keep apart."""

    def __init__(self, grid: Grid, places: Mapping[str, Place], bottoms: Mapping[str, float]) -> None:
        """Take where each topic stands, and the y at which its box ends."""
        self._grid, self._places, self._bottoms = grid, places, bottoms
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
        return self._grid.middle(self._places[id].column)

    def _line(self, first: str, then: str) -> Line:
        start, end = self._places[first].row, self._places[then].row
        points = [(self._middle(first), self._bottoms[first]), (self._middle(first), self._grid.rows[start].bottom)]
        if end - start > 1:
            x = self._way(first, then)
            points += [(x, self._grid.rows[start + 1].top), (x, self._grid.rows[end - 1].bottom)]
        points.append((self._middle(then), self._grid.rows[end].top))
        return Line(first, then, tuple(_curved(points)))

    def _way(self, first: str, then: str) -> float:
        """Return the x at which a line passes the rows between its ends, and remember that it does.

        A column's width is the price of a detour, and of each line that runs beside it already.
        """
        rows = range(self._places[first].row + 1, self._places[then].row)
        at, to = self._middle(first), self._middle(then)
        ways = [(x, self._lane(x, rows, first)) for x in self._corridors(rows)]
        x, lane = min(ways, key=lambda way: (abs(way[0] - at) + abs(way[0] - to) + way[1] * self._grid.slot, way[0]))
        for row in rows:
            self._lanes.setdefault((x, row), {})[lane] = first
        return x + self._grid.lane * ((lane + 1) // 2) * (1 if lane % 2 else -1)

    def _corridors(self, rows: range) -> Iterator[float]:
        """Yield the gaps between columns, and the columns that are empty all the way."""
        for column in range(self._grid.columns + 1):
            yield self._grid.middle(column - 0.5)
        for column in range(self._grid.columns):
            if not any((row, column) in self._taken for row in rows):
                yield self._grid.middle(column)

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
