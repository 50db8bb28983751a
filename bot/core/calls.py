"""Calls for help: questions of those who are stuck, and the members who agreed to be asked about what they finished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.core.draft import Draft
from bot.core.learners import Learner
from bot.core.mastery import Evidence, has_finished
from bot.core.message import Message
from bot.core.partners import Company, Follow
from bot.core.reminders import has_room, is_paused, may_come
from bot.core.rounds import Together
from bot.core.traces import Reminded

DAY = timedelta(days=1)
"""How long members may take a question, and the least time between two questions to the same volunteer."""
MOST_OPEN = 2
"""Questions and talks that a volunteer has at once."""
MOST_A_DAY = 3
"""Questions that somebody puts to others in a day."""
KEPT_FOR = timedelta(days=14)
"""How long a question is kept."""
SILENT_FOR = timedelta(hours=3)
"""How long a volunteer may leave a question without an answer before the next one is asked as well."""

Said = Literal["yes", "later", "never"]
"""What a volunteer says to a question: I'll help; not now; not this topic."""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who agreed to be asked."""

    learner: str
    name: str
    """What others see of them; a first name or a nickname."""
    since: datetime
    wider: bool = False
    """Whether members of other communities may ask as well."""
    without: frozenset[str] = frozenset()
    """Topics about which they don't want to be asked."""


@dataclass(frozen=True, slots=True)
class Call:
    """A question that somebody puts to others."""

    id: int
    learner: str
    community: str
    topic: str
    name: str
    """What others see of who asks."""
    draft: Draft
    at: datetime
    wider: bool = False
    """Whether it may go to a volunteer of another community who agreed to that."""
    until: datetime | None = None
    """Until when a volunteer may take it; None where it was sent to none."""
    company: int | None = None
    """Those who were put in touch by it."""
    posted_at: datetime | None = None
    """When it went to the help channel."""
    helped: bool | None = None
    """What who asked said about it afterwards."""

    def is_open(self, now: datetime) -> bool:
        """Tell whether a volunteer may still take it."""
        return self.company is None and self.until is not None and now < self.until

    @property
    def is_out(self) -> bool:
        """Whether somebody else has seen it, so that its words stay as they are."""
        return self.until is not None or self.posted_at is not None

    @property
    def post_key(self) -> str:
        """The key of the message that posts it: another one, should it be posted again after a failure."""
        return key_of(self.id, "post", f"{self.posted_at.timestamp():.0f}" if self.posted_at else "")


def key_of(id: int, *occasion: str) -> str:
    """Return the key of a message about a call."""
    return ":".join(["call", str(id), *occasion])


def asking_key(id: int, volunteer: str) -> str:
    """Return the key of the message that puts a call to a volunteer."""
    return key_of(id, "ask", volunteer)


def failed_key(call: Call) -> str:
    """Return the key of the message that tells who asked that a post failed."""
    return f"{call.post_key}:failed"


@dataclass(frozen=True, slots=True)
class Unposted:
    """A post that did not arrive, or of which nobody knows whether it did."""

    call: Call
    in_doubt: bool
    is_late: bool
    """Its time was over, or it was not to be posted there any more."""


@dataclass(frozen=True, slots=True)
class Willing:
    """A volunteer who is there for a call, with all that decides whether to ask them now."""

    volunteer: Volunteer
    learner: Learner
    destination: str
    shown: Sequence[Evidence]
    """What they showed on the call's topic, oldest first."""
    asked: Sequence[datetime]
    """When they were asked in the last days."""
    open: int
    reminded: Sequence[Reminded]

    def finished(self, topic: str) -> bool:
        """Tell whether they finished the topic, by evidence, and want to be asked about it."""
        return topic not in self.volunteer.without and has_finished(self.shown)

    def has_room(self, now: datetime) -> bool:
        """Tell whether one more question may come: not in a pause, one a day, two at once, within the week's budget."""
        settings = self.learner.settings
        lately = any(at > now - DAY for at in self.asked)
        is_free = not lately and self.open < MOST_OPEN and not is_paused(settings, now)
        return is_free and has_room(settings, self.reminded, now)


