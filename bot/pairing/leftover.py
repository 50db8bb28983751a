"""Finds company for those whom a matching left over: by passing partners on, and as the third of a trio.

Somebody who is left over may take another's partner, who then is left over instead, and so on (an alternating path);
it ends well at somebody else who is left over, or at somebody who fits two who are together. Of all paths the
shortest is taken, so that few partners change. People who were in a trio last time are asked only where nobody else
will do, and three who have no hour or no language in common are put together only where there is no other way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from bot.pairing.candidates import Edges
from bot.pairing.pool import Ints, Pool
from bot.pairing.relaxed import NOBODY
from bot.pairing.rules import allowed, in_common, points

Company = tuple[int, ...]
"""People by number."""


class Leftover:
    """The companies of a pool while those who are left over find theirs. Changes `partner` in place."""

    def __init__(self, pool: Pool, edges: Edges, partner: Ints) -> None:
        self._pool, self._partner = pool, partner
        self._neighbours = _Neighbours(len(pool), edges)
        self._may_repeat = bool(edges.missing.any())
        self._trios: list[Company] = []
        self._in_trio: set[int] = set()

    def settle(self) -> list[Company]:
        """Return all pairs and trios."""
        self._try_all(self._join)
        for scattered in (False, True):
            for again in (False, True) if self._pool.was_in_trio.any() else (False,):
                self._try_all(partial(self._third, scattered=scattered, again=again))
        pairs = [(one, int(other)) for one, other in enumerate(self._partner) if one < other]
        return [*pairs, *self._trios]

    def _try_all(self, ends_well: Callable[[int, list[int]], bool]) -> None:
        alone = [int(person) for person in np.flatnonzero(self._partner == NOBODY) if person not in self._in_trio]
        # where a search found nothing, another finds nothing either
        seen: set[int] = set()
        for person in alone:
            if self._partner[person] == NOBODY and person not in self._in_trio:
                seen |= self._search(person, seen, ends_well)

    def _search(self, start: int, dead: set[int], ends_well: Callable[[int, list[int]], bool]) -> set[int]:
        """Look for somebody who could be left over instead and ends well; return who was asked in vain."""
        before: dict[int, int] = {start: start}
        waiting = deque([start])
        while waiting:
            person = waiting.popleft()
            if ends_well(person, list(self._path(person, before))):
                return set()
            for taken in self._neighbours(person):
                other = int(self._partner[taken])
                if other != NOBODY and not any(each in before or each in dead for each in (taken, other)):
                    before[other] = person
                    waiting.append(other)
        return set(before)

    @staticmethod
    def _path(person: int, before: dict[int, int]) -> Iterator[int]:
        """Yield who would change partners, from the one in question back to the first."""
        yield person
        while before[person] != person:
            person = before[person]
            yield person

    def _pass_on(self, path: list[int]) -> None:
        """Give each their successor's partner, so that the first of the path is left over."""
        for successor, person in zip(path[-2::-1], path[:0:-1], strict=True):
            taken = int(self._partner[successor])
            self._partner[person], self._partner[taken] = taken, person
        self._partner[path[0]] = NOBODY

    def _join(self, person: int, path: list[int]) -> bool:
        """Bring somebody together with somebody else who is left over."""
        for other in self._neighbours(person):
            if self._partner[other] == NOBODY and other != path[-1] and other not in self._in_trio:
                self._pass_on(path)
                self._partner[person], self._partner[other] = other, person
                return True
        return False

    def _third(self, person: int, path: list[int], *, scattered: bool, again: bool) -> bool:
        """Put somebody with two who are together and whose partners don't change."""
        two = self._best_two(person, path, scattered=scattered, again=again)
        if two is None:
            return False
        self._pass_on(path)
        trio = (person, *two)
        self._partner[list(trio)] = NOBODY
        self._in_trio |= set(trio)
        self._trios.append(tuple(sorted(trio)))
        return True

    def _best_two(self, person: int, path: list[int], *, scattered: bool, again: bool) -> tuple[int, int] | None:
        pool = self._pool
        moving = {*path, *self._partner[path].tolist(), NOBODY}
        twos = [(one, self._partner[one]) for one in self._neighbours(person) if one not in moving]
        one, other = np.array([two for two in twos if two[1] not in moving], dtype=np.int64).reshape(-1, 2).T
        fits = allowed(pool, np.full_like(other, person), other)
        if not len(fits):
            return None
        one, other, third = one[fits], other[fits], np.full_like(fits, person)
        missing = pool.missing_rounds(third, one) + pool.missing_rounds(third, other)
        were = pool.was_in_trio[one].astype(int) + pool.was_in_trio[other] + pool.was_in_trio[third]
        fit = points(pool, third, one) + points(pool, third, other)
        common = in_common(pool, third, one, other)
        good = ((missing == 0) | self._may_repeat) & ((were == 0) | again) & (common | scattered)
        order = np.lexsort((-fit, were, ~common, missing, ~good))[:1]
        return next(((int(one[best]), int(other[best])) for best in order if good[best]), None)


class _Neighbours:
    """Whom each person may meet, best first."""

    def __init__(self, people: int, edges: Edges) -> None:
        ends, others = np.concatenate([edges.left, edges.right]), np.concatenate([edges.right, edges.left])
        worth, missing = np.tile(edges.points, 2), np.tile(edges.missing, 2)
        order = np.lexsort((others, -worth, missing, ends))
        self._others = others[order]
        self._first = np.searchsorted(ends[order], np.arange(people + 1))

    def __call__(self, person: int) -> list[int]:
        others: list[int] = self._others[self._first[person] : self._first[person + 1]].tolist()
        return others
