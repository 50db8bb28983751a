"""Every zone, every half-hour, every local date: one task each, in order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.due import LEAST_GAP, Daily, Slot, instant, next_slot, replanned
from bot.core.gazetteer import gazetteer
from bot.core.times import EVERY_DAY

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
HALF_HOURS = [time(number // 2, number % 2 * 30) for number in range(48)]
CLOCKS = (*gazetteer().clocks, "Etc/GMT+12", "Antarctica/Troll")
"""One zone for each way in which clocks are kept today, and the two that no learner keeps."""


def changes(zone: str) -> Iterator[date]:
    """The days of three years before which a zone's clocks are set."""
    local = ZoneInfo(zone)
    before = None
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        offset = datetime.combine(day, time(12), local).utcoffset()
        if before not in {None, offset}:
            yield day
        before = offset


def check(zone: str, at: time, first: date, days: int) -> None:
    """Go from slot to slot as the planner does; every date must come once, at its hour."""
    local = ZoneInfo(zone)
    daily = Daily(at, zone)
    now, last = instant(first, at, zone) - timedelta(seconds=1), None
    for number in range(days):
        due = next_slot(now, daily, last)
        assert due.date == first + timedelta(days=number)
        assert due.at > now
        shown = due.at.astimezone(local)
        shift = shown.replace(tzinfo=None) - datetime.combine(due.date, at)
        assert shift == timedelta() or (due.at - timedelta(hours=3)).astimezone(local).utcoffset() != shown.utcoffset()
        now, last = due.at, due


def test_the_grid_has_all_offsets_of_today() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert len({noon.astimezone(ZoneInfo(zone)).utcoffset() for zone in CLOCKS}) == 38


def test_around_every_change_of_clocks_each_date_has_one_task_at_every_half_hour() -> None:
    seen = 0
    for zone in CLOCKS:
        for day in changes(zone):
            seen += 1
            for at in HALF_HOURS:
                check(zone, at, day - timedelta(days=2), 4)
    assert seen > 150


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Nuuk"])
def test_for_three_years_each_date_has_one_task(zone: str) -> None:
    for at in (time(0), time(2, 30), time(23, 30)):
        check(zone, at, FIRST, 1096)


@pytest.mark.torture
@pytest.mark.parametrize("zone", CLOCKS)
def test_for_three_years_each_date_has_one_task_at_every_half_hour_in_every_zone(zone: str) -> None:
    for at in HALF_HOURS:
        check(zone, at, FIRST, 1096)


INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAILIES = st.builds(
    Daily,
    at=st.times().map(lambda at: at.replace(microsecond=0, fold=0)),
    zone=st.sampled_from(sorted(set(gazetteer().names.values()))),
    days=st.frozensets(st.sampled_from(sorted(EVERY_DAY)), min_size=1),
    spread=st.integers(0, 599).map(lambda seconds: timedelta(seconds=seconds)),
)


@given(INSTANTS, DAILIES)
def test_slots_go_forward_by_at_most_one_a_date_on_the_chosen_weekdays(after: datetime, daily: Daily) -> None:
    now, last = after, None
    for _ in range(5):
        due = next_slot(now, daily, last)
        assert due.at > now
        assert due.date.weekday() in daily.days
        assert last is None or due.date > last.date
        assert last is None or timedelta(days=8, hours=3) >= due.at - last.at >= LEAST_GAP
        now, last = due.at, due


@given(INSTANTS, st.lists(st.tuples(DAILIES, st.integers(-300, 3_000), st.booleans()), min_size=2, max_size=8))
def test_who_travels_and_changes_hours_all_the_time_has_no_date_twice_and_ten_hours_between_tasks(
    start: datetime, moves: list[tuple[Daily, int, bool]]
) -> None:
    now, last = start, None
    for daily, minutes, sent in moves:
        due: Slot = replanned(now, daily, last)
        assert due.at >= now
        if last:
            assert due.date > last.date
            assert due.at - last.at >= LEAST_GAP
        if sent:
            now, last = due.at, due
        now += timedelta(minutes=minutes)  # at times the machine's clock is set back
