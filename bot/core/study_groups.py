"""Study groups that last: who has a seat in one, who sits in it this week, and how many more may join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.partners import Seeking

LEAST, MOST = 3, 5
"""People in a study group. One with fewer stays together while two are left, and is filled up first."""


@dataclass(frozen=True, slots=True)
class Seats:
    """The study groups of a community in one week."""

    of: Mapping[str, str]
    """Learners with the group that they sit in this week."""
    free: Mapping[str, int]
    """How many more may join each of these groups."""
    away: frozenset[str]
    """Learners whose group does not meet this week; they may be matched with one partner."""
    given_up: tuple[Seeking, ...]
    """Whose seat or whose group is no more, as they are without it."""


def seats(here: Sequence[Seeking], there: Sequence[Seeking]) -> Seats:
    """Return the study groups of those who look for company (`here`), of whom some take part this week (`there`).

    A seat is given up by a pause without an end; a pause until a day, and a week that is left out, keep it.
    """
    sitting: defaultdict[str, list[str]] = defaultdict(list)
    for one in here:
        if one.study_group and one.paused_until != date.max:
            sitting[one.study_group].append(one.learner)
    lasting = {group: learners for group, learners in sitting.items() if len(learners) > 1}
    present = {one.learner for one in there}
    coming = {group: present.intersection(learners) for group, learners in lasting.items()}
    meeting = {group: learners for group, learners in coming.items() if len(learners) > 1}
    return Seats(
        of={learner: group for group, learners in meeting.items() for learner in learners},
        free={group: max(0, MOST - len(lasting[group])) for group in meeting},
        away=frozenset(one for group, learners in lasting.items() if group not in meeting for one in learners),
        given_up=tuple(
            replace(one, study_group="")
            for one in here
            if one.study_group and one.learner not in lasting.get(one.study_group, ())
        ),
    )
