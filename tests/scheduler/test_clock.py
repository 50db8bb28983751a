"""The clock ticks, comes through failures, and does not trust a jump."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.clock import EVERY, JUMP, TICKS_HELD, Ticker, started

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Times:
    """A wall clock and a monotonic one, set by hand, and a planner that notes when it was called."""

    def __init__(self) -> None:
        self.now, self.seconds = NOON, 0.0
        self.planned: list[datetime] = []
        self.fails = False
        self.ticker = Ticker(self.plan, lambda: self.now, lambda: self.seconds)

    def plan(self, now: datetime) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.planned.append(now)

    async def tick(self, wall: timedelta = timedelta(seconds=EVERY), seconds: float | None = None) -> None:
        """Let time pass on both clocks, the same on each where nothing else is said, and tick."""
        self.now += wall
        self.seconds += wall.total_seconds() if seconds is None else seconds
        await self.ticker()


@pytest.fixture
def times() -> Times:
    return Times()


async def test_every_tick_plans_with_the_time_it_is(times: Times) -> None:
    await times.tick()
    await times.tick()
    assert times.planned == [NOON + timedelta(seconds=EVERY), NOON + timedelta(seconds=2 * EVERY)]


async def test_planning_runs_beside_the_event_loop() -> None:
    threads: list[threading.Thread] = []
    ticker = Ticker(lambda _: threads.append(threading.current_thread()), lambda: NOON, lambda: 0.0)
    await ticker()
    assert threads
    assert threads[0] is not threading.main_thread()


async def test_a_clock_that_jumped_ahead_is_held_for_three_ticks_and_then_believed(
    times: Times, caplog: pytest.LogCaptureFixture
) -> None:
    await times.tick(JUMP + timedelta(seconds=EVERY + 1), seconds=EVERY)
    for _ in range(TICKS_HELD - 1):
        await times.tick()
    assert times.planned == []
    assert "The clock jumped ahead" in caplog.text
    await times.tick()
    assert times.planned == [times.now]


async def test_a_clock_that_is_set_right_again_while_it_is_held_has_planned_nothing_wrong(times: Times) -> None:
    await times.tick(timedelta(days=1), seconds=EVERY)
    await times.tick(-timedelta(days=1), seconds=EVERY)
    for _ in range(TICKS_HELD):
        await times.tick()
    assert times.planned
    assert all(planned < NOON + timedelta(hours=1) for planned in times.planned)


async def test_a_clock_that_is_corrected_by_minutes_or_set_back_is_not_held(times: Times) -> None:
    await times.tick(timedelta(minutes=14), seconds=EVERY)
    await times.tick(-timedelta(hours=2), seconds=EVERY)
    assert len(times.planned) == 2


async def test_ticks_that_came_late_on_both_clocks_are_not_a_jump(times: Times) -> None:
    await times.tick(timedelta(hours=5))
    assert len(times.planned) == 1


async def test_a_tick_that_fails_is_logged_with_its_cause_and_the_next_one_plans(
    times: Times, caplog: pytest.LogCaptureFixture
) -> None:
    times.fails = True
    with caplog.at_level(logging.ERROR):
        await times.tick()
    assert "the disk is full" in caplog.text
    times.fails = False
    await times.tick()
    assert len(times.planned) == 1


async def test_it_is_late_once_three_ticks_failed_and_not_any_more_once_one_comes_through(times: Times) -> None:
    times.fails = True
    for _ in range(4):
        await times.tick()
    assert times.ticker.is_late(times.now)
    times.fails = False
    await times.tick()
    assert not times.ticker.is_late(times.now)


async def test_waiting_out_a_jump_is_not_being_late(times: Times) -> None:
    await times.tick(timedelta(hours=9), seconds=EVERY)  # a laptop that slept
    for _ in range(TICKS_HELD):
        assert not times.ticker.is_late(times.now)
        await times.tick()


async def test_once_started_the_clock_ticks_at_once_and_goes_on_after_a_failure() -> None:
    ticks: list[datetime] = []
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tick(now: datetime) -> None:
        ticks.append(now)
        if len(ticks) >= 3:
            loop.call_soon_threadsafe(enough.set)
        if len(ticks) == 1:
            raise OSError("the database is locked")

    def clock() -> datetime:
        return datetime.now(UTC)  # noqa: TID251 # the clock itself is what is tested

    running = started(Ticker(tick, clock, loop.time), every=0.02)
    try:
        await asyncio.wait_for(enough.wait(), timeout=10)
    finally:
        running.shutdown(wait=False)
