"""Study groups of three to five for those who asked for one: people on the same stage who all fit each other.

A group that lasts stays as it is; where it has fewer than three it is filled up first, and last of all with those who
found no other seat. A matching makes the first two of each new group; then, again and again, an assignment gives each
group the one more person with whom it has the most points (Kuhn's Hungarian method). Whoever joins shares a language
and an hour with all the others, the same with all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median_low

import numpy as np
from scipy.optimize import linear_sum_assignment

from bot.pairing.candidates import Edges, both_orders, edges
from bot.pairing.matching import matching
from bot.pairing.pool import Floats, Pool, pool_of
from bot.pairing.round import GROUP_SIZES, History, Round, Seeker

AT_ONCE = 300
"""People of one stage who are looked at together; more are cut, by their hours of the day and the roadmap."""
_LEAST, _MOST = GROUP_SIZES.start, GROUP_SIZES.stop - 1


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


@dataclass(slots=True)
class _Group:
    """People by number, and how many they may become."""

    members: list[int]
    most: int = _MOST

    def __len__(self) -> int:
        return len(self.members)


def groups(seekers: Sequence[Seeker], history: History, round: Round) -> list[tuple[str, ...]]:
    """Return groups of about `round.group_size`, from 3 to 5; a group that lasts may have two.

    Who is in none of them got no seat. Nobody repeats but within a group that lasts.
    """
    people = [replace(seeker, wish="same") for seeker in _on_one_stage(seekers)]
    people.sort(key=lambda seeker: (seeker.stage, seeker.id))
    found: list[tuple[str, ...]] = []
    for _, stage in groupby(people, key=lambda seeker: seeker.stage):
        for part in _parts(list(stage), history, round):
            table = _table(pool_of(part, history, round))
            kept = _kept(part, table.pool, round)
            seated = _seated(table, kept, round)
            found += [tuple(table.pool.ids[person] for person in sorted(group.members)) for group in seated]
    return sorted(found)


def partners_from(
    grouped: Sequence[tuple[str, ...]], alone: Sequence[str], seekers: Sequence[Seeker], history: History, round: Round
) -> dict[str, str]:
    """Return for some who are alone a partner each, out of groups that have enough people without them.

    Who sits in a group that lasts stays there; who would join it, or a new one, does not at the price of anybody's
    company.
    """
    by_id = {seeker.id: seeker for seeker in seekers}
    lasts = {group for group in grouped if any(by_id[id].study_group for id in group)}
    left = {group: len(group) - (2 if group in lasts else _LEAST) for group in grouped if alone}
    free = {id: group for group in grouped if alone for id in group if not by_id[id].study_group}
    pool = pool_of([by_id[id] for id in {*alone, *free}], history, round)
    number = {id: person for person, id in enumerate(pool.ids)}
    found: dict[str, str] = {}
    for id in sorted(alone):
        others = np.array([number[one] for one, group in sorted(free.items()) if left[group] > 0], dtype=np.int64)
        fresh = edges(pool, np.full_like(others, number[id]), others)
        fresh = fresh.where(fresh.missing == 0)
        if len(fresh):
            best = int(np.argmax(fresh.points))
            other = pool.ids[int(fresh.left[best] + fresh.right[best] - number[id])]
            left[free.pop(other)] -= 1
            found[id] = other
    return found


def _on_one_stage(seekers: Sequence[Seeker]) -> Iterator[Seeker]:
    """Yield people, those of a group that lasts on the stage where the middle of them is."""
    order = sorted(seekers, key=lambda seeker: seeker.study_group)
    for group, members in groupby(order, key=lambda seeker: seeker.study_group):
        together = list(members)
        stage = median_low(seeker.stage for seeker in together)
        yield from (replace(seeker, stage=stage) if group else seeker for seeker in together)


def _parts(stage: Sequence[Seeker], history: History, round: Round) -> Iterator[list[Seeker]]:
    """Yield people who are looked at together; `stage` is in the order of ids, a group that lasts is not torn apart."""
    order, _ = both_orders(pool_of(stage, history, round))
    parts = np.array_split(order, -(-len(order) // AT_ONCE))
    part_of = {int(person): number for number, part in enumerate(parts) for person in part}
    first: dict[str, int] = {}
    for person, seeker in enumerate(stage):
        if seeker.study_group:
            part_of[person] = first.setdefault(seeker.study_group, part_of[person])
    for number in range(len(parts)):
        yield [seeker for person, seeker in enumerate(stage) if part_of[person] == number]


def _kept(part: Sequence[Seeker], pool: Pool, round: Round) -> list[_Group]:
    """Return the groups that last, by number, without those who blocked somebody in theirs."""
    number = {id: person for person, id in enumerate(pool.ids)}
    found: dict[str, list[int]] = {}
    for seeker in part:
        members, person = found.setdefault(seeker.study_group, []), number[seeker.id]
        barred = np.isin(pool.keys(np.full(len(members), person), np.array(members, dtype=np.int64)), pool.blocked)
        if not barred.any():
            members.append(person)
    return [
        _Group(members, len(members) + round.seats.get(group, 0))
        for group, members in sorted(found.items())
        if group and len(members) > 1
    ]


def _table(pool: Pool) -> _Table:
    found = edges(pool, *np.triu_indices(len(pool), 1))
    fresh = found.where(found.missing == 0)
    points = np.zeros((len(pool), len(pool)))
    points[fresh.left, fresh.right] = points[fresh.right, fresh.left] = fresh.points
    return _Table(pool, fresh, points)


def _seated(table: _Table, kept: list[_Group], round: Round) -> list[_Group]:
    """Seat people; a new group that stays too small is given up, and its members may join another."""
    waiting = set(range(len(table.points))) - {person for group in kept for person in group.members}
    while _seat(table, [group for group in kept if len(group) < _LEAST], waiting):
        pass
    people = len(waiting)
    count = max(-(-people // _MOST), min(people // _LEAST, -(-2 * people // round.group_size) // 2))
    new = _first_twos(table, waiting)[:count]
    waiting -= {person for group in new for person in group.members}
    while _seat(table, new, waiting):
        pass
    waiting |= {person for group in new if len(group) < _LEAST for person in group.members}
    seated = [*kept, *(group for group in new if len(group) >= _LEAST)]
    while _seat(table, seated, waiting):
        pass
    return seated


def _first_twos(table: _Table, waiting: set[int]) -> list[_Group]:
    """Return the pairs of the best matching of those who wait, those who fit best first."""
    here = np.isin(np.arange(len(table.points)), list(waiting))
    partner = matching(len(table.points), table.fresh.where(here[table.fresh.left] & here[table.fresh.right]), ())
    pairs = [[one, int(other)] for one, other in enumerate(partner) if one < other]
    return [_Group(pair) for pair in sorted(pairs, key=lambda pair: (-table.points[pair[0], pair[1]], pair))]


def _seat(table: _Table, groups: list[_Group], waiting: set[int]) -> bool:
    """Give each of the smallest groups at most one of those who wait; return whether anybody was seated."""
    open_ = [group for group in groups if len(group) < group.most]
    who = sorted(waiting)
    for size in sorted({len(group) for group in open_}) if who else ():
        small = [group for group in open_ if len(group) == size]
        fit = np.array([table.together(group.members)[who] for group in small])
        rows, columns = linear_sum_assignment(-fit)
        chosen = [(small[row], who[column]) for row, column in zip(rows, columns, strict=True) if fit[row, column] > 0]
        for group, person in chosen:
            group.members.append(person)
            waiting.remove(person)
        if chosen:
            return True
    return False