def in_order(willing: Iterable[Willing], topic: str, now: datetime) -> list[Willing]:
    """Return whom to ask, first those who are awake, then those who were asked longest ago."""
    ready = [one for one in willing if one.finished(topic) and one.has_room(now)]
    return sorted(
        ready,
        key=lambda one: (
            not may_come(one.learner.settings, now),
            max(one.asked, default=one.volunteer.since),
            one.volunteer.learner,
        ),
    )


class Volunteers(Protocol):
    """Who agreed to be asked."""

    def get(self, learner: str) -> Volunteer | None:
        """Return what somebody agreed to; None where they never did, or stopped."""

    def save(self, volunteer: Volunteer) -> None:
        """Keep it, new or changed."""

    def leave(self, learner: str) -> None:
        """Ask somebody no more."""

    def around(self, call: Call, now: datetime) -> Sequence[Willing]:
        """Return the volunteers of a call's community, and others where both sides agreed to that.

        Left out are who asks, who was asked about it before, who is kept apart from who asks, and who can't be reached.
        """


class Calls(Protocol):
    """The questions, whom they were put to, and what came of it."""

    def get(self, id: int) -> Call | None:
        """Return a call."""

    def newest(self, learner: str, topic: str) -> Call | None:
        """Return what somebody wrote last about a topic."""

    def write(self, call: Call) -> Call:
        """Keep a new call; return it with its id."""

    def change(self, call: Call) -> bool:
        """Keep its words, name and reach; False where somebody else has seen it by now."""

    def sent_since(self, learner: str, since: datetime) -> int:
        """Return how many calls of somebody went out since an instant."""

    def ask(self, call: Call, volunteer: str, messages: Sequence[Message], now: datetime) -> bool:
        """Put a call to a volunteer until its `until`, with the messages that go with it, in one step.

        False, and nothing written, where they were asked within a day, stopped volunteering, or the call was taken.
        """

    def waits_for(self, id: int, volunteer: str) -> bool:
        """Tell whether a volunteer was asked and has not answered, and is still to be asked by this person."""

    def waiting_for(self, volunteer: str, now: datetime) -> Sequence[Call]:
        """Return the calls that wait for a volunteer's answer."""

    def answer(self, id: int, volunteer: str, said: Said) -> bool:
        """Keep that a volunteer said no; False where they were not asked, or have answered."""

    def end(self, id: int, messages: Sequence[Message], now: datetime) -> bool:
        """Close a call that nobody is left for, with word of it.

        False where it was taken or is over, or where somebody who was asked may take it still.
        """

    def take(self, id: int, volunteer: str, together: Together, follow: Follow, now: datetime) -> Company | None:
        """Put who asked and a volunteer in touch, with the messages that follow; once for each call.

        Saying it again gives the same company. None where somebody else was first, its time is over, they were not
        asked, or the two are kept apart by now.
        """

    def post(self, id: int, message: Message, now: datetime) -> bool:
        """Put a call into a channel; False where it was."""

    def unposted(self, since: datetime) -> Sequence[Unposted]:
        """Return the posts since an instant that failed for good, and of which nobody was told."""

    def take_back(self, call: Call, messages: Sequence[Message], now: datetime) -> bool:
        """Note that a post did not arrive, with word of it; it may be posted again. False where that is known."""

    def stalled(self, silent_since: datetime, now: datetime) -> Sequence[Call]:
        """Return the open calls that wait for nobody but those who got them before an instant, or never did."""

    def tell(self, messages: Sequence[Message], now: datetime) -> None:
        """Put messages about calls on their way, each once."""

    def judge(self, id: int, messages: Sequence[Message], now: datetime, *, helped: bool) -> bool:
        """Keep whether it helped; False where that is known."""
