"""Says which daily tasks were owed, going through local dates with `zoneinfo` alone.

A local date is owed to a learner where all of this holds:

- the learner wants tasks, is reachable, has that weekday among theirs, is not in a pause, and is not being left in
  peace after messages without an answer (three daily, three every other day, four weekly, then none until a word);
- no task came for that date or a later one;
- its hour comes while these settings are in force; or it had passed on the very date on which they came into force, by
  the clocks of their zone, and the learner had a task before: then it is owed from that moment;
- ten hours have passed since the task before, or they end within the date: then it is owed from there;
- the process ticks then or later, before the settings change again, and before the task expires: at the end of the
  date, or six hours after it was owed, whichever is later;
- no newer date is owed at that tick.

Owed and not written is missed; written and not owed, or twice, is doubled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.core.due import spread
from bot.core.learners import LearnerSettings

DAY = timedelta(days=1)
GAP = timedelta(hours=10)
LEAST = timedelta(hours=6)


@dataclass(frozen=True)
class Phase:
    """Settings from an instant on, or from a word that ended a silence; None once nobody can be reached."""

    since: datetime
    settings: LearnerSettings | None


@dataclass
class Life:
    """A learner's month."""

    id: str
    phases: list[Phase]
    is_silent: bool = False
    is_forgotten: bool = False
    """Nothing is left of them in the database, so nothing is owed."""
    had: list[tuple[date, datetime]] = field(default_factory=list)


def owed(life: Life, ticks: Sequence[datetime]) -> Iterator[date]:
    """Yield the local dates that were owed."""
    if life.is_forgotten:
        return
    ends = [phase.since for phase in life.phases[1:]] + [datetime.max.replace(tzinfo=UTC)]
    for phase, end in zip(life.phases, ends, strict=True):
        if phase.settings and phase.settings.daily:
            yield from _in_phase(life, phase.since, phase.settings, ticks, end)


def _in_phase(
    life: Life, since: datetime, settings: LearnerSettings, ticks: Sequence[datetime], end: datetime
) -> Iterator[date]:
    ignored, rest = 0, date.min
    day = since.astimezone(ZoneInfo(settings.zone)).date() - DAY
    while tick := _tick_for(life, day, since, settings, ticks, end):
        at, seen = tick
        newer = _tick_for(life, day + DAY, since, settings, ticks, end)
        is_newest = newer is None or newer[0] is None or newer[0] > seen
        if at and day >= rest and is_newest and seen < max(midnight_after(day, settings.zone), at + LEAST):
            yield day
            life.had.append((day, at))
            ignored += life.is_silent
            if ignored > 9:
                return
            rest = day + DAY * (1 if ignored < 3 else 2 if ignored < 6 else 7)
        day += DAY


def _tick_for(
    life: Life, day: date, since: datetime, settings: LearnerSettings, ticks: Sequence[datetime], end: datetime
) -> tuple[datetime | None, datetime] | None:
    """Return from when a date is owed (None: not at all) and the first tick then; None once the phase is over."""
    at = _from(life, day, since, settings)
    number = bisect_left(ticks, at or hour_on(day, settings.at, settings.zone))
    if number == len(ticks) or ticks[number] >= end:
        return None
    return at, ticks[number]


def _from(life: Life, day: date, since: datetime, settings: LearnerSettings) -> datetime | None:
    last = life.had[-1] if life.had else None
    if day.weekday() not in settings.days or (settings.paused_until and day < settings.paused_until):
        return None
    if last and day <= last[0]:
        return None
    at = hour_on(day, settings.at, settings.zone)
    if not settings.time_chosen:
        at += spread(life.id)
    if at <= since:
        if last is None or day != since.astimezone(ZoneInfo(settings.zone)).date():
            return None
        at = since
    if last and at < last[1] + GAP:
        at = last[1] + GAP
        if at >= midnight_after(day, settings.zone):
            return None
    return at


@cache
def hour_on(day: date, at: time, zone: str) -> datetime:
    """Return when clocks in a zone show a time on a date: the first time; by the offset before if they never do."""
    rules = ZoneInfo(zone)
    shown = datetime.combine(day, at)
    around = [shown.replace(tzinfo=UTC) + days * DAY for days in (-2, 2)]
    before, after = (instant.astimezone(rules).utcoffset() or timedelta() for instant in around)
    candidates = [(shown - offset).replace(tzinfo=UTC) for offset in (before, after)]
    true = [found for found in candidates if found.astimezone(rules).replace(tzinfo=None) == shown]
    return min(true, default=candidates[0])


def midnight_after(day: date, zone: str) -> datetime:
    """Return when a local date is over."""
    return hour_on(day + DAY, time(0), zone)
