"""Study groups of three to five for those who asked for one: people on the same stage who all fit each other.

A matching makes the first two of each group; then, again and again, an assignment gives each group the one more
person with whom it has the most points (Kuhn's Hungarian method). Members share a language and an hour, all of them
the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from scipy.optimize import linear_sum_assignment

from bot.pairing.candidates import Edges, both_orders, edges
from bot.pairing.matching import matching
from bot.pairing.pool import Floats, Pool, pool_of
from bot.pairing.round import GROUP_SIZES, History, Round, Seeker

AT_ONCE = 300
"""People of one stage who are looked at together; more are cut, by their hours of the day and the roadmap."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Who fits whom among a few people: points, 0 where two may not meet."""

    pool: Pool
    fresh: Edges
    points: Floats

    def together(self, group: Sequence[int]) -> Floats:
        """Return the points that each person would add to a group; 0 where they don't fit everybody in it."""
        members = list(group)
        fits = np.all(self.points[members] > 0, axis=0)
        for sets in (self.pool.languages, self.pool.starts):
            fits &= (np.bitwise_and.reduce(sets[members], axis=0) & sets).any(axis=-1)
        total: Floats = np.where(fits, self.points[members].sum(axis=0), 0)
        return total


def groups(seekers: Sequence[Seeker], history: History, round: Round) -> list[tuple[str, ...]]:
    """Return groups of about `round.group_size`, from 3 to 5. Who is in none of them got no seat; nobody repeats."""
    people = sorted((replace(seeker, wish="same") for seeker in seekers), key=lambda seeker: (seeker.stage, seeker.id))
    found: list[tuple[str, ...]] = []
    for _, stage in groupby(people, key=lambda seeker: seeker.stage):
        for part in _parts(list(stage), history, round):
            table = _table(pool_of(part, history, round))
            found += [tuple(table.pool.ids[person] for person in sorted(group)) for group in _seated(table, round)]
    return sorted(found)


def _parts(stage: Sequence[Seeker], history: History, round: Round) -> Iterator[list[Seeker]]:
    """Yield people who are looked at together; `stage` is in the order of ids."""
    order, _ = both_orders(pool_of(stage, history, round))
    for part in np.array_split(order, -(-len(order) // AT_ONCE)):
        yield [stage[person] for person in part]


def _table(pool: Pool) -> _Table:
    found = edges(pool, *np.triu_indices(len(pool), 1))
    fresh = found.where(found.missing == 0)
    points = np.zeros((len(pool), len(pool)))
    points[fresh.left, fresh.right] = points[fresh.right, fresh.left] = fresh.points
    return _Table(pool, fresh, points)


def _seated(table: _Table, round: Round) -> list[list[int]]:
    """Seat people; a group that stays too small is given up, and its members may join another."""
    people, least, most = len(table.points), GROUP_SIZES.start, GROUP_SIZES.stop - 1
    count = max(-(-people // most), min(people // least, -(-2 * people // round.group_size) // 2))
    groups = _first_twos(table)[:count]
    waiting = set(range(people)) - {person for group in groups for person in group}
    while _seat(table, groups, waiting):
        pass
    waiting |= {person for group in groups if len(group) < least for person in group}
    groups = [group for group in groups if len(group) >= least]
    while _seat(table, groups, waiting):
        pass
    return groups


def _first_twos(table: _Table) -> list[list[int]]:
    """Return the pairs of the best matching, those who fit best first."""
    partner = matching(len(table.points), table.fresh, ())
    pairs = [[one, int(other)] for one, other in enumerate(partner) if one < other]
    return sorted(pairs, key=lambda pair: (-table.points[pair[0], pair[1]], pair))


def _seat(table: _Table, groups: list[list[int]], waiting: set[int]) -> bool:
    """Give each of the smallest groups at most one of those who wait; return whether anybody was seated."""
    open_ = [group for group in groups if len(group) < GROUP_SIZES.stop - 1]
    who = sorted(waiting)
    for size in sorted({len(group) for group in open_}) if who else ():
        small = [group for group in open_ if len(group) == size]
        fit = np.array([table.together(group)[who] for group in small])
        rows, columns = linear_sum_assignment(-fit)
        chosen = [(small[row], who[column]) for row, column in zip(rows, columns, strict=True) if fit[row, column] > 0]
        for group, person in chosen:
            group.append(person)
            waiting.remove(person)
        if chosen:
            return True
    return False
