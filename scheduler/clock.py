"""The clock: APScheduler calls the planner every twenty seconds, and that is all it is trusted with."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

EVERY = 20
"""Seconds between two ticks."""
JUMP = timedelta(minutes=15)
"""A clock that runs away by more than this is waited for: a wrong date would plan days that have not come."""
TICKS_HELD = 3
"""Ticks without planning after a jump; a machine that woke from sleep, or was set right, then goes on."""

log = logging.getLogger(__name__)


class Ticker:
    """Calls `tick` with the time, in a worker thread, and knows when it last did.

    `clock` gives the time of day, `monotonic` seconds that only grow.
    """

    def __init__(
        self, tick: Callable[[datetime], object], clock: Callable[[], datetime], monotonic: Callable[[], float]
    ) -> None:
        self._tick, self._clock, self._monotonic = tick, clock, monotonic
        self._seen = (clock(), monotonic())
        self._held = 0
        self.last = clock()
        """When the planner last came through, or waited on purpose."""

    async def __call__(self) -> None:
        """Plan what is due, unless the clock has just jumped ahead."""
        now = self._clock()
        if self._jumped(now):
            self._held = TICKS_HELD
            log.warning("The clock jumped ahead to %s; planning waits for %d ticks.", now, TICKS_HELD)
        if self._held:
            self._held -= 1
            self.last = now
            return
        try:
            await asyncio.to_thread(self._tick, now)
        except Exception:  # one failed tick must not end the clock; the next one finds the same work
            log.exception("The tick at %s failed; the next one tries again.", now)
            return
        self.last = self._clock()

    def is_late(self, now: datetime) -> bool:
        """Tell whether three ticks or more have been missed."""
        return now - self.last > timedelta(seconds=3 * EVERY)

    def _jumped(self, now: datetime) -> bool:
        before, since = self._seen
        self._seen = (now, self._monotonic())
        return now - before - timedelta(seconds=self._seen[1] - since) > JUMP


def started(ticker: Ticker, every: float = EVERY) -> AsyncIOScheduler:
    """Start ticking in the running event loop, at once and then every so many seconds.

    `shutdown` on the result ends it.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        ticker.__call__,  # of the object itself it would not see that it is to be awaited
        "interval",
        seconds=every,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=ticker.last,  # None would mean never
    )
    scheduler.start()
    return scheduler
