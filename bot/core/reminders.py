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
    return not is_paused(settings, now) and not _is_quiet(settings, local.time().replace(tzinfo=None))


def is_paused(settings: LearnerSettings, now: datetime) -> bool:
    """Tell whether an instant is in a learner's pause, by their own calendar."""
    return settings.paused_until is not None and now.astimezone(clock(settings.zone)).date() < settings.paused_until


def waking(settings: LearnerSettings, at: datetime) -> datetime:
    """Return an instant if it is in a learner's waking hours; otherwise when those begin next."""
    local = at.astimezone(clock(settings.zone))
    if not _is_quiet(settings, local.time().replace(tzinfo=None)):
        return at
    ends = instant(local.date(), settings.quiet_to, settings.zone)
    return ends if ends > at else instant(local.date() + _DAY, settings.quiet_to, settings.zone)


def is_within_budget(settings: LearnerSettings, sent: Sequence[Reminded], now: datetime) -> bool:
    """Tell whether one more question whether they are stuck fits into what was sent in the last seven days."""
    is_apart = all(one.at <= now - APART for one in sent if one.kind is Kind.STUCK)
    return is_apart and has_room(settings, sent, now)


def has_room(settings: LearnerSettings, sent: Sequence[Reminded], now: datetime) -> bool:
    """Tell whether fewer messages than a learner allows came in the last seven days."""
    return sum(one.at > now - WEEK for one in sent) < settings.nudges_a_week


def _is_quiet(settings: LearnerSettings, local: time) -> bool:
    start, end = settings.quiet_from, settings.quiet_to
    if start <= end:
        return start <= local < end
    return local >= start or local < end
