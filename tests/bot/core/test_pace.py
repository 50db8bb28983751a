"""Pace: no platform's limit is passed, and replies do not wait for scheduled messages."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.core.pace import LIMITS, Limits, Pace, Rate

TELEGRAM = LIMITS["telegram"]


def times(pace: Pace, wishes: Iterable[tuple[str, bool]], start: float = 0.0) -> list[float]:
    """Return when each of some wishes, all there from the start and in this order, gets its turn."""
    now, turns = start, []
    for destination, reply in wishes:
        while wait := pace.take(destination, now, reply=reply):
            now += wait
        turns.append(now)
    return turns


def most_within(turns: list[float], seconds: float) -> int:
    return max(sum(first <= turn < first + seconds for turn in turns) for first in turns)


def test_scheduled_messages_leave_one_after_the_other() -> None:
    turns = times(Pace(TELEGRAM), [(f"telegram:{number}", False) for number in range(100)])
    assert most_within(turns, 1.0) <= 21
    assert 4.9 < turns[-1] < 5.1


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=300))
def test_whatever_is_asked_for_no_second_sees_more_than_the_platform_allows(wishes: list[tuple[int, bool]]) -> None:
    turns = times(Pace(TELEGRAM), [(f"telegram:{number}", reply) for number, reply in wishes])
    assert most_within(turns, 1.0) <= 30


def test_a_group_gets_no_more_than_twenty_a_minute() -> None:
    turns = times(Pace(TELEGRAM), [("telegram:-100", True)] * 60)
    assert most_within(turns, 60) <= 20


def test_a_busy_destination_does_not_slow_the_others() -> None:
    pace = Pace(TELEGRAM)
    pace.take("telegram:1", 0.0, reply=False)
    assert 0.8 < pace.take("telegram:1", 0.1, reply=False) <= 1
    assert pace.take("telegram:2", 0.1, reply=False) == 0


def test_a_reply_never_waits_for_scheduled_messages() -> None:
    pace = Pace(TELEGRAM)
    now = 0.0
    for number in range(200):
        while wait := pace.take(f"telegram:{number}", now, reply=False):
            now += wait
        if number % 10 == 0:
            assert pace.take(f"telegram:r{number}", now, reply=True) == 0


def test_scheduled_messages_wait_while_replies_use_the_whole_pace() -> None:
    pace = Pace(Limits(everywhere=Rate(10, burst=5), each=Rate(100)))
    now = 0.0
    for number in range(50):
        while wait := pace.take(f"x:{number}", now, reply=True):
            assert pace.take("x:scheduled", now, reply=False) > wait
            now += wait


def test_a_pause_stops_one_destination_or_all_of_them() -> None:
    pace = Pace(TELEGRAM)
    pace.pause("telegram:1", 60.0, everywhere=False)
    assert pace.paused(0.0) == 0
    for reply in (True, False):
        assert pace.take("telegram:1", 0.0, reply=reply) >= 60
    assert pace.take("telegram:2", 0.0, reply=False) == 0
    pace.pause("telegram:2", 30.0, everywhere=True)
    assert 29.9 < pace.paused(0.0) <= 30.1
    assert pace.take("telegram:3", 0.0, reply=True) >= 30
    assert pace.paused(31.0) == 0
    assert pace.take("telegram:3", 31.0, reply=True) == 0


def test_destinations_whose_turn_is_long_past_are_forgotten() -> None:
    pace = Pace(Limits(everywhere=Rate(1e9), each=Rate(1)))
    for number in range(25_000):
        pace.take(f"x:{number}", number / 1000, reply=False)
    assert len(pace._full_at) < 12_000


def test_the_topics_of_a_group_share_its_limit() -> None:
    turns = times(Pace(TELEGRAM), [(f"telegram:-5/{number}", False) for number in range(20)])
    assert turns[-1] > 60
