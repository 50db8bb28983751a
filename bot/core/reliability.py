"""How likely somebody is to come, by what became of their last meetings. Private: it is never shown to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.partners import Answer

USUAL, COUNTS_FOR = 0.8, 2.0
"""What we believe of somebody new, and as how many meetings that counts."""
IN_TIME = 0.6
"""Saying in time that one can't make it is worth more than staying away."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting from one person's side: what they said of it, what the others said, and whether they backed out."""

    answer: Answer | None
    others: frozenset[Answer] = frozenset()
    out: bool = False

    def with_another(self, meeting: Meeting) -> Meeting:
        """Return what became of both, where the others are many, or were in two companies of one round."""
        answer = self.answer if self.answer == "met" or meeting.answer is None else meeting.answer
        return Meeting(answer, self.others | meeting.others, out=self.out and meeting.out)

    @property
    def met(self) -> bool:
        return "met" in self.others or (self.answer == "met" and "nobody" not in self.others)


def reliability(meetings: Sequence[Meeting]) -> float:
    """Return the chance that somebody comes, from 0 to 1.

    The mean over meetings of 1 (met, or moved together), `IN_TIME` (backed out, saying so) and 0 (the others say that
    nobody came), with `USUAL` counting as `COUNTS_FOR` meetings before the first: the mean of a beta distribution. One
    bad week brings somebody new to 0.53, and six good ones to 0.95. Where nobody said a word, nothing is learned.
    """
    worth = [_worth(meeting) for meeting in meetings]
    known = [one for one in worth if one is not None]
    return (USUAL * COUNTS_FOR + sum(known)) / (COUNTS_FOR + len(known))


def streak(meetings: Sequence[Meeting]) -> int:
    """Return how many meetings in a row took place, newest first; one without a word yet is left out."""
    count = 0
    for number, meeting in enumerate(meetings):
        if meeting.met:
            count += 1
        elif number or meeting.answer or meeting.others or meeting.out:
            break
    return count


def _worth(meeting: Meeting) -> float | None:
    if meeting.out:
        return IN_TIME
    if meeting.met or meeting.answer == "moved" or "moved" in meeting.others:
        return 1.0
    if "nobody" in meeting.others:
        return 0.0
    return None  # it did not fit, or nobody said anything: no word about them
