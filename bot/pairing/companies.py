"""Brings the people of a round together: groups for those who asked for one, then pairs, then trios for who is left.

Nobody is with the same person again within `Round.apart` rounds while another assignment gives company to as many
people. Where it doesn't, company goes before novelty: a repeat is allowed where it saves somebody from being alone,
as few and as long ago as can be. Of two answers the one that comes first by `cover.rank` is taken, for each circle of
people by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from bot.pairing.candidates import Edges, both_orders, candidates
from bot.pairing.cover import costs, cover, rank
from bot.pairing.groups import groups, partners_from
from bot.pairing.leftover import Company, Leftover
from bot.pairing.matching import circles, matching
from bot.pairing.pool import Bools, Ints, Pool, pool_of
from bot.pairing.round import History, Outcome, Reason, Round, Seeker, pair
from bot.pairing.rules import whom


def bring_together(seekers: Sequence[Seeker], history: History, round: Round) -> Outcome:
    """Return who is with whom; raises ValueError and ZoneInfoNotFoundError for input that can't be right.

    The same people, history and round give the same outcome, in whatever order they come. Those who asked for a group
    and can't have one are matched as the others are.
    """
    grouped = groups([seeker for seeker in seekers if seeker.wants_group], history, round)
    seated = {id for group in grouped for id in group}
    pool = pool_of([seeker for seeker in seekers if seeker.id not in seated], history, round)
    edges = candidates(pool)
    found = sorted(_companies(pool, edges))
    named = [tuple(pool.ids[person] for person in company) for company in found]
    rest = np.setdiff1d(np.arange(len(pool)), [person for company in found for person in company])
    alone = list(_alone(pool, edges, rest, others_sit=bool(seated)))
    lent = partners_from(grouped, [id for id, _ in alone], seekers, history, round)
    grouped = [tuple(id for id in group if id not in lent.values()) for group in grouped]
    named = sorted([*named, *(pair(*both) for both in lent.items())])
    return Outcome(
        pairs=tuple((company[0], company[1]) for company in named if len(company) == 2),
        trios=tuple((company[0], company[1], company[2]) for company in named if len(company) == 3),
        groups=tuple(grouped),
        alone=tuple((id, reason) for id, reason in alone if id not in lent),
    )


def _alone(pool: Pool, edges: Edges, people: Ints, *, others_sit: bool) -> Iterator[tuple[str, Reason]]:
    """Yield who has nobody, and why; who sits in a group is somebody too."""
    linked = _linked(pool, edges)
    for person in people.tolist():
        reason = "taken" if linked[person] else whom(pool, person)[1]
        yield pool.ids[person], "taken" if reason == "community" and others_sit else reason


def _companies(pool: Pool, edges: Edges) -> list[Company]:
    fresh = edges.where(edges.missing == 0)
    circle = circles(len(pool), edges)
    best = _by_circle(_answer(pool, fresh), circle)
    again = edges.where(np.isin(circle[edges.left], _troubled(pool, best, edges, circle)))
    if again.missing.any():
        _take_better(pool, best, _by_circle(_answer(pool, again), circle))
    for number in _troubled(pool, best, edges, circle).tolist():
        inside = edges.where(circle[edges.left] == number)
        best[number] = cover(pool, inside.left, inside.right, best.get(number, []))
    return [company for companies in best.values() for company in companies]


def _answer(pool: Pool, edges: Edges) -> list[Company]:
    orders = both_orders(pool)
    return Leftover(pool, edges, matching(len(pool), edges, orders)).settle()


def _troubled(pool: Pool, best: Mapping[int, Sequence[Company]], edges: Edges, circle: Ints) -> Ints:
    """Return the circles in which another answer may be better by more than points.

    Somebody is alone who need not be, meets too early, is in a trio that has nothing in common or in a trio again, or
    there are several trios.
    """
    companies = [company for found in best.values() for company in found]
    alone = _linked(pool, edges)
    alone[[person for company in companies for person in company]] = False
    of_company = circle[[company[0] for company in companies]]
    troubles = np.zeros((len(pool), 4), dtype=np.int64)
    np.add.at(troubles, of_company, costs(pool, companies)[:, 1:5])
    early, scattered, again, trios = troubles.T
    return np.union1d(circle[alone], np.flatnonzero((early > 0) | (scattered > 0) | (again > 0) | (trios > 1)))


def _linked(pool: Pool, edges: Edges) -> Bools:
    """Return who may meet anybody."""
    linked = np.zeros(len(pool), dtype=bool)
    linked[edges.left] = linked[edges.right] = True
    return linked


def _by_circle(companies: Iterable[Company], circle: Ints) -> dict[int, list[Company]]:
    found: dict[int, list[Company]] = {}
    for company in companies:
        found.setdefault(int(circle[company[0]]), []).append(company)
    return found


def _take_better(pool: Pool, best: dict[int, list[Company]], other: Mapping[int, list[Company]]) -> None:
    for number, companies in other.items():
        if rank(pool, companies) < rank(pool, best.get(number, [])):
            best[number] = companies
