"""The best pairs and trios of a few people, exactly: for small circles where swaps don't find company for everybody.

Every pair and trio that is allowed is a yes or a no, and nobody is in two of them: an integer program for HiGHS,
solved for one aim after the other, in the order that `rank` states.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from bot.pairing.leftover import Company
from bot.pairing.pool import Ints, Pool
from bot.pairing.rules import points

MOST = 1_000
"""Possible pairs and trios up to which this takes less than a second: some 17 people who all fit each other."""
_OPTIONS = {"mip_rel_gap": 0, "node_limit": 1_000}


def rank(pool: Pool, companies: Sequence[Company]) -> tuple[int, ...]:
    """Return what a set of companies costs, the weightier first.

    In this order: people without company (here: fewer with company), rounds by which repeats come too early, people in
    a trio again, trios, and points that are not reached.
    """
    return tuple(costs(pool, companies).sum(axis=0).tolist())


def cover(pool: Pool, left: Ints, right: Ints) -> list[Company] | None:
    """Return the best companies that can be made of allowed pairs, given as columns.

    None where there are too many to choose from, or no trio is possible: then a matching is the best answer already.
    """
    possible = _possible(list(zip(left.tolist(), right.tolist(), strict=True)))
    if possible is None or len(possible) == len(left):
        return None
    people = np.unique(np.concatenate([left, right]))
    inside = np.array([[person in company for company in possible] for person in people.tolist()], dtype=float)
    rules = [LinearConstraint(inside, ub=1)]
    whole, chosen = np.ones(len(possible)), np.zeros(len(possible))
    for aim in costs(pool, possible).T:
        found = milp(aim, integrality=whole, bounds=Bounds(0, 1), constraints=rules, options=_OPTIONS)
        if found.x is None:
            return None
        chosen = np.rint(found.x)
        rules.append(LinearConstraint(aim[None, :], ub=aim @ chosen + 0.5))
    return [company for company, yes in zip(possible, chosen, strict=True) if yes]


def costs(pool: Pool, companies: Sequence[Company]) -> Ints:
    """Return a row for each pair and trio: what it adds to each aim of `rank`; all are to be as small as can be."""
    rows = [(company[0], company[1], company[-1]) for company in companies]
    one, other, third = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    trio = (third != other).astype(np.int64)
    early, fit = pool.missing_rounds(one, other), points(pool, one, other)
    for a in (one, other):
        early, fit = early + trio * pool.missing_rounds(a, third), fit + trio * points(pool, a, third)
    again = trio * np.sum([pool.was_in_trio[people] for people in (one, other, third)], axis=0)
    return np.stack([-2 - trio, early, again, trio, -fit], axis=1)


def _possible(pairs: Sequence[tuple[int, int]]) -> list[Company] | None:
    """Return all pairs and all trios in which each two are a pair."""
    after: dict[int, set[int]] = {}
    for one, other in pairs:
        after.setdefault(one, set()).add(other)
    found: list[Company] = list(pairs)
    for one, other in pairs:
        found += [(one, other, third) for third in sorted(after[one] & after.get(other, set()))]
        if len(found) > MOST:
            return None
    return found
