"""Hours and weekdays are read as people type them, or a sentence says what is wrong."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.times import EVERY_DAY, WEEKDAYS, parse_days, parse_time
from bot.core.unclear import Unclear


@pytest.mark.parametrize(
    "typed", ["8:30", "8.30", "830", "0830", "08:30", "8h30", "8 30", "8:30 am", "8:30AM", "at 8:30 a.m."]
)
def test_half_past_eight_can_be_typed_in_many_ways(typed: str) -> None:
    assert parse_time(typed) == time(8, 30)


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("8:30 pm", 20, 30),
        ("8pm", 20, 0),
        ("20h15", 20, 15),
        ("20h", 20, 0),
        ("7", 7, 0),
        ("8 o'clock", 8, 0),
        ("18 Uhr", 18, 0),
        ("noon", 12, 0),
        ("Midnight", 0, 0),
        ("12am", 0, 0),
        ("12:05 am", 0, 5),
        ("12 pm", 12, 0),
        ("0:00", 0, 0),
        ("23:59", 23, 59),
    ],
)
def test_other_hours(typed: str, hour: int, minute: int) -> None:
    assert parse_time(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["25:99", "24:00", "8:60", "99"])
def test_an_hour_that_no_clock_shows_is_named(typed: str) -> None:
    assert parse_time(typed) == Unclear(f"“{typed}” is not a time: hours go from 0 to 23 and minutes from 0 to 59.")


def test_thirteen_pm_is_not_a_time() -> None:
    assert parse_time("13pm") == Unclear("“13pm” is not a time: with am or pm, hours go from 1 to 12.")
    assert isinstance(parse_time("0 am"), Unclear)


@pytest.mark.parametrize("typed", ["", "later", "8:5", "8:30:15", "-8:30", "half past", "٨:٣٠", "8" * 5_000])
def test_what_is_no_time_is_answered_with_examples(typed: str) -> None:
    answer = parse_time(typed)
    assert isinstance(answer, Unclear)
    assert answer.why.endswith("Write it like 8:30, 20:15 or 8:30 pm.")


@given(st.times())
def test_every_time_is_read_back_as_written(at: time) -> None:
    assert parse_time(f"{at:%H:%M}") == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon wed fri", {0, 2, 4}),
        ("Monday, Thursday", {0, 3}),
        ("tuesdays and thursdays", {1, 3}),
        ("every Sunday", {6}),
        ("sat/sun", {5, 6}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon – fri", {0, 1, 2, 3, 4}),
        ("fri to mon", {4, 5, 6, 0}),
        ("mon-wed, sat", {0, 1, 2, 5}),
        ("weds", {2}),
        ("mon. fri.", {0, 4}),
        ("tu th", {1, 3}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("weekends", {5, 6}),
        ("daily", EVERY_DAY),
        ("Every Day", EVERY_DAY),
    ],
)
def test_weekdays_are_read(typed: str, days: set[int]) -> None:
    assert parse_days(typed) == frozenset(days)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [("mon funday", "funday"), ("mon-", "mon-"), ("m", "m"), ("mon-wed-fri", "mon-wed-fri"), ("1 2", "1")],
)
def test_the_word_that_is_no_weekday_is_named(typed: str, wrong: str) -> None:
    answer = parse_days(typed)
    assert isinstance(answer, Unclear)
    assert answer.why.startswith(f"I cannot read “{wrong}” as a weekday.")


def test_no_day_at_all_is_asked_back() -> None:
    assert (
        parse_days("every") == parse_days("") == Unclear("Name at least one day, like mon wed fri, weekdays or daily.")
    )


@given(st.frozensets(st.sampled_from(range(7)), min_size=1))
def test_every_set_of_days_is_read_back_as_written(days: frozenset[int]) -> None:
    assert parse_days(" ".join(WEEKDAYS[day] for day in days)) == days


@given(st.text(max_size=50))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(parse_time(text), time | Unclear)
    assert isinstance(parse_days(text), frozenset | Unclear)
