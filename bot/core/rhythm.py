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
    """Return when a community's channel gets a post: each of its days, or for the weekly one the first of them."""
    days = community.days if community.prompts else frozenset({first_day(community)})
    return Daily(community.prompt_at, community.zone, days)


def first_day(community: Community) -> int:
    """Return the weekday of the weekly post: the first of a community's days, from Monday, which is 0."""
    return min(community.days)


def not_before(daily: Daily, day: date) -> Daily:
    """Return a rhythm that rests until a local date."""
    return replace(daily, paused_until=max(day, daily.paused_until or day))


def next_daily(settings: LearnerSettings, learner: str, now: datetime, last: Slot | None) -> Slot | None:
    """Return when the next daily task is due after a change or a word; without one, the next look at how they are.

    None where neither is wanted.
    """
    if not settings.daily and not settings.stuck_prompts:
        return None
    return replanned(now, daily_of(settings, learner), last)


def next_prompt(community: Community, now: datetime, last: Slot | None) -> Slot | None:
    """Return when the next post is due, the daily prompt or the weekly one; None where neither is wanted."""
    if not (community.prompts or community.weekly) or community.channel is None:
        return None
    return next_slot(now, prompt_of(community), last)
