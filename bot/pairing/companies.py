"""Brings the people of a round together: groups for those who asked for one, then pairs, then trios for who is left.

Nobody is with the same person again within `Round.apart` rounds while another assignment gives company to as many
people. Where it doesn't, company goes before novelty: a repeat is allowed where it saves somebody from being alone,
as few and as long ago as can be. Of two answers the one that comes first by `cover.rank` is taken, for each circle of
people by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bot.pairing.candidates import Edges, both_orders, candidates
from bot.pairing.cover import cover, rank
from bot.pairing.groups import groups
from bot.pairing.leftover import Company, Leftover
from bot.pairing.matching import matching
from bot.pairing.pool import Bools, Ints, Pool, pool_of
from bot.pairing.round import History, Outcome, Round, Seeker
from bot.pairing.rules import why_alone


def bring_together(seekers: Sequence[Seeker], history: History, round: Round) -> Outcome:
    """Return who is with whom; raises ValueError and ZoneInfoNotFoundError for input that can't be right.

    The same people, history and round give the same outcome, in whatever order they come. Those who asked for a group
    and can't have one are matched as the others are.
    """
    grouped = groups([seeker for seeker in seekers if seeker.wants_group], history, round)
    seated = {id for group in grouped for id in group}
    pool = pool_of([seeker for seeker in seekers if seeker.id not in seated], history, round)
    found = sorted(_companies(pool))
    named = [tuple(pool.ids[person] for person in company) for company in found]
    rest = np.setdiff1d(np.arange(len(pool)), [person for company in found for person in company])
    return Outcome(
        pairs=tuple((company[0], company[1]) for company in named if len(company) == 2),
        trios=tuple((company[0], company[1], company[2]) for company in named if len(company) == 3),
        groups=tuple(grouped),
        alone=tuple((pool.ids[person], why_alone(pool, person)) for person in rest.tolist()),
    )


def _companies(pool: Pool) -> list[Company]:
    edges = candidates(pool)
    fresh = edges.where(edges.missing == 0)
    circle = _circles(len(pool), edges)
    best = _by_circle(_answer(pool, fresh), circle)
    troubled = _troubled(pool, best, edges, circle)
    again = edges.where(troubled[circle[edges.left]])
    if again.missing.any():
        _take_better(pool, best, _by_circle(_answer(pool, again), circle))
    for number in np.flatnonzero(_troubled(pool, best, edges, circle)).tolist():
        inside = edges.where(circle[edges.left] == number)
        if (exact := cover(pool, inside.left, inside.right)) is not None:
            _take_better(pool, best, {number: exact})
    return [company for companies in best.values() for company in companies]


def _answer(pool: Pool, edges: Edges) -> list[Company]:
    orders = both_orders(pool)
    return Leftover(pool, edges, matching(len(pool), edges, orders)).settle()


def _circles(people: int, edges: Edges) -> Ints:
    """Return for each person the number of their circle: those they are linked with by people who may meet."""
    links = csr_array((np.ones(len(edges), dtype=bool), (edges.left, edges.right)), shape=(people, people))
    _, circle = connected_components(links, directed=False)
    found: Ints = circle.astype(np.int64)
    return found


def _troubled(pool: Pool, best: Mapping[int, Sequence[Company]], edges: Edges, circle: Ints) -> Bools:
    """Return for each circle whether another answer could be better but for points: somebody is alone, or again."""
    alone = np.zeros(len(pool), dtype=bool)
    alone[np.concatenate([edges.left, edges.right])] = True
    everybody = [company for companies in best.values() for company in companies]
    alone[[person for company in everybody for person in company]] = False
    troubled = np.bincount(circle, weights=alone, minlength=len(pool)) > 0
    for number, companies in best.items():
        _, early, again, trios, _ = rank(pool, companies)
        troubled[number] |= bool(early or again or trios > 1)
    return troubled


def _by_circle(companies: Iterable[Company], circle: Ints) -> dict[int, list[Company]]:
    found: dict[int, list[Company]] = {}
    for company in companies:
        found.setdefault(int(circle[company[0]]), []).append(company)
    return found


def _take_better(pool: Pool, best: dict[int, list[Company]], other: Mapping[int, list[Company]]) -> None:
    for number, companies in other.items():
        if rank(pool, companies) < rank(pool, best.get(number, [])):
            best[number] = companies
