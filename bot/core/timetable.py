"""The timetable: what is due when, and the one step that plans a message and moves the schedule on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.core.communities import Community
from bot.core.due import Slot
from bot.core.learners import Learner
from bot.core.message import Message

ScheduleKind = Literal["daily", "prompt"]


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule whose time has come, with whose it is and where its message goes."""

    id: str
    kind: ScheduleKind
    owner: Learner | Community
    slot: Slot
    last: Slot | None
    destination: str | None
    """None where nobody can be reached there now."""


@dataclass(frozen=True, slots=True)
class Move:
    """What is written for one due schedule: at most one message, and when the schedule is next due."""

    due: Due
    met: Slot | None
    """The slot that the message is for: the due one, or after an outage a later one. None: none was met."""
    message: Message | None
    next: Slot | None
    """None switches the schedule off until its owner speaks or changes it."""
    ignored: int = 0
    """Scheduled messages in a row without an answer, this one included."""
    prompt: Message | None = None
    """A question some hours later, whether the learner is stuck; it may come without a task."""


class Timetable(Protocol):
    """The schedules of all owners."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """Return up to `limit` schedules whose time has come, longest due first."""

    def move(self, moves: Sequence[Move], now: datetime) -> int:
        """Write messages and move schedules on, all or nothing; return how many messages are new.

        A schedule that was moved meanwhile is left alone, and its message is not written.
        """

    def upcoming(self, after: str, limit: int) -> Sequence[Due]:
        """Return schedules by id, those after an id, due or not; for looking at all of them, part by part."""

    def next_due(self) -> datetime | None:
        """Return when the next schedule is due."""
