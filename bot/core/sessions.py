"""Cuts a topic into sittings: read it, see where people get stuck, try it, build it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from knowledge.notes.schema import TopicNote

Part = Literal["theory", "build"]
Spent = Mapping[str, int]
"""Minutes by session id: all that has to be kept of what somebody has done."""

SHORTEST = 15
"""Minutes below which a piece of work is not worth a sitting of its own."""
LONGEST = 4 * 60
"""Minutes a day that anybody should be asked for."""

_STATED = re.compile(r"(\d+) minutes")
_USUAL_TRY = 45


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting, or all sittings that a piece of a note needs; ids such as `pandas.build` stay for good."""

    id: str
    topic: str
    part: Part
    sections: tuple[str, ...]
    minutes: int
    number: int = 1
    of: int = 1


def sessions(note: TopicNote) -> tuple[Session, ...]:
    """Return the sessions of a topic in their order; their minutes add up to the hours of the note's effort."""
    effort = note.front.effort
    theory, practice = round(effort.theory * 60), round(effort.practice * 60)
    stuck = theory // 3
    read = _session(note, "read", "theory", theory - stuck, "What it is", "Why it matters", "Key ideas", "Example")
    check = _session(note, "stuck", "theory", stuck, "Where people get stuck", "Check yourself", "Read on")
    trying = _minutes_to_try(note)
    if practice - trying < SHORTEST:
        return read, check, _session(note, "try", "build", practice, "Try it", "Build it")
    build = _session(note, "build", "build", practice - trying, "Build it")
    return read, check, _session(note, "try", "build", trying, "Try it"), build


def left(note: TopicNote, spent: Spent) -> tuple[Session, ...]:
    """Return the sessions of a topic that are not finished, with the minutes that each still needs."""
    rest = ((session, session.minutes - spent.get(session.id, 0)) for session in sessions(note))
    return tuple(
        session if minutes == session.minutes else replace(session, minutes=minutes)
        for session, minutes in rest
        if minutes > 0
    )


def minutes_a_day(hours_a_week: float, days_a_week: int) -> int:
    """Return how long a day's sitting is, for hours spread evenly over some days of the week."""
    if not 1 <= days_a_week <= 7:
        raise ValueError(f"{days_a_week} days a week: choose 1 to 7")
    return min(LONGEST, max(SHORTEST, round(hours_a_week * 60 / days_a_week)))


def sittings(note: TopicNote, part: Part, day: int, spent: Spent) -> Iterator[Session]:
    """Yield what is left of one part of a topic, cut evenly into sittings of at most `day` minutes.

    Each says which sitting of its session it is, counting those already done at this pace.
    """
    for session in left(note, spent):
        if session.part == part:
            before = ceil(spent.get(session.id, 0) / day)
            count = ceil(session.minutes / day)
            minutes, longer = divmod(session.minutes, count)
            for number in range(count):
                yield replace(
                    session, minutes=minutes + (number < longer), number=before + number + 1, of=before + count
                )


def _session(note: TopicNote, name: str, part: Part, minutes: int, *sections: str) -> Session:
    return Session(f"{note.id}.{name}", note.id, part, sections, minutes)


def _minutes_to_try(note: TopicNote) -> int:
    """Return how long the note says its exercise takes."""
    stated = _STATED.match(note.sections["Try it"])
    return int(stated[1]) if stated else _USUAL_TRY
