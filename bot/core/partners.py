"""Study partners: what somebody wishes, who is together this week, and the ports that keep it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.core.message import Message
from bot.core.weekhours import NAMED

Level = Literal["same", "mentor", "mentee"]
Answer = Literal["met", "moved", "nobody", "unfit"]
"""What somebody says after the week: we met; we moved it; nobody came or answered; it did not fit."""
ANSWERS: tuple[Answer, ...] = get_args(Answer)

SILENT_ROUNDS = 2
"""Rounds in a row without an answer after which somebody pauses: a partner must not wait for who is gone."""
ASK_AGAIN_DAYS = 30
"""How often we ask whether it still suits."""


class Wish(BaseModel):
    """What somebody looks for. Stored as JSON with its version."""

    model_config = ConfigDict(frozen=True)

    v: Literal[1] = 1
    name: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    """What partners see; a first name or a nickname, nothing else."""
    languages: frozenset[str] = Field(frozenset({"en"}), min_length=1, max_length=6)
    free: frozenset[Annotated[int, Field(ge=0, le=167)]] = Field(NAMED["evenings"], min_length=1)
    """Hours of the local week, as in `bot.core.weekhours`."""
    level: Level = "same"
    group: bool = False
    """A study group of three to five instead of a pair."""
    platforms: bool = True
    """Whether somebody on another platform will do."""
    wider: bool = False
    """Whether somebody from another community will do, where this one has nobody left."""


@dataclass(frozen=True, slots=True)
class Seeking:
    """Somebody who is looking for company, week after week, until they say otherwise."""

    learner: str
    community: str
    wish: Wish
    since: datetime
    suits_at: datetime
    """When they last said, by joining or by answering, that it suits them."""
    paused_until: date | None = None
    study_group: str = ""
    """The lasting study group they are in; empty for none."""
    skips: bool = False
    """Leaves out the next round."""
    silent: int = 0
    """Rounds in a row without an answer."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people who are together. `learner` is None for somebody who asked to be forgotten."""

    place: int
    learner: str | None
    name: str
    works: frozenset[int] = frozenset()
    """Numbers of the proposed times that work."""
    answer: Answer | None = None
    contact: str = ""
    """How a partner may reach them elsewhere; shown when everybody has shared theirs."""
    out: bool = False
    """Said that they can't make it."""


NO_ROUND = 0
"""The round of a company that was brought together for one question. Rounds are numbered by weeks since the year 1."""


@dataclass(frozen=True, slots=True)
class Company:
    """People who are together for a week, with the times proposed and the task made from both their roadmaps."""

    id: int
    community: str
    round: int
    begins: datetime
    ends: datetime
    times: tuple[datetime, ...]
    topics: tuple[str, ...]
    """One that each of them explains, in the order of the members; then what they share."""
    question: str
    """The id of a recall question; empty where there is none."""
    agreed: datetime | None
    members: tuple[Member, ...]
    study_group: str = ""
    """The lasting study group that meets this week; empty for people who are together for one week."""
    room: str = ""
    """Destination of the room that they share, where they could have one."""

    def of(self, learner: str) -> Member | None:
        """Return somebody's place in it."""
        return next((one for one in self.members if one.learner == learner), None)

    def others(self, learner: str) -> tuple[Member, ...]:
        """Return those who are still in, without one."""
        return tuple(one for one in self.members if one.learner != learner and not one.out)

    @property
    def is_for_a_question(self) -> bool:
        """Whether one helps the other, the first of them, with a question; it has nothing to do with rounds."""
        return self.round == NO_ROUND

    @property
    def there(self) -> tuple[Member, ...]:
        """Return those who have not said that they can't make it."""
        return tuple(one for one in self.members if not one.out)


@dataclass(frozen=True, slots=True)
class Cadence:
    """When a community has its rounds. `apart` is how many weeks lie between two meetings of the same people."""

    community: str
    weekday: int = 6
    at: time = time(18, 0)
    weeks: int = 1
    apart: int = 6
    on: bool = True
    reports: str | None = None
    """Destination of what members report."""
    channel: str | None = None
    """Destination of the channel in which partners get a room of their own, where that is possible."""
    next_at: datetime | None = None
    announced: bool = False
    """Whether the next round was announced."""


