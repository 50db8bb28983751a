"""The best pairs and trios of a few people, exactly: for small circles where swaps don't find company for everybody.

Every pair and trio that is allowed is a yes or a no, and nobody is in two of them: an integer program for HiGHS,
solved for one aim after the other, in the order that `rank` states.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from bot.pairing.leftover import Company
from bot.pairing.pool import Floats, Ints, Pool
from bot.pairing.rules import in_common, points

MOST = 1_000
"""Possible pairs and trios up to which this takes less than a second: some 17 people who all fit each other."""
_OPTIONS = {"mip_rel_gap": 0, "node_limit": 1_000}


def rank(pool: Pool, companies: Sequence[Company]) -> tuple[int, ...]:
    """Return what a set of companies costs, the weightier first.

    In this order: people without company (here: fewer with company), rounds by which repeats come too early, trios
    whose three have no hour or no language in common, people in a trio again, trios, and points that are not reached.
    """
    return tuple(costs(pool, companies).sum(axis=0).tolist())


def cover(pool: Pool, left: Ints, right: Ints, now: list[Company]) -> list[Company]:
    """Return the best companies that can be made of allowed pairs, given as columns.

    `now` is the answer where nothing but points could be gained, where there are too many companies to choose from, and
    where no trio is possible, because a matching is best then.
    """
    possible = _possible(list(zip(left.tolist(), right.tolist(), strict=True)))
    if possible is None or len(possible) == len(left):
        return now
    people = np.unique(np.concatenate([left, right]))
    inside = np.array([[person in company for company in possible] for person in people.tolist()], dtype=float)
    rules, best = [LinearConstraint(inside, ub=1)], now
    least = (-len(people), 0, 0, 0, 0, -np.inf)
    for number, aim in enumerate(costs(pool, possible).T):
        value = rank(pool, best)[number]
        is_last = number == len(least) - 1
        if value > least[number] and not (is_last and best is now):
            found = _smallest(aim, rules)
            if found is not None and aim @ found < value:
                best = [company for company, yes in zip(possible, found, strict=True) if yes]
        rules.append(LinearConstraint(aim[None, :], ub=rank(pool, best)[number] + 0.5))
    return best


def _smallest(aim: Ints, rules: Sequence[LinearConstraint]) -> Floats | None:
    """Return yes or no for each company so that an aim is as small as the rules allow, if that is found in time."""
    found = milp(aim, integrality=np.ones_like(aim), bounds=Bounds(0, 1), constraints=rules, options=_OPTIONS)
    return None if found.x is None else np.rint(found.x)


def costs(pool: Pool, companies: Sequence[Company]) -> Ints:
    """Return a row for each pair and trio: what it adds to each aim of `rank`; all are to be as small as can be."""
    rows = [(company[0], company[1], company[-1]) for company in companies]
    one, other, third = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    trio = (third != other).astype(np.int64)
    early, fit = pool.missing_rounds(one, other), points(pool, one, other)
    for a in (one, other):
        early, fit = early + trio * pool.missing_rounds(a, third), fit + trio * points(pool, a, third)
    again = trio * np.sum([pool.was_in_trio[people] for people in (one, other, third)], axis=0)
    scattered = trio * ~in_common(pool, one, other, third)
    return np.stack([-2 - trio, early, scattered, again, trio, -fit], axis=1)


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
