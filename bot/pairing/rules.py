"""Which two may be brought together at all, and how well they fit: one formula, for one pair or for millions.

May they? Each rule is a missing edge, in the order in which a reason is given when nobody is left:

- *community*: the same one, or both would go wider; *platform*: the same one, or both would cross;
- *language*: one in common;
- *level*: same with same; a mentor with a mentee at least `MENTOR_AHEAD` topics behind;
- *hours*: an hour in one piece, in the coming week, by both their clocks;
- *apart*: neither has blocked the other.

How well? A sum of points, each on a scale that a person could defend:

====================  ======  =========================================================================================
part                  points  why
====================  ======  =========================================================================================
anybody                    1  company is better than none
near on the roadmap     0-40  2 less for each topic between them; for a mentor 1 less for each topic beyond the least
                              lead, because who has just learned a thing remembers what was hard about it
same next topics        0-30  10 each: the shared agenda is made from them
time to choose from     0-20  1 for each half hour at which a meeting could start
pace                    0-10  1 less for each hour a week of difference: who studies 3 hours is not ready when 10 is
both come               0-20  20 times the chance that both do; the sum over all pairs is greatest where reliable people
                              meet reliable people, so those who come don't sit waiting for those who don't
was in a trio             20  for each of the two: somebody else's turn
was alone                200  for each of the two: first place next week, more than all the rest of an edge
====================  ======  =========================================================================================

The last two belong to a person, so they never decide between two partners of the same person, only who is left over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bot.pairing.hours import Words
from bot.pairing.pool import WISHES, Bools, Ints, Pool, bits
from bot.pairing.round import Reason

MENTOR_AHEAD = 12
"""Topics; some four weeks of study."""
MOST_POINTS = 561
"""No pair has more."""

Rule = Callable[[Pool, Ints, Ints], Bools]
_SAME, _MENTOR = WISHES.index("same"), WISHES.index("mentor")


def _community(pool: Pool, a: Ints, b: Ints) -> Bools:
    found: Bools = (pool.community[a] == pool.community[b]) | (pool.wider[a] & pool.wider[b])
    return found


def _platform(pool: Pool, a: Ints, b: Ints) -> Bools:
    found: Bools = (pool.platform[a] == pool.platform[b]) | (pool.crosses[a] & pool.crosses[b])
    return found


def _language(pool: Pool, a: Ints, b: Ints) -> Bools:
    return _meet(pool.languages[a] & pool.languages[b])


def _level(pool: Pool, a: Ints, b: Ints) -> Bools:
    same = (pool.wish[a] == _SAME) & (pool.wish[b] == _SAME)
    teaching = (pool.wish[a] != pool.wish[b]) & (pool.wish[a] != _SAME) & (pool.wish[b] != _SAME)
    found: Bools = same | (teaching & (_lead(pool, a, b) >= MENTOR_AHEAD))
    return found


def _hours(pool: Pool, a: Ints, b: Ints) -> Bools:
    return _meet(pool.starts[a] & pool.starts[b])


def _apart(pool: Pool, a: Ints, b: Ints) -> Bools:
    if not len(pool.blocked):
        return np.ones(len(b), dtype=bool)
    keys = pool.keys(a, b)
    at = np.searchsorted(pool.blocked, keys).clip(max=len(pool.blocked) - 1)
    found: Bools = pool.blocked[at] != keys
    return found


RULES: Mapping[Reason, Rule] = {
    "community": _community,
    "platform": _platform,
    "language": _language,
    "level": _level,
    "hours": _hours,
    "apart": _apart,
}


def allowed(pool: Pool, a: Ints, b: Ints) -> Ints:
    """Return where in two equally long columns of people the two may be brought together."""
    left = np.flatnonzero(a != b)
    for rule in RULES.values():
        left = left[rule(pool, a[left], b[left])]
    return left


def points(pool: Pool, a: Ints, b: Ints) -> Ints:
    """Return how well each two fit who may be brought together, from 1 to `MOST_POINTS`; see the table above."""
    parts: Sequence[Ints] = (
        _nearness(pool, a, b),
        10 * bits(pool.topics[a] & pool.topics[b]).clip(max=3),
        (bits(pool.starts[a] & pool.starts[b]) // 2).clip(max=20),
        (10 - np.abs(pool.hours[a] - pool.hours[b])).clip(min=0).astype(np.int64),
        np.rint(20 * pool.reliability[a] * pool.reliability[b]).astype(np.int64),
        20 * (pool.was_in_trio[a].astype(np.int64) + pool.was_in_trio[b]),
        200 * (pool.was_alone[a].astype(np.int64) + pool.was_alone[b]),
    )
    total: Ints = 1 + np.sum(parts, axis=0)
    return total


def in_common(pool: Pool, one: Ints, other: Ints, third: Ints) -> Bools:
    """Tell of each three people whether all of them share an hour and a language, not only each two."""
    hours = _meet(pool.starts[one] & pool.starts[other] & pool.starts[third])
    return hours & _meet(pool.languages[one] & pool.languages[other] & pool.languages[third])


def whom(pool: Pool, person: int) -> tuple[Ints, Reason]:
    """Return all whom somebody may meet, and where that is nobody, the first rule that left nobody; else `taken`."""
    one, others = np.array([person]), np.delete(np.arange(len(pool)), person)
    for reason, rule in RULES.items():
        others = others[rule(pool, one, others)]
        if not len(others):
            return others, reason
    return others, "taken"


def _nearness(pool: Pool, a: Ints, b: Ints) -> Ints:
    between = np.abs(pool.position[a] - pool.position[b])
    near: Ints = np.where(pool.wish[a] == _SAME, 40 - 2 * between, 40 + MENTOR_AHEAD - between).clip(min=0)
    return near


def _lead(pool: Pool, a: Ints, b: Ints) -> Ints:
    """Return how many topics the mentor of each pair is ahead."""
    ahead = pool.position[a] - pool.position[b]
    return np.where(pool.wish[a] == _MENTOR, ahead, -ahead)


def _meet(common: Words) -> Bools:
    some: Bools = np.any(common, axis=-1)
    return some
