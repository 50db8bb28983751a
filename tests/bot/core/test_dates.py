"""A pause ends on a day that people name in their own way, and never in the past."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import parse_date
from bot.core.unclear import Unclear

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-12-24", "24 Dec", "24 december", "Dec 24", "December 24, 2026", "24th of december", "the 24th of Dec"),
        *("24. Dec", "24.12.", "24.12", "24.12.2026", "24/12", "12/24", "24 Dec 2026", "until 24 dec"),
    ],
)
def test_christmas_eve_can_be_typed_in_many_ways(typed: str) -> None:
    assert parse_date(typed, SATURDAY) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("tomorrow", date(2026, 11, 22)),
        ("in 2 weeks", date(2026, 12, 5)),
        ("two weeks", date(2026, 12, 5)),
        ("for 10 days", date(2026, 12, 1)),
        ("next week", date(2026, 11, 28)),
        ("in a month", date(2026, 12, 21)),
        ("in 2 months", date(2027, 1, 21)),
        ("sunday", date(2026, 11, 22)),
        ("Fri", date(2026, 11, 27)),
        ("next friday", date(2026, 11, 27)),
        ("saturday", date(2026, 11, 28)),
    ],
)
def test_a_while_or_a_weekday_counts_from_today(typed: str, day: date) -> None:
    assert parse_date(typed, SATURDAY) == day


def test_a_day_without_a_year_is_the_next_such_day() -> None:
    assert parse_date("20 nov", SATURDAY) == date(2027, 11, 20)
    assert parse_date("21 nov", SATURDAY) == date(2027, 11, 21)
    assert parse_date("22 nov", SATURDAY) == date(2026, 11, 22)
    assert parse_date("29 Feb", SATURDAY) == date(2028, 2, 29)


def test_a_month_after_the_thirty_first_is_the_last_day_of_a_shorter_month() -> None:
    assert parse_date("in a month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert parse_date("in 1 month", date(2028, 1, 31)) == date(2028, 2, 29)


def test_a_day_in_the_past_is_said_to_be_past() -> None:
    assert parse_date("2026-11-20", SATURDAY) == Unclear(
        "20 November 2026 has passed. Name a later day, like tomorrow or in 2 weeks."
    )


def test_today_is_too_early_to_end_a_pause() -> None:
    answer = parse_date("today", SATURDAY)
    assert isinstance(answer, Unclear)
    assert answer.why.startswith("21 November 2026 is today.")


def test_two_readings_of_a_date_are_both_offered() -> None:
    assert parse_date("3/4", SATURDAY) == Unclear(
        "“3/4” can be 3 April or 4 March. Write the month as a word.", ("3 April", "4 March")
    )
    answer = parse_date("3/4/2028", SATURDAY)
    assert isinstance(answer, Unclear)
    assert answer.near == ("3 April 2028", "4 March 2028")
    assert parse_date("4/4", SATURDAY) == date(2027, 4, 4)


@pytest.mark.parametrize("typed", ["30 feb", "2027-02-30", "31.4.", "2027-13-01", "99/99", "0/5", "0000-01-01"])
def test_a_day_that_does_not_exist_is_said_not_to(typed: str) -> None:
    answer = parse_date(typed, SATURDAY)
    assert isinstance(answer, Unclear)
    assert answer.why.startswith("There is no such day")


@pytest.mark.parametrize("typed", ["2099-01-01", "in 999 weeks", "in 999 months"])
def test_more_than_two_years_ahead_is_a_slip(typed: str) -> None:
    answer = parse_date(typed, SATURDAY)
    assert isinstance(answer, Unclear)
    assert "more than two years ahead" in answer.why


@pytest.mark.parametrize(
    "typed", ["", "later", "dec", "the 5th", "in many weeks", "-1", "5/0", "5 mumbles", "9" * 5_000]
)
def test_what_is_no_date_is_answered_with_examples(typed: str) -> None:
    answer = parse_date(typed, SATURDAY)
    assert isinstance(answer, Unclear)
    assert answer.why.endswith("Write it like 24 Dec, 2027-01-05, friday or in 2 weeks.")


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(1, 700))
def test_every_day_ahead_is_read_back_as_written(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    for written in (f"{day}", f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}", f"in {days} days"):
        assert parse_date(written, today) == day


@given(st.text(max_size=50), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_any_text_gets_an_answer_ahead_of_today(text: str, today: date) -> None:
    answer = parse_date(text, today)
    assert isinstance(answer, Unclear) or answer > today
