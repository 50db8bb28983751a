"""When a message besides the daily task may come: in waking hours, not in a pause, and within the week's budget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.core.due import instant
from bot.core.learners import LearnerSettings
from bot.core.message import Kind
from bot.core.traces import Reminded
from bot.core.zones import clock

WEEK = timedelta(days=7)
APART = timedelta(days=4, hours=12)
"""From one question whether somebody is stuck to the next at least: never more than two in seven days."""
_DAY = timedelta(days=1)


def may_come(settings: LearnerSettings, now: datetime) -> bool:
    """Tell whether an instant is in a learner's waking hours and not in a pause."""
    local = now.astimezone(clock(settings.zone))
    rests = settings.paused_until is not None and local.date() < settings.paused_until
    return not rests and not _is_quiet(settings, local.time().replace(tzinfo=None))


def waking(settings: LearnerSettings, at: datetime) -> datetime:
    """Return an instant if it is in a learner's waking hours; otherwise when those begin next."""
    local = at.astimezone(clock(settings.zone))
    if not _is_quiet(settings, local.time().replace(tzinfo=None)):
        return at
    ends = instant(local.date(), settings.quiet_to, settings.zone)
    return ends if ends > at else instant(local.date() + _DAY, settings.quiet_to, settings.zone)


def is_within_budget(settings: LearnerSettings, sent: Sequence[Reminded], now: datetime) -> bool:
    """Tell whether one more prompt fits into what was sent in the last seven days."""
    this_week = [one for one in sent if one.at > now - WEEK]
    is_apart = all(one.at <= now - APART for one in this_week if one.kind is Kind.STUCK)
    return is_apart and len(this_week) < settings.nudges_a_week


def _is_quiet(settings: LearnerSettings, local: time) -> bool:
    start, end = settings.quiet_from, settings.quiet_to
    if start <= end:
        return start <= local < end
    return local >= start or local < end
