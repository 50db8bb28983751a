"""Says when a learner's next daily task is due, by the clocks where the learner lives.

A slot is a local date: whatever clocks and settings do, no date gets two tasks and no instant does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.core.times import EVERY_DAY
from bot.core.zones import clock

LEAST_GAP = timedelta(hours=10)
"""Between two tasks of one learner, even if a journey or a new hour brings the dates closer together."""
LEAST_TIME = timedelta(hours=6)
"""How long a task stays worth sending, even if it is due late in the evening."""
SPREAD = timedelta(minutes=10)
"""Over which tasks at the default hour are spread, so that not all learners of a zone are due in one second."""

_DAY = timedelta(days=1)
_NOON = time(12)
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Daily:
    """When a learner wants tasks: an hour of the day in a time zone, on some weekdays."""

    at: time
    zone: str
    """The canonical IANA name."""
    days: frozenset[int] = EVERY_DAY
    """Weekdays, Monday being 0."""
    paused_until: date | None = None
    """The first local date with tasks again."""
    spread: timedelta = timedelta()
    """How long after `at` the task is due; for learners who never chose an hour."""

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError(f"days must be some of 0 (Monday) to 6 (Sunday), not {sorted(self.days)}")


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence: the local date that it is for, which is its key, and the aware UTC instant at which it is due."""

    date: date
    at: datetime


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant of a local time, by RFC 5545, section 3.3.5.

    In a gap the offset before it holds (02:30 becomes 03:30, 23:30 may become 00:30 of the next date); of a time that
    comes twice, the first is meant.
    """
    return datetime.combine(day, at, clock(zone)).astimezone(UTC)


def next_slot(after: datetime, daily: Daily, last: Slot | None) -> Slot:
    """Return the first slot due later than an aware instant, on a local date later than the last slot's.

    Less than `LEAST_GAP` after the last, it waits until the gap is over; should its date be over by then, that date is
    left out. So are dates that a zone left out, like Samoa's 2011-12-30. Who flies west over the date line lives a date
    twice, but has one task for it.
    """
    day = _first_date(after, daily, last)
    while True:
        slot = _slot(day, daily, last)
        if slot is not None and slot.at > after:
            return slot
        day += _DAY


def replanned(now: datetime, daily: Daily, last: Slot | None) -> Slot:
    """Return the slot to plan once a learner has changed the hour, the zone, the days or a pause, or the bot was off.

    If today's hour has passed and today's task has not come yet (09:00 moved to 08:00 at 08:30), it is due now, or as
    soon as `LEAST_GAP` allows. A learner who never had a task starts at the next such hour instead.
    """
    today = now.astimezone(clock(daily.zone)).date()
    if last is not None and today >= _first_date(now, daily, last):
        slot = _slot(today, daily, last)
        if slot is not None and slot.at <= now:
            return Slot(today, now)
    return next_slot(now, daily, last)


def expires(slot: Slot, zone: str) -> datetime:
    """Return the UTC instant at which a slot's task expires: its date is over, and it was due `LEAST_TIME` ago."""
    return max(end_of_local_day(slot.date, zone), slot.at + LEAST_TIME)


def end_of_local_day(day: date, zone: str) -> datetime:
    """Return the UTC instant at which a local date is over."""
    return instant(day + _DAY, _MIDNIGHT, zone)


def spread(learner: str) -> timedelta:
    """Return a learner's own share of `SPREAD`, in whole seconds; the same in every process and year.

    Telegram takes some 25 messages a second, so 10,000 learners at exactly 08:30 would wait up to 7 minutes anyway.
    """
    number = int.from_bytes(hashlib.blake2b(learner.encode(), digest_size=8).digest())
    return timedelta(seconds=number % int(SPREAD.total_seconds()))


def _first_date(after: datetime, daily: Daily, last: Slot | None) -> date:
    # a gap at midnight can carry yesterday's slot into today
    day = after.astimezone(clock(daily.zone)).date() - _DAY
    if last is not None:
        day = max(day, last.date + _DAY)
    return max(day, daily.paused_until) if daily.paused_until else day


def _slot(day: date, daily: Daily, last: Slot | None) -> Slot | None:
    """Return a date's slot, if the date has one."""
    if day.weekday() not in daily.days:
        return None
    at = instant(day, daily.at, daily.zone) + daily.spread
    if not _exists(day, at, daily.zone):
        return None
    earliest = last.at + LEAST_GAP if last else at
    if at >= earliest:
        return Slot(day, at)
    return Slot(day, earliest) if earliest < end_of_local_day(day, daily.zone) else None


def _exists(day: date, at: datetime, zone: str) -> bool:
    """Return whether clocks in a zone ever showed a date. `at` is an instant in question, looked at first for speed."""
    local = clock(zone)
    return at.astimezone(local).date() == day or instant(day, _NOON, zone).astimezone(local).date() == day