@dataclass(frozen=True, slots=True)
class Past:
    """One round of the past, for the people who run a community: numbers, no names."""

    number: int
    at: datetime
    seekers: int
    paired: int
    met: int
    repeats: int
    alone: tuple[tuple[str, int], ...]
    """Why people stayed alone, and how many."""


class Seekers(Protocol):
    """Who is looking for company."""

    def get(self, learner: str) -> Seeking | None:
        """Return what somebody looks for; None where they never said so, or left."""

    def before(self, learner: str) -> Seeking | None:
        """Return what somebody looks for, or looked for when they left."""

    def save(self, seeking: Seeking) -> None:
        """Keep it, new or changed."""

    def heard(self, learner: str) -> None:
        """Note that somebody said a word in this round; nothing where they left."""

    def leave(self, learner: str, at: datetime) -> None:
        """Take somebody out. Whom they were with is remembered, and what they looked for, should they come back."""

    def block(self, learner: str, other: str, at: datetime) -> None:
        """Never bring these two together again."""

    def are_apart(self, learner: str, other: str) -> bool:
        """Tell whether one of two has blocked the other."""

    def homes(self, person: str) -> Sequence[str]:
        """Return the communities that somebody is a member of, the newest first."""


Step = Callable[[Company], tuple[Company, Sequence[Message]]]
Follow = Callable[[Company], Sequence[Message]]
"""Returns the messages that follow from being brought together."""


class Companies(Protocol):
    """Who is together, and what they said."""

    def current(self, learner: str, now: datetime) -> Company | None:
        """Return the company that somebody is in now, or was in last if nothing was said about it yet."""

    def last(self, learner: str, now: datetime) -> Company | None:
        """Return the newest company of a round that somebody was in, however long ago."""

    def before(self, company: Company) -> Company | None:
        """Return the week before of a study group that lasts; None for its first, and for any other company."""

    def get(self, id: int) -> Company | None:
        """Return a company."""

    def begun(self, learner: str, at: datetime) -> Company | None:
        """Return the company that somebody was brought into at an instant."""

    def talks(self, learner: str, now: datetime) -> Sequence[Company]:
        """Return the companies of one question that somebody is in, and that go on."""

    def going_on(self, learner: str, now: datetime) -> Sequence[Company]:
        """Return the companies of a round that somebody is in, and that go on, newest first.

        Usually one; two for the third of a trio in which the others are kept apart.
        """

    def shared(self, learner: str, other: str) -> Sequence[Company]:
        """Return all companies that two people are or were in, newest first."""

    def begin_beside(self, company: Company, members: Sequence[Member], follow: Follow, now: datetime) -> Company:
        """Bring some of a company together by themselves for the rest of its week, with the messages that follow."""

    def change(self, id: int, step: Step, now: datetime) -> tuple[Company, int]:
        """Take a step with a company as it is now, alone with it, and keep what changed and the messages that follow.

        Returns the company, and how many of the messages are new.
        """

    def reliability(self, learners: Sequence[str]) -> dict[str, float]:
        """Return the chance that each of some people comes, from 0 to 1, by what became of their last meetings."""

    def streak(self, learner: str) -> int:
        """Return how many rounds in a row, up to the last that was answered, somebody met."""


class Cadences(Protocol):
    """When communities have their rounds, and what became of them."""

    def of(self, community: str) -> Cadence | None:
        """Return a community's cadence."""

    def save(self, cadence: Cadence) -> None:
        """Keep a cadence, new or changed."""

    def past(self, community: str, last: int) -> Sequence[Past]:
        """Return the last rounds of a community, newest first."""


class Addresses(Protocol):
    """Where learners are reached."""

    def reached_at(self, learners: Sequence[str]) -> dict[str, str]:
        """Return for each learner the destination where they spoke last and nobody refuses us."""

    def all_of(self, learner: str) -> Sequence[str]:
        """Return every destination of somebody, also where they refuse us."""
