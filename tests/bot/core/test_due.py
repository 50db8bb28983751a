"""A daily task is due at the learner's hour where the learner lives, once a date, whatever the clocks do.

Expected instants are worked out by hand from the changes of 2026 in the pinned database.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.due import (
    LEAST_GAP,
    LEAST_TIME,
    Daily,
    Slot,
    end_of_local_day,
    expires,
    instant,
    next_slot,
    replanned,
    spread,
)

HALF_PAST_EIGHT = time(8, 30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slot(day: str, at: str) -> Slot:
    return Slot(date.fromisoformat(day), utc(at))


def slots(after: str, daily: Daily, count: int, last: Slot | None = None) -> list[Slot]:
    """The next few slots, each planned at the instant of the one before."""
    found: list[Slot] = []
    now = utc(after)
    for _ in range(count):
        last = next_slot(now, daily, last)
        now = last.at
        found.append(last)
    return found


GAPS = [
    ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 01:30"),
    ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:30"),
    ("Europe/London", "2026-03-29", "01:30", "2026-03-29 01:30"),
    ("Europe/Dublin", "2026-03-29", "01:30", "2026-03-29 01:30"),  # the database calls winter the exception there
    ("Australia/Sydney", "2026-10-04", "02:30", "2026-10-03 16:30"),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:45"),  # half an hour: 02:15 becomes 02:45
    ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23 22:00"),
    ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23 22:30"),
    ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-28 22:00"),
    ("Asia/Beirut", "2026-03-29", "00:30", "2026-03-28 22:30"),
    ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29 01:30"),  # becomes 00:30 of the 29th and stays the 28th's
    ("America/Scoresbysund", "2026-03-28", "23:30", "2026-03-29 01:30"),
    ("Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22 02:30"),  # the end of Ramadan
]
FOLDS = [
    ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30"),
    ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
    ("Europe/London", "2026-10-25", "01:30", "2026-10-25 00:30"),
    ("Europe/Dublin", "2026-10-25", "01:30", "2026-10-25 00:30"),
    ("Australia/Sydney", "2026-04-05", "02:30", "2026-04-04 15:30"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45"),
    ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29 20:30"),
    ("Asia/Beirut", "2026-10-24", "23:30", "2026-10-24 20:30"),
    ("America/Nuuk", "2026-10-24", "23:30", "2026-10-25 00:30"),
    ("America/Scoresbysund", "2026-10-24", "23:30", "2026-10-25 00:30"),
    ("Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15 01:30"),  # the beginning of Ramadan
]


@pytest.mark.parametrize(("zone", "day", "at", "due"), GAPS)
def test_an_hour_that_is_left_out_is_due_by_the_offset_before(zone: str, day: str, at: str, due: str) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(due)


@pytest.mark.parametrize(("zone", "day", "at", "due"), FOLDS)
def test_an_hour_that_comes_twice_is_due_the_first_time(zone: str, day: str, at: str, due: str) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(due)


@pytest.mark.parametrize(("zone", "day", "at", "due"), GAPS + FOLDS)
def test_on_the_day_of_a_change_there_is_one_task_and_one_on_each_day_around(
    zone: str, day: str, at: str, due: str
) -> None:
    changing = date.fromisoformat(day)
    daily = Daily(time.fromisoformat(at), zone)
    found = slots(f"{instant(changing - timedelta(days=2), daily.at, zone):%Y-%m-%d %H:%M}", daily, 4)
    assert [each.date for each in found] == [changing + timedelta(days=offset) for offset in (-1, 0, 1, 2)]
    assert found[1].at == utc(due)


def test_yesterdays_hour_that_a_gap_carried_over_midnight_is_still_to_come_after_midnight() -> None:
    assert slots("2026-03-29 01:10", Daily(time(23, 30), "America/Nuuk"), 2) == [
        slot("2026-03-28", "2026-03-29 01:30"),
        slot("2026-03-29", "2026-03-30 00:30"),
    ]


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Asia/Kathmandu", "2026-06-10 02:45"),
        ("Pacific/Chatham", "2026-06-09 19:45"),
        ("Australia/Eucla", "2026-06-09 23:45"),
        ("Pacific/Kiritimati", "2026-06-09 18:30"),
        ("Pacific/Pago_Pago", "2026-06-10 19:30"),
        ("UTC", "2026-06-10 08:30"),
    ],
)
def test_odd_offsets_keep_the_local_hour(zone: str, due: str) -> None:
    assert instant(date(2026, 6, 10), HALF_PAST_EIGHT, zone) == utc(due)


def test_one_instant_is_two_dates_apart_on_both_sides_of_the_date_line() -> None:
    now = "2026-06-10 10:15"
    assert slots(now, Daily(time(0, 30), "Pacific/Kiritimati"), 1) == [slot("2026-06-11", "2026-06-10 10:30")]
    assert slots(now, Daily(time(23, 30), "Pacific/Pago_Pago"), 1) == [slot("2026-06-09", "2026-06-10 10:30")]


@pytest.mark.parametrize(
    ("zone", "at", "before", "due", "after"),
    [
        ("Pacific/Apia", "08:30", "2011-12-28 20:00", "2011-12-29 18:30", "2011-12-30 18:30"),
        ("Pacific/Apia", "00:00", "2011-12-28 20:00", "2011-12-29 10:00", "2011-12-30 10:00"),
    ],
)
def test_a_date_that_samoa_left_out_has_no_task(zone: str, at: str, before: str, due: str, after: str) -> None:
    found = slots(before, Daily(time.fromisoformat(at), zone), 3)
    assert [each.date.day for each in found] == [29, 31, 1]
    assert [each.at for each in found[:2]] == [utc(due), utc(after)]


def test_a_leap_day_and_the_end_of_a_year_are_days_like_others() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    assert [str(each.date) for each in slots("2028-02-28 06:00", daily, 3)] == [
        "2028-02-28",
        "2028-02-29",
        "2028-03-01",
    ]
    assert [str(each.date) for each in slots("2026-12-31 06:00", daily, 2)] == ["2026-12-31", "2027-01-01"]


def test_weekdays_are_the_learners_own_on_both_sides_of_the_date_line() -> None:
    mondays = frozenset({0})
    # Monday, 8 June 2026, comes to Kiritimati while Pago Pago still has Sunday morning
    assert slots("2026-06-05 00:00", Daily(HALF_PAST_EIGHT, "Pacific/Kiritimati", mondays), 2) == [
        slot("2026-06-08", "2026-06-07 18:30"),
        slot("2026-06-15", "2026-06-14 18:30"),
    ]
    assert slots("2026-06-05 00:00", Daily(HALF_PAST_EIGHT, "Pacific/Pago_Pago", mondays), 2) == [
        slot("2026-06-08", "2026-06-08 19:30"),
        slot("2026-06-15", "2026-06-15 19:30"),
    ]


def test_days_must_be_some_of_the_week() -> None:
    for days in (frozenset[int](), frozenset({7})):
        with pytest.raises(ValueError, match="days must be some of 0"):
            Daily(HALF_PAST_EIGHT, "UTC", days)


AUCKLAND = Daily(HALF_PAST_EIGHT, "Pacific/Auckland")
LOS_ANGELES = Daily(HALF_PAST_EIGHT, "America/Los_Angeles")


def test_flying_west_after_todays_task_brings_no_second_one_for_the_date() -> None:
    sent = slot("2026-06-10", "2026-06-09 20:30")  # in Auckland; two hours later it is 9 June, 15:30, in Los Angeles
    expected = slot("2026-06-11", "2026-06-11 15:30")  # 10 June has had its task
    assert replanned(utc("2026-06-09 22:30"), LOS_ANGELES, sent) == expected


def test_flying_west_before_todays_task_brings_it_where_the_learner_now_is() -> None:
    sent = slot("2026-06-09", "2026-06-08 20:30")
    assert replanned(utc("2026-06-09 18:30"), LOS_ANGELES, sent) == slot("2026-06-10", "2026-06-10 15:30")


def test_flying_east_after_todays_task_keeps_ten_hours_between_two_tasks() -> None:
    sent = slot("2026-06-10", "2026-06-10 15:30")  # in Los Angeles; 11 June, 08:30, in Auckland is five hours later
    assert replanned(utc("2026-06-10 17:30"), AUCKLAND, sent) == slot("2026-06-11", "2026-06-11 01:30")  # at 13:30
    assert slots("2026-06-11 01:30", AUCKLAND, 1, slot("2026-06-11", "2026-06-11 01:30")) == [
        slot("2026-06-12", "2026-06-11 20:30")
    ]


def test_flying_east_before_todays_task_finds_it_due_on_landing() -> None:
    sent = slot("2026-06-09", "2026-06-09 15:30")  # in Los Angeles
    landed = "2026-06-10 02:00"  # 10 June, 14:00, in Auckland
    assert replanned(utc(landed), AUCKLAND, sent) == slot("2026-06-10", landed)


def test_flying_there_and_back_never_repeats_a_date() -> None:
    sent = slot("2026-06-10", "2026-06-09 20:30")
    assert replanned(utc("2026-06-10 01:00"), LOS_ANGELES, sent).date == date(2026, 6, 11)
    assert replanned(utc("2026-06-10 14:00"), AUCKLAND, sent) == slot("2026-06-11", "2026-06-10 20:30")


def test_a_date_that_is_over_before_the_ten_hours_are_is_left_out() -> None:
    late = Daily(time(21), "Pacific/Auckland")
    sent = slot("2026-06-10", "2026-06-11 04:00")  # in Honolulu, 18:00; ten hours later it is 12 June, 02:00
    assert next_slot(utc("2026-06-11 05:00"), late, sent) == slot("2026-06-12", "2026-06-12 09:00")


BERLIN_NOV_21 = slot("2026-11-21", "2026-11-21 07:30")
BERLIN_NOV_20 = slot("2026-11-20", "2026-11-20 08:00")


def test_a_later_hour_after_todays_task_brings_no_second_one_today() -> None:
    nine = Daily(time(9), "Europe/Berlin")
    assert replanned(utc("2026-11-21 07:45"), nine, BERLIN_NOV_21) == slot("2026-11-22", "2026-11-22 08:00")


def test_an_earlier_hour_that_has_just_passed_brings_todays_task_at_once() -> None:
    eight = Daily(time(8), "Europe/Berlin")  # at 08:30, instead of 09:00
    assert replanned(utc("2026-11-21 07:30"), eight, BERLIN_NOV_20) == slot("2026-11-21", "2026-11-21 07:30")


def test_a_later_hour_before_todays_task_moves_it() -> None:
    ten = Daily(time(10), "Europe/Berlin")
    assert replanned(utc("2026-11-21 07:30"), ten, BERLIN_NOV_20) == slot("2026-11-21", "2026-11-21 09:00")


def test_from_evenings_to_early_mornings_the_first_task_waits_for_the_ten_hours() -> None:
    six = Daily(time(6), "Europe/Berlin")
    sent = slot("2026-11-20", "2026-11-20 21:00")  # at 22:00
    assert slots("2026-11-20 21:05", six, 2, sent) == [
        slot("2026-11-21", "2026-11-21 07:00"),  # 08:00, this once
        slot("2026-11-22", "2026-11-22 05:00"),
    ]


def test_who_starts_after_the_hour_has_the_first_task_tomorrow() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    assert replanned(utc("2026-11-21 15:00"), daily, None) == slot("2026-11-22", "2026-11-22 07:30")
    assert replanned(utc("2026-11-21 06:00"), daily, None) == BERLIN_NOV_21


def test_no_task_is_owed_on_a_day_without_tasks() -> None:
    weekdays = Daily(time(8), "Europe/Berlin", frozenset(range(5)))
    assert replanned(utc("2026-11-21 09:00"), weekdays, BERLIN_NOV_20).date == date(2026, 11, 23)


def test_a_pause_over_the_change_of_clocks_ends_on_its_date_at_the_local_hour() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin", paused_until=date(2026, 4, 2))
    sent = slot("2026-03-20", "2026-03-20 07:30")
    assert slots("2026-03-21 12:00", daily, 2, sent) == [
        slot("2026-04-02", "2026-04-02 06:30"),
        slot("2026-04-03", "2026-04-03 06:30"),
    ]
    assert replanned(utc("2026-03-21 12:00"), daily, sent).date == date(2026, 4, 2)


def test_ending_a_pause_early_brings_todays_task_at_once() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    assert replanned(utc("2026-03-25 12:00"), daily, slot("2026-03-20", "2026-03-20 07:30")) == slot(
        "2026-03-25", "2026-03-25 12:00"
    )


def test_new_rules_for_a_zone_move_the_hour_and_repeat_no_date() -> None:
    # Los Angeles stands for Vancouver as an older database has it, an hour behind in winter
    old, new = (Daily(HALF_PAST_EIGHT, zone) for zone in ("America/Los_Angeles", "America/Vancouver"))
    planned = next_slot(utc("2026-12-01 12:00"), old, None)
    assert planned == slot("2026-12-01", "2026-12-01 16:30")
    assert replanned(utc("2026-12-01 12:00"), new, None) == slot("2026-12-01", "2026-12-01 15:30")
    assert next_slot(planned.at, new, planned) == slot("2026-12-02", "2026-12-02 15:30")


def test_a_clock_set_back_two_hours_repeats_nothing() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    assert next_slot(utc("2026-11-21 05:30"), daily, BERLIN_NOV_21) == slot("2026-11-22", "2026-11-22 07:30")


def test_a_clock_that_was_a_day_ahead_leaves_that_day_out_once_it_is_right_again() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    early = next_slot(utc("2026-11-22 07:00"), daily, BERLIN_NOV_21)
    assert early.date == date(2026, 11, 22)
    assert next_slot(utc("2026-11-21 12:00"), daily, early).date == date(2026, 11, 23)


def test_a_machine_that_slept_nine_hours_goes_on_with_the_next_date() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    woken = utc("2026-11-21 16:30")
    assert replanned(woken, daily, slot("2026-11-20", "2026-11-20 07:30")) == Slot(date(2026, 11, 21), woken)
    assert next_slot(woken, daily, BERLIN_NOV_21) == slot("2026-11-22", "2026-11-22 07:30")


def test_a_slot_at_the_very_instant_is_not_the_next_one() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin")
    assert next_slot(utc("2026-11-21 07:30"), daily, None).date == date(2026, 11, 22)
    assert next_slot(utc("2026-11-21 07:29:59"), daily, None).date == date(2026, 11, 21)


def test_a_local_day_ends_at_the_midnight_after_it() -> None:
    assert end_of_local_day(date(2026, 11, 21), "Europe/Berlin") == utc("2026-11-21 23:00")
    assert end_of_local_day(date(2026, 4, 23), "Africa/Cairo") == utc("2026-04-23 22:00")  # midnight is left out
    assert end_of_local_day(date(2026, 10, 29), "Africa/Cairo") == utc("2026-10-29 22:00")  # 25 hours long
    assert end_of_local_day(date(2011, 12, 29), "Pacific/Apia") == utc("2011-12-30 10:00")


def test_a_task_expires_with_its_day_but_has_six_hours_at_least() -> None:
    assert expires(BERLIN_NOV_21, "Europe/Berlin") == utc("2026-11-21 23:00")
    evening = slot("2026-11-21", "2026-11-21 22:00")
    assert expires(evening, "Europe/Berlin") == utc("2026-11-22 04:00")
    assert LEAST_TIME < LEAST_GAP, "a task must be gone before the next comes"


def test_default_hours_are_spread_over_ten_minutes_and_always_in_the_same_way() -> None:
    shares = [spread(f"discord:{number}") for number in range(6_000)]
    assert timedelta() <= min(shares) < timedelta(seconds=10)
    assert timedelta(seconds=590) <= max(shares) < timedelta(minutes=10)
    busiest = max(shares.count(share) for share in set(shares))
    assert busiest <= 30  # ten are expected in each second; 25 a second can be sent
    assert spread("discord:1") == timedelta(seconds=436), "a new version must not move anybody"


def test_a_share_of_the_spread_is_added_to_the_hour_and_none_is_sent_twice() -> None:
    daily = Daily(HALF_PAST_EIGHT, "Europe/Berlin", spread=timedelta(minutes=4))
    assert slots("2026-11-21 07:31", daily, 2) == [
        slot("2026-11-21", "2026-11-21 07:34"),
        slot("2026-11-22", "2026-11-22 07:34"),
    ]
