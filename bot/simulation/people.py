"""Made-up learners: where they live, when they want their task, and what they do with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Literal

from bot.core.reply import Button

ZONES = (
    "Pacific/Kiritimati", "Pacific/Auckland", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dubai", "Africa/Cairo", "Asia/Beirut", "Europe/Berlin", "Europe/London",
    "Africa/Casablanca",
    "America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Pago_Pago",
)  # fmt: skip
HOURS = (3, 5, 8, 12)
Manner = Literal["steady", "now and then", "silent", "moves", "pauses", "leaves"]
_MANNERS: tuple[tuple[Manner, int], ...] = (
    ("steady", 10), ("now and then", 8), ("silent", 4), ("moves", 3), ("pauses", 3), ("leaves", 2),
)  # fmt: skip
MOST_QUIET = 1
"""Tasks in a row that only silent people leave without a word: after three they would become fewer."""
_ANSWERS = (
    ("/done", 12), ("/later", 4), ("/easy", 2), ("/hard", 2), ("what is overfitting", 2),
    ("i don't understand what machine learning is", 2), ("", 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """Something a person says at an instant."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Phase:
    """From an instant on, where somebody lives and when they want their task."""

    since: datetime
    zone: str
    at: time


@dataclass(slots=True)
class Somebody:
    """One made-up learner, and what is needed to check what they get."""

    number: int
    manner: Manner
    hours: int
    phases: list[Phase]
    quiet: int = 0
    """Tasks in a row that they left without a word."""
    unclear: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When more than one date can be right, or none is owed: around a change, during a pause, after leaving."""
    rests: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When nothing at all may come: in the midst of a pause, and after leaving."""

    @property
    def person(self) -> str:
        return f"sim:{self.number}"

    def set_up(self) -> Iterator[Said]:
        """Yield what they say to begin: a tap a minute."""
        first = self.phases[0]
        words = (
            f"/start zone {first.zone}",
            f"/start hours {self.hours}",
            f"/start time {first.at:%H:%M}",
            "/start to end",
        )
        for minute, text in enumerate(words):
            yield Said(first.since + timedelta(minutes=minute), text)

    def change(self, month: timedelta, random: Random) -> Iterator[Said]:
        """Yield what they say in the midst of it, and note what that makes unclear."""
        first = self.phases[0]
        at = first.since + timedelta(days=3) + random.random() * (month - timedelta(days=8))
        near = timedelta(days=2)
        match self.manner:
            case "moves":
                self.phases.append(Phase(at, random.choice(ZONES), first.at))
                self.unclear.append((at - near, at + near))
                yield Said(at, f"/settings zone {self.phases[-1].zone}")
            case "pauses":
                self.unclear.append((at - near, at + timedelta(days=5) + near))
                self.rests.append((at, at + timedelta(days=4)))
                yield Said(at, "/settings pause in 5 days")
            case "leaves":
                self.unclear.append((at - near, at + 2 * month))
                self.rests.append((at, at + 2 * month))
                yield Said(at, "/privacy forget yes")
            case _:
                pass


def somebody(number: int, start: datetime, random: Random) -> Somebody:
    """Make up one learner who begins within the first day."""
    manners, weights = zip(*_MANNERS, strict=True)
    begins = start + timedelta(minutes=random.randrange(24 * 60))
    at = time(random.randrange(24), random.choice((0, 15, 30, 45)))
    manner: Manner = random.choices(manners, weights)[0]
    return Somebody(number, manner, random.choice(HOURS), [Phase(begins, random.choice(ZONES), at)])


def answer(who: Somebody, got: datetime, task: str, random: Random) -> Said | None:
    """Return what somebody says after a task came, if anything."""
    if who.manner == "silent":
        return None
    words, weights = zip(*_ANSWERS, strict=True)
    text = random.choices(words, weights)[0] if who.manner != "steady" and who.quiet < MOST_QUIET else "/done"
    who.quiet = 0 if text else who.quiet + 1
    later = timedelta(minutes=random.randrange(2, 9 * 60))
    return Said(got + later, f"{text} {task}" if text.startswith("/") else text) if text else None


def pressed(who: Somebody, got: datetime, buttons: Sequence[Button], random: Random) -> Said | None:
    """Return which button somebody presses when they are asked whether they are stuck, if any."""
    if who.manner == "silent" or random.random() < 0.3:
        return None
    return Said(got + timedelta(minutes=random.randrange(1, 90)), random.choice(buttons).send)
