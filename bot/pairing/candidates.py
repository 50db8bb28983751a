"""Which pairs are looked at: everybody with everybody in a small pool, the likely ones in a large one.

In a large pool people are put in order by what makes two fit (sorted neighbourhoods: Hernández and Stolfo, SIGMOD
1995), once by the hours of the day and then the roadmap, once the other way round, within each language and level.
Everybody is compared with those near in both orders and keeps the best few; whoever finds nobody is compared with
everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.pairing.hours import QUARTERS
from bot.pairing.pool import WISHES, Bools, Ints, Pool
from bot.pairing.rules import MENTOR_AHEAD, allowed, points, whom

SMALL = 1_000
"""People up to whom every pair is looked at and kept."""
NEAR = 50
"""How far to look to either side in each order."""
KEPT = 8
"""The best of them, for each person and order."""
_AT_ONCE = 2_000_000
"""Pairs looked at in one step, for memory's sake."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs who may be brought together, each once, sorted; `left` is below `right`."""

    left: Ints
    right: Ints
    points: Ints
    missing: Ints
    """How many rounds too early they would meet again; 0 for a fresh pair."""

    def __len__(self) -> int:
        return len(self.left)

    def where(self, mask: Bools | Ints) -> Edges:
        """Return some of them."""
        return Edges(self.left[mask], self.right[mask], self.points[mask], self.missing[mask])


def candidates(pool: Pool) -> Edges:
    """Return the pairs to choose from, fresh ones and those who met not long ago."""
    if len(pool) <= SMALL:
        return edges(pool, *np.triu_indices(len(pool), 1))
    orders = both_orders(pool)
    found = [_likely(pool, order) for block in _blocks(pool) for order in _within(block, orders)]
    fresh = np.unique(np.concatenate(found))
    unseen = np.setdiff1d(np.arange(len(pool)), np.stack([fresh // len(pool), fresh % len(pool)]))
    more = [_best_of_all(pool, person) for person in unseen.tolist()]
    keys = np.unique(np.concatenate([fresh, pool.recent, *more]))
    return edges(pool, keys // len(pool), keys % len(pool))


def edges(pool: Pool, a: Ints, b: Ints) -> Edges:
    """Return those of some pairs, each given once, who may be brought together."""
    keep = allowed(pool, a, b)
    a, b = np.minimum(a, b)[keep], np.maximum(a, b)[keep]
    return Edges(a, b, points(pool, a, b), pool.missing_rounds(a, b))


def _best_of_all(pool: Pool, person: int) -> Ints:
    """Return the keys of somebody's best fresh pairs with anybody."""
    one, (others, _) = np.array([person]), whom(pool, person)
    others = others[pool.missing_rounds(one, others) == 0]
    best = np.argsort(-points(pool, one, others), kind="stable")[:KEPT]
    return pool.keys(one, others[best])


def _blocks(pool: Pool) -> Iterator[Ints]:
    """Yield people between whom neither language nor level nor community is in the way."""
    same = pool.wish == WISHES.index("same")
    for spoken in np.unpackbits(pool.languages.view(np.uint8), axis=1).astype(bool).T:
        for level in (same, ~same):
            here = spoken & level
            stay = np.unique(pool.community[here & ~pool.wider])
            masks = [here & pool.wider, *(here & (pool.community == community) for community in stay)]
            yield from (block for mask in masks if len(block := np.flatnonzero(mask)) > 1)


def both_orders(pool: Pool) -> tuple[Ints, Ints]:
    """Return everybody by hours of the day and then the roadmap, and the other way round, four topics being one step.

    Where people look counts, not where they are: a mentee's mentor is ahead.
    """
    band = _bands(pool)
    level = pool.position + MENTOR_AHEAD * (pool.wish == WISHES.index("mentee"))
    return np.lexsort((level, band)), np.lexsort((band, level // 4))


def _within(block: Ints, orders: tuple[Ints, Ints]) -> Iterator[Ints]:
    """Yield a block's people in each order; one will do where all of them are compared with each other."""
    inside = np.zeros(len(orders[0]), dtype=bool)
    inside[block] = True
    for order in orders if len(block) > 2 * NEAR else orders[:1]:
        yield order[inside[order]]


def _bands(pool: Pool) -> Ints:
    """Return for each person the three hours of the UTC day in which they are free most often, from 0 to 7."""
    quarters = np.unpackbits(pool.starts.view(np.uint8), axis=1, count=QUARTERS).reshape(len(pool), 7, 8, 12)
    best: Ints = quarters.sum(axis=(1, 3), dtype=np.int64).argmax(axis=1)
    return best


def _likely(pool: Pool, order: Ints) -> Ints:
    """Return the keys of everybody's best pairs with those near in an order."""
    steps = np.arange(1, len(order))
    if len(order) > 2 * NEAR:
        steps = np.concatenate([np.arange(-NEAR, 0), np.arange(1, NEAR + 1)])
    rows = max(1, _AT_ONCE // len(steps))
    found = []
    for first in range(0, len(order), rows):
        here = np.arange(first, min(first + rows, len(order)))
        found.append(_best(pool, order[here], order[(here[:, None] + steps) % len(order)]))
    return np.unique(np.concatenate(found))


def _best(pool: Pool, people: Ints, others: Ints) -> Ints:
    """Return the keys of the best fresh pairs of each person with the others in their row."""
    a, b = np.repeat(people, others.shape[1]), others.ravel()
    keep = allowed(pool, a, b)
    keep = keep[pool.missing_rounds(a[keep], b[keep]) == 0]
    flat = np.zeros(others.size, dtype=np.int64)
    flat[keep] = points(pool, a[keep], b[keep])
    table: Ints = flat.reshape(others.shape)
    kept = min(KEPT, others.shape[1])
    best = np.argpartition(-table, kept - 1, axis=1)[:, :kept]
    rows = np.repeat(np.arange(len(people)), best.shape[1])
    good = table[rows, best.ravel()] > 0
    return pool.keys(people[rows[good]], others[rows[good], best.ravel()[good]])
