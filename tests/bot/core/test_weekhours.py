"""Free hours of a week are read as people type them, and shown as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.unclear import Unclear
from bot.core.weekhours import ALL_HOURS, in_words, parse_hours


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("mon-fri 18-22, sat 10-16", "Mon–Fri 18:00–22:00; Sat 10:00–16:00"),
        ("evenings", "Mon–Sun 18:00–22:00"),
        ("weekends and mon 7pm-9pm", "Mon 19:00–21:00; Sat and Sun 09:00–21:00"),
        ("sat and sun 9-12", "Sat and Sun 09:00–12:00"),
        ("mon 9-12, 18-20, wed 8-9", "Mon 09:00–12:00, 18:00–20:00; Wed 08:00–09:00"),
        ("18 to 20", "Mon–Sun 18:00–20:00"),
        ("fri 22-2", "Fri 22:00–24:00; Sat 00:00–02:00"),
        ("sun 22-2", "Mon 00:00–02:00; Sun 22:00–24:00"),
        ("wed 18:30-20", "Wed 19:00–20:00"),
        ("tue 20-24", "Tue 20:00–24:00"),
    ],
)
def test_hours_are_read(typed: str, shown: str) -> None:
    found = parse_hours(typed)
    assert not isinstance(found, Unclear)
    assert in_words(found) == shown


@pytest.mark.parametrize("typed", ["", "tuesdays", "mon 25-26", "whenever", "mon 9-", "🙂", "9"])
def test_what_is_no_hours_gets_an_example(typed: str) -> None:
    found = parse_hours(typed)
    assert isinstance(found, Unclear)
    assert "mon-fri 18-22" in found.why or "hours go from 0 to 23" in found.why


@given(st.frozensets(st.sampled_from(sorted(ALL_HOURS)), min_size=1))
def test_what_is_shown_can_be_typed_again(hours: frozenset[int]) -> None:
    assert parse_hours(in_words(hours)) == hours


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    parse_hours(typed)
