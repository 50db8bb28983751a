"""Checks a simulation by other means than the program's: counts local dates with the standard library alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.simulation.people import Phase, Somebody

Outage = tuple[datetime, datetime]
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SPARE = timedelta(minutes=2)
SET_UP = timedelta(minutes=4)
"""After the first word until everything is chosen."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
PATIENCE = 3
"""Unanswered tasks after which they become fewer, by design: a silent learner is owed so many."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as its receiver saw it."""

    at: datetime
    destination: str
    key: str
    title: str
    text: str

    @property
    def asks(self) -> bool:
        """Whether it is a question, besides the tasks, if somebody is stuck."""
        return self.key.startswith("stuck:")


@dataclass(frozen=True, slots=True)
class Slot:
    """A local date on which somebody is owed a task, and the instants between which it may come."""

    person: str
    date: date
    due: datetime
    over: datetime


@dataclass(slots=True)
class Ledger:
    """What was sent, and what was due."""

    sent: list[Sent] = field(default_factory=list)

    def doubled(self) -> int:
        """Return how many messages came for a date that had one already."""
        return sum(count - 1 for count in Counter((one.destination, one.key) for one in self.sent).values())

    def missed(self, slots: Sequence[Slot]) -> list[Slot]:
        """Return what was due and did not come for its own date, in its time."""
        came = {(one.destination, one.key.rpartition(":")[2]): one.at for one in self.sent if not one.asks}
        return [slot for slot in slots if not slot.due <= came.get((slot.person, f"{slot.date}"), NEVER) <= slot.over]

    def unwelcome(self, people: Sequence[Somebody]) -> list[Sent]:
        """Return the questions that came at night, in a pause, to who had left, or for the third time in seven days."""
        found = []
        for who in people:
            asked = [one for one in self.sent if one.asks and one.destination == who.person]
            for number, one in enumerate(asked):
                rests = any(begin <= one.at < finish for begin, finish in who.rests)
                third = number >= 2 and one.at - asked[number - 2].at < _WEEK
                found += [one] if rests or third or _is_night(who, one.at) else []
        return found


def _is_night(who: Somebody, at: datetime) -> bool:
    """Tell whether it is between ten and seven where somebody lives."""
    zone = [phase.zone for phase in who.phases if phase.since <= at][-1]
    return not 7 <= at.astimezone(ZoneInfo(zone)).hour < 22


def slots(who: Somebody, end: datetime, down: Sequence[Outage]) -> Iterator[Slot]:
    """Yield what somebody is owed, by the calendar of where they live."""
    owed = 0
    for phase, until in zip(who.phases, [*(later.since for later in who.phases[1:]), end], strict=True):
        for slot in _dates(who.person, phase, until):
            if any(begin < slot.due < finish for begin, finish in who.unclear) or not _runs(slot, down, end):
                continue
            owed += 1
            if who.manner != "silent" or owed <= PATIENCE:
                yield slot


def _dates(person: str, phase: Phase, until: datetime) -> Iterator[Slot]:
    zone = ZoneInfo(phase.zone)
    ready = phase.since + SET_UP
    day = ready.astimezone(zone).date()
    while (due := _instant(day, phase.at, zone)) < until:
        over = max(_instant(day + _DAY, time(0), zone), due + timedelta(hours=6))
        if due > ready:
            yield Slot(person, day, due, over)
        day += _DAY


def _runs(slot: Slot, down: Sequence[Outage], end: datetime) -> bool:
    """Tell whether the program ran at some time while a task could come, with two minutes to spare."""
    runs = slot.due
    for begin, finish in sorted(down):
        if begin - _SPARE < runs < finish:
            runs = finish
    return runs + _SPARE < min(slot.over, end)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
