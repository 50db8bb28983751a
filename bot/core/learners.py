"""Learners: what we keep about somebody who studies with us, and the ports that keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.core.due import Slot
from bot.core.mastery import Evidence
from bot.core.request import Request
from bot.core.times import EVERY_DAY

LONGEST_IF_THEN = 200

TaskState = Literal["open", "later", "done", "too-easy", "too-hard"]
SETTLED: frozenset[TaskState] = frozenset({"done", "too-easy", "too-hard"})


class LearnerSettings(BaseModel):
    """What a learner chose, or the defaults, which work at once. Stored as JSON with its version."""

    model_config = ConfigDict(frozen=True)

    v: Literal[1] = 1
    goal: str = "engineer"
    template: str = "trail"
    hours_a_week: float = Field(5, ge=0.5, le=60)
    zone: str = "UTC"
    zone_shown: str = "UTC"
    """What the learner typed, such as Calcutta for Asia/Kolkata."""
    at: time = time(18, 0)
    """The hour of the daily task, by the clocks of the zone."""
    time_chosen: bool = False
    """Times that nobody chose are spread over ten minutes, so that not everybody is due at once."""
    days: frozenset[Annotated[int, Field(ge=0, le=6)]] = Field(EVERY_DAY, min_length=1)
    """Weekdays, Monday is 0."""
    daily: bool = False
    """Whether the daily task comes by itself; `start` turns it on."""
    paused_until: date | None = None
    """The first local date on which messages come again."""
    quiet_from: time = time(22, 0)
    quiet_to: time = time(7, 0)
    nudges_a_week: int = Field(2, ge=0, le=7)
    partner: bool = False
    if_then: Annotated[str, StringConstraints(max_length=LONGEST_IF_THEN)] = ""
    started: bool = False
    stuck_prompts: bool = True
    """Whether to ask, now and then, if it looks as if they were stuck, with a daily task or without one.

    Where it is off, no traces are kept.
    """


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who studies with us, wherever they speak to us from."""

    id: str
    settings: LearnerSettings
    since: datetime
    heard_at: datetime
    ignored: int = 0
    """Scheduled messages in a row to which no word came back."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task that was given. `id` is its local date, with a number from the second of a day on."""

    id: str
    date: date
    session: str
    topic: str
    part: Literal["theory", "build"]
    minutes: int
    state: TaskState
    given_at: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A resource that a learner opened on a topic."""

    topic: str
    resource: str
    at: datetime
    finished_at: datetime | None = None


class Learners(Protocol):
    """Who studies with us, and where they can be reached."""

    def find(self, person: str) -> Learner | None:
        """Return the learner behind a person, if that person ever began."""

    def known(self, persons: Collection[str]) -> Collection[str]:
        """Return those persons who ever began."""

    def get(self, id: str) -> Learner | None:
        """Return a learner by id; None where forgotten."""

    def begin(self, request: Request, settings: LearnerSettings) -> Learner:
        """Return the learner behind a request, making one with these settings where there is none."""

    def heard(self, request: Request) -> Learner | None:
        """Note that a person spoke: nothing is ignored any more, and their address is good again.

        Returns the learner where something changed by it, as they were before; None for strangers and busy talkers.
        """

    def change(self, learner: Learner, settings: LearnerSettings, next: Slot | None) -> Learner:
        """Save settings, and when the next daily task is due (None: never), in one step."""

    def last_slot(self, learner: str) -> Slot | None:
        """Return when the last daily task was due."""

    def everything_about(self, learner: str) -> dict[str, list[dict[str, Any]]]:
        """Return all rows about a learner, by table."""

    def forget(self, learner: str, at: datetime) -> None:
        """Remove every row about a learner, messages on their way included, and leave a mark that names nobody."""


class Diary(Protocol):
    """What a learner did."""

    def evidence(self, learner: str) -> Sequence[Evidence]:
        """Return what shows what a learner knows, oldest first."""

    def add(self, learner: str, key: str, evidence: Evidence) -> bool:
        """Keep evidence of an occasion; False where that occasion is kept already."""

    def tasks(self, learner: str, since: date) -> Sequence[Task]:
        """Return the tasks given on or after a local date, oldest first."""

    def give(self, learner: str, task: Task) -> Task:
        """Keep a task; where one of that id was given already, return that one."""

    def settle(
        self, learner: str, task: str, state: TaskState, at: datetime, evidence: Sequence[Evidence] = ()
    ) -> bool:
        """Move a task to a state with the evidence that goes with it; False where it was settled before."""

    def open(self, learner: str, opened: Opened) -> Sequence[Opened]:
        """Keep that a resource was opened; return all unfinished ones of its topic, oldest first."""

    def finish(self, learner: str, topic: str, resource: str, at: datetime) -> None:
        """Note that a resource was finished."""


def mark_of(learner: str) -> str:
    """Return the mark that is left of a forgotten learner: it names nobody, and recognises a late message."""
    return hashlib.sha256(f"trailmate-forgotten:{learner}".encode()).hexdigest()
