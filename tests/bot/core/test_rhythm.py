"""When somebody is next due, from what they chose."""

from datetime import date, time

from bot.core.due import Daily
from bot.core.rhythm import not_before


def test_resting_until_a_date_ends_no_pause_early() -> None:
    daily = Daily(time(8, 30), "UTC", paused_until=date(2026, 11, 25))
    assert not_before(daily, date(2026, 11, 23)).paused_until == date(2026, 11, 25)
    assert not_before(daily, date(2026, 11, 27)).paused_until == date(2026, 11, 27)
