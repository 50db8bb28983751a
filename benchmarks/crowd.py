"""Learners in numbers, as different from each other as real ones: zones, hours, weekdays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from random import Random
from typing import Any

from sqlalchemy import Engine, insert

from bot.core.learners import Learner, LearnerSettings
from bot.core.rhythm import next_daily
from bot.core.times import EVERY_DAY
from bot.storage.tables import addresses, learners, schedules

ZONES = (
    "Pacific/Niue", "Pacific/Honolulu", "Pacific/Marquesas", "America/Anchorage", "America/Los_Angeles",
    "America/Denver", "America/Chicago", "America/New_York", "America/Halifax", "America/St_Johns",
    "America/Sao_Paulo", "America/Nuuk", "Atlantic/Azores", "Europe/London", "Europe/Berlin",
    "Africa/Cairo", "Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul",
    "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon",
    "Asia/Jakarta", "Asia/Shanghai", "Australia/Eucla", "Asia/Tokyo", "Australia/Adelaide",
    "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Noumea", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Tongatapu", "Pacific/Kiritimati", "Africa/Casablanca",
)  # fmt: skip
"""38 of them, from eleven hours behind UTC to fourteen before it; some offsets are not whole hours."""
WEEKDAYS = frozenset(range(5))


def chosen(random: Random) -> LearnerSettings:
    """Return settings as somebody may choose them: four in ten keep the default hour, seven in ten every day."""
    has_chosen = random.random() >= 0.4
    hour = time(random.randrange(5, 24), random.choice((0, 0, 15, 30, 45))) if has_chosen else time(18)
    some = frozenset(random.sample(range(7), 3))
    return LearnerSettings(
        zone=(zone := random.choice(ZONES)),
        zone_shown=zone.rpartition("/")[2],
        at=hour,
        time_chosen=has_chosen,
        days=random.choices((EVERY_DAY, WEEKDAYS, some), (7, 2, 1))[0],
        hours_a_week=random.choice((3, 5, 10)),
        if_then="When I have had my tea, then I sit down at my desk." if random.random() < 0.3 else "",
        daily=True,
        started=True,
    )


def crowd(number: int, now: datetime, random: Random) -> Iterator[Learner]:
    """Yield so many learners, who all begin at an instant."""
    for _ in range(number):
        yield Learner(random.randbytes(8).hex(), chosen(random), since=now, heard_at=now)


def move_in(engine: Engine, people: Sequence[Learner], now: datetime, platform: str = "telegram") -> None:
    """Write learners with an address each, and when they are due first."""
    for first in range(0, len(people), 1_000):
        part = people[first : first + 1_000]
        with engine.begin() as connection:
            connection.execute(insert(learners), [_learner(one) for one in part])
            connection.execute(
                insert(addresses),
                [{"person": f"{platform}:{one.id}", "learner": one.id, "heard_at": now} for one in part],
            )
            connection.execute(insert(schedules), [_schedule(one, now) for one in part])


def _learner(learner: Learner) -> dict[str, Any]:
    settings = learner.settings.model_dump(mode="json")
    return {"id": learner.id, "since": learner.since, "heard_at": learner.heard_at, "settings": settings}


def _schedule(learner: Learner, now: datetime) -> dict[str, Any]:
    due = next_daily(learner.settings, learner.id, now, None)
    return {
        "id": f"daily:{learner.id}",
        "kind": "daily",
        "owner": learner.id,
        "next_at": due.at if due else None,
        "next_date": due.date if due else None,
        "enabled": due is not None,
    }
