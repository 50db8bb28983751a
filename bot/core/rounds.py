"""A round: everybody who looks for company in a community is brought together, once, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.core.message import Message
from bot.core.partners import Cadence, Company, Member, Seeking


@dataclass(frozen=True, slots=True)
class Together:
    """People to be brought together. Members are learners with the names that partners see."""

    community: str
    begins: datetime
    ends: datetime
    times: tuple[datetime, ...]
    topics: tuple[str, ...]
    question: str
    members: tuple[tuple[str, str], ...]
    study_group: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """All that a round writes."""

    cadence: Cadence
    number: int
    there: tuple[Seeking, ...]
    """Who takes part, as they were when the round was worked out."""
    repeats: int
    together: tuple[Together, ...]
    alone: tuple[tuple[str, str], ...]
    """Learners with the reason; they wait for a second chance in this round."""
    changed: tuple[Seeking, ...]
    """Whose pause, skip or silence changes by the round; whoever says something meanwhile keeps what they said."""
    messages: tuple[Message, ...]
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who stayed alone in a round, or was left alone."""

    learner: str
    community: str
    round: int
    ends: datetime
    """When the next round begins, and there is no second chance any more."""


@dataclass(frozen=True, slots=True)
class Before:
    """What happened to some people in earlier rounds."""

    met: dict[tuple[str, str], int]
    """The newest round in which two were together; ids in alphabetical order."""
    blocks: frozenset[tuple[str, str]]
    last_size: dict[str, int]
    """How many were together with somebody in the round before, themselves included; 1 for who stayed alone."""


class RoundBook(Protocol):
    """What is due, who takes part, and the one step that writes a round."""

    def of(self, community: str) -> Cadence | None:
        """Return a community's cadence."""

    def due(self, now: datetime) -> Sequence[Cadence]:
        """Return the cadences whose next round is to be announced, or held."""

    def seekers(self, community: str) -> Sequence[Seeking]:
        """Return everybody in a community who looks for company, paused or not, by learner."""

    def before(self, learners: Sequence[str], round: int) -> Before:
        """Return what happened to some people before a round."""

    def announce(self, cadence: Cadence, messages: Sequence[Message], now: datetime) -> bool:
        """Write the announcements of the next round; False where they are written already."""

    def hold(self, held: Held, now: datetime) -> bool:
        """Write a round; False, and no company written, where a round of that number was held.

        False, and nothing written at all, where somebody in it left, pauses, skips, wishes something else or is to be
        kept apart by now: it stays due, and is to be worked out again.
        """

    def waiting(self, now: datetime) -> Sequence[Waiting]:
        """Return who waits for a second chance, where something changed since the last try; else nobody."""

    def rescue(
        self, waited: Sequence[Waiting], found: Sequence[tuple[Together, Sequence[Message]]], now: datetime
    ) -> None:
        """Bring together those of whom all wait still, each company with its messages; all who waited were tried."""


def by_themselves(company: Company, members: Sequence[Member], now: datetime) -> Together:
    """Return some of a company as one of their own, for what is left of its week: no time that they had agreed on."""
    return Together(
        company.community,
        now,
        company.ends,
        tuple(at for at in company.times if at > now and at != company.agreed),
        tuple(company.topics[one.place] for one in members if one.place < len(company.topics)),
        company.question,
        tuple((one.learner, one.name) for one in members if one.learner),
    )


def number_of(day: date) -> int:
    """Return the number of the week, from Sunday on, of the local date of a round; comparable between communities.

    By the local date, or a change of the clocks could give two rounds the same number.
    """
    return day.toordinal() // 7


def week_after(number: int) -> date:
    """Return the first day after the week of that number."""
    return date.fromordinal((number + 1) * 7)
