"""Puts topics into rows and columns: what comes first stands higher, and what belongs together stands near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Needs = Mapping[str, Sequence[str]]
"""What each topic asks for first, by id."""

_MOST_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A row, counted from the top of the picture, and a column."""

    row: int
    column: int


def without_detours(order: Sequence[str], needs: Needs) -> dict[str, tuple[str, ...]]:
    """Return the needs without those that another need asks for anyway (the transitive reduction).

    `order` has every topic after its needs.
    """
    before: dict[str, set[str]] = {}
    for id in order:
        before[id] = set(needs[id]).union(*(before[first] for first in needs[id]))
    return {id: tuple(f for f in needs[id] if not any(f in before[other] for other in needs[id])) for id in order}


def places(bands: Sequence[Sequence[str]], needs: Needs, columns: int) -> dict[str, Place]:
    """Return a place for every topic of some bands, each band below the one before it.

    Inside a band a topic stands in a lower row than what it needs from that band; a row holds at most `columns`.
    """
    rows = [row for band in bands for row in _rows(band, needs, columns)]
    slots = [_spread(row, columns) for row in rows]
    _shorten(slots, _neighbours(needs))
    return {id: Place(number, column) for number, row in enumerate(slots) for column, id in enumerate(row) if id}


def _rows(band: Sequence[str], needs: Needs, columns: int) -> list[list[str]]:
    """Put each topic into the first row below its needs that has room."""
    rows: list[list[str]] = []
    row_of: dict[str, int] = {}
    for id in band:
        row = 1 + max((row_of[first] for first in needs[id] if first in row_of), default=-1)
        while row < len(rows) and len(rows[row]) == columns:
            row += 1
        if row == len(rows):
            rows.append([])
        rows[row].append(id)
        row_of[id] = row
    return rows


def _spread(row: Sequence[str], columns: int) -> list[str]:
    """Return the row with its topics in the middle of as many slots; an empty slot is an empty string."""
    left = (columns - len(row)) // 2
    return [""] * left + [*row] + [""] * (columns - left - len(row))


def _neighbours(needs: Needs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {id: [] for id in needs}
    for id, firsts in needs.items():
        for first in firsts:
            if first in found:
                found[id].append(first)
                found[first].append(id)
    return found


def _shorten(slots: list[list[str]], near: Mapping[str, Sequence[str]]) -> None:
    """Swap two slots of a row wherever that shortens the lines, till nothing changes.

    Short lines cross little (the idea of Sugiyama's layout), and a swap is easy to judge.
    """
    where = {id: (row, column) for row, ids in enumerate(slots) for column, id in enumerate(ids) if id}

    def stretch(id: str, column: int) -> float:
        row = where[id][0]
        return sum((where[other][1] - column) ** 2 / abs(where[other][0] - row) for other in near[id] if other in where)

    def gain(one: str, two: str, left: int, right: int) -> float:
        return sum(
            stretch(id, now) - stretch(id, then) for id, now, then in ((one, left, right), (two, right, left)) if id
        )

    for _ in range(_MOST_ROUNDS):
        swapped = False
        for row, left, right in _pairs(slots):
            one, two = slots[row][left], slots[row][right]
            if gain(one, two, left, right) > 1e-9:
                slots[row][left], slots[row][right] = two, one
                where.update({id: (row, column) for id, column in ((one, right), (two, left)) if id})
                swapped = True
        if not swapped:
            return


def _pairs(slots: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
    for row, ids in enumerate(slots):
        for left, right in combinations(range(len(ids)), 2):
            yield row, left, right
