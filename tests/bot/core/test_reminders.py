"""Reminders come in waking hours, not in a pause, and no more of them than somebody wants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.learners import LearnerSettings
from bot.core.message import Kind
from bot.core.reminders import is_within_budget, may_come, waking
from bot.core.traces import Reminded

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("quiet", "hour", "may"),
    [
        ((22, 7), 23, False),
        ((22, 7), 0, False),
        ((22, 7), 6, False),
        ((22, 7), 7, True),
        ((22, 7), 21, True),
        ((22, 7), 22, False),
        ((12, 14), 13, False),
        ((12, 14), 14, True),
        ((9, 9), 9, True),
    ],
)
def test_quiet_hours_hold_by_the_learners_clock(quiet: tuple[int, int], hour: int, may: bool) -> None:
    settings = LearnerSettings(zone="Asia/Tokyo", quiet_from=time(quiet[0]), quiet_to=time(quiet[1]))
    at = datetime(2026, 11, 21, hour, tzinfo=UTC) - timedelta(hours=9)
    assert may_come(settings, at) is may


def test_nothing_comes_in_a_pause_and_on_the_day_it_ends_it_may() -> None:
    settings = LearnerSettings(zone="Pacific/Auckland", paused_until=date(2026, 11, 23))
    assert not may_come(settings, datetime(2026, 11, 21, 20, tzinfo=UTC)), "the 22nd, 09:00"
    assert may_come(settings, datetime(2026, 11, 22, 20, tzinfo=UTC)), "the 23rd, 09:00"


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Kiritimati"])
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@given(ZONES, TIMES, TIMES, st.integers(0, 366 * 24 * 4))
def test_the_next_waking_hour_is_one_and_is_at_most_a_day_away(
    zone: str, start: time, end: time, quarters: int
) -> None:
    settings = LearnerSettings(zone=zone, quiet_from=start, quiet_to=end)
    at = datetime(2027, 1, 1, tzinfo=UTC) + quarters * timedelta(minutes=15)
    found = waking(settings, at)
    assert at <= found <= at + timedelta(hours=26)
    assert may_come(settings, found)
    assert found == at or not may_come(settings, at)


def prompts(*days_ago: float, kind: Kind = Kind.STUCK) -> list[Reminded]:
    return [Reminded(f"{kind}:{days}", kind, NOON - days * DAY) for days in days_ago]


@pytest.mark.parametrize(
    ("nudges", "sent", "fits"),
    [
        (2, prompts(), True),
        (0, prompts(), False),
        (2, prompts(5), True),
        (1, prompts(5), False),
        (1, prompts(7.1), True),
        (7, prompts(4.4), False),
        (2, prompts(1, 2, kind=Kind.NUDGE), False),
        (2, prompts(1, kind=Kind.NUDGE), True),
    ],
)
def test_a_prompt_fits_into_the_budget_of_a_week(nudges: int, sent: list[Reminded], fits: bool) -> None:
    assert is_within_budget(LearnerSettings(nudges_a_week=nudges), sent, NOON) is fits
