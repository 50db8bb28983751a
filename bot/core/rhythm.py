"""When a learner or a community is next due, from their settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.communities import Community
from bot.core.due import Daily, Slot, next_slot, replanned, spread
from bot.core.learners import LearnerSettings


def daily_of(settings: LearnerSettings, learner: str) -> Daily:
    """Return when somebody wants tasks; hours that nobody chose are spread over ten minutes."""
    later = timedelta() if settings.time_chosen else spread(learner)
    return Daily(settings.at, settings.zone, settings.days, settings.paused_until, later)


def prompt_of(community: Community) -> Daily:
    """Return when a community's channel gets its prompt."""
    return Daily(community.prompt_at, community.zone, community.days)


def not_before(daily: Daily, day: date) -> Daily:
    """Return a rhythm that rests until a local date."""
    return replace(daily, paused_until=max(day, daily.paused_until or day))


def next_daily(settings: LearnerSettings, learner: str, now: datetime, last: Slot | None) -> Slot | None:
    """Return when the next daily task is due after a change or a word; None where none is wanted."""
    return replanned(now, daily_of(settings, learner), last) if settings.daily else None


def next_prompt(community: Community, now: datetime, last: Slot | None) -> Slot | None:
    """Return when the next prompt is due; None where none is wanted."""
    if not community.prompts or community.channel is None:
        return None
    return next_slot(now, prompt_of(community), last)
