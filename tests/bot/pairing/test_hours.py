"""When people are free together, across zones and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.pairing.hours import common_starts
from bot.pairing.round import Seeker

MONDAY, SATURDAY = 0, 5


def free(zone: str, *hours: tuple[int, int]) -> Seeker:
    """Return somebody who is free at some hours, given as weekday and hour."""
    week = frozenset(day * 24 + hour for day, hour in hours)
    return Seeker(zone, "club", "test", zone, week, frozenset({"en"}), stage=0, position=0)


def starts(begins: str, *seekers: Seeker) -> list[str]:
    instant = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    return [f"{at:%m-%d %H:%M}" for at in common_starts(seekers, instant)]


def test_an_hour_in_berlin_is_an_earlier_hour_in_utc() -> None:
    assert starts("2026-11-23", free("Europe/Berlin", (MONDAY, 19))) == ["11-23 18:00"]


def test_a_meeting_takes_a_whole_hour_and_may_start_at_any_quarter() -> None:
    berlin, kathmandu = free("Europe/Berlin", (0, 12), (0, 13)), free("Asia/Kathmandu", (0, 17), (0, 18))
    # 11:00 to 13:00 and 11:15 to 13:15
    assert starts("2026-11-23", berlin, kathmandu) == ["11-23 11:15", "11-23 11:30", "11-23 11:45", "11-23 12:00"]


def test_hours_that_overlap_by_half_are_no_common_hour() -> None:
    assert starts("2026-11-23", free("Europe/Berlin", (0, 12)), free("Asia/Kolkata", (0, 17))) == []


def test_an_evening_in_los_angeles_is_tomorrow_in_auckland() -> None:
    assert starts("2026-11-23", free("America/Los_Angeles", (0, 18)), free("Pacific/Auckland", (1, 15))) == [
        "11-24 02:00"
    ]


@pytest.mark.parametrize(("begins", "common"), [("2026-10-19", []), ("2026-10-26", ["10-26 19:00"])])
def test_the_weeks_between_two_changes_of_the_clocks_count_as_they_are(begins: str, common: list[str]) -> None:
    # on 25 October Berlin falls back to four hours after Brazil, which has no summer time
    assert starts(begins, free("Europe/Berlin", (0, 20)), free("America/Sao_Paulo", (0, 16))) == common


def test_an_hour_that_the_clocks_leave_out_is_free_for_nobody() -> None:
    assert starts("2026-03-23", free("Europe/Berlin", (6, 2))) == []


def test_an_hour_that_comes_twice_is_free_twice() -> None:
    assert starts("2026-10-19", free("Europe/Berlin", (6, 2))) == [
        "10-25 00:00", "10-25 00:15", "10-25 00:30", "10-25 00:45", "10-25 01:00",
    ]  # fmt: skip


def test_the_week_goes_on_from_sunday_to_monday_and_begins_when_the_round_does() -> None:
    night = free("UTC", (6, 23), (0, 0))
    assert starts("2026-11-26 10:07", night) == [
        "11-29 23:00",
        "11-29 23:15",
        "11-29 23:30",
        "11-29 23:45",
        "11-30 00:00",
    ]


def test_a_meeting_may_start_in_the_last_quarter_of_the_round() -> None:
    begins = datetime(2026, 11, 23, 12, tzinfo=UTC)
    always = common_starts([free("UTC", *((day, hour) for day in range(7) for hour in range(24)))], begins)
    assert (len(always), always[0], always[-1]) == (672, begins, begins + timedelta(days=7, minutes=-15))
