"""How many points a round has, and how many no matching can exceed, by linear programming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from benchmarks.pairing.running import BEGINS
from benchmarks.report import say
from bot.pairing.candidates import candidates
from bot.pairing.companies import bring_together
from bot.pairing.pool import Ints, Pool, pool_of
from bot.pairing.round import History, Outcome, Round, Seeker
from bot.pairing.rules import allowed, points

_ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Quality:
    """Points of one round beside the bounds."""

    people: int
    allowed: int
    edges: int
    points: int
    bound: float
    full_bound: float
    matched: int

    @property
    def share(self) -> float:
        """Return which part of the bound of the pairs looked at was reached."""
        return self.points / self.bound

    @property
    def full_share(self) -> float:
        """Return which part of the bound of all allowed pairs was reached."""
        return self.points / self.full_bound


def quality(people: Sequence[Seeker]) -> Quality:
    """Match once and solve both linear programs."""
    history, round = History(), Round(1, BEGINS)
    pool, outcome = pool_of(people, history, round), bring_together(people, history, round)
    looked_at = candidates(pool)
    bound = half_matching(len(pool), looked_at.left, looked_at.right, looked_at.points)
    say(f"  bound of the pairs looked at: {bound:,.0f}")
    left, right = _everything(pool)
    full_bound = half_matching(len(pool), left, right, points(pool, left, right))
    return Quality(
        people=len(pool),
        allowed=len(left),
        edges=len(looked_at),
        points=_points(pool, outcome),
        bound=bound,
        full_bound=full_bound,
        matched=sum(map(len, outcome.companies())),
    )


def half_matching(people: int, left: Ints, right: Ints, worth: Ints) -> float:
    """Return the most points where everybody is paired once in all, in whole or in part."""
    pairs = np.tile(np.arange(len(left)), 2)
    of_person = csr_array((np.ones(2 * len(left)), (np.concatenate([left, right]), pairs)), shape=(people, len(left)))
    return -float(linprog(-worth, A_ub=of_person, b_ub=np.ones(people), method="highs").fun)


def _points(pool: Pool, outcome: Outcome) -> int:
    """Return the points of all pairs; of a trio those of its best pair, as if the third were alone."""
    number = {id: row for row, id in enumerate(pool.ids)}
    best = 0
    for company in outcome.companies():
        a, b = np.array(list(combinations([number[id] for id in company], 2))).T
        best += int(points(pool, a, b).max())
    return best


def _everything(pool: Pool) -> tuple[Ints, Ints]:
    """Return all pairs that the rules allow."""
    everybody, found = np.arange(len(pool)), []
    for first in range(0, len(pool), _ROWS_AT_ONCE):
        rows = everybody[first : first + _ROWS_AT_ONCE]
        a, b = np.repeat(rows, len(pool)), np.tile(everybody, len(rows))
        a, b = a[a < b], b[a < b]
        keep = allowed(pool, a, b)
        found.append(np.stack([a[keep], b[keep]]))
    left, right = np.concatenate(found, axis=1)
    return left, right
