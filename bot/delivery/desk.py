"""What the carriers of a delivery share: the outbox, the check before sending, the clock, how long things may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

from bot.core.channel import TryLater
from bot.core.outbox import Outbox
from bot.core.parcel import Parcel
from bot.core.reply import Reply

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

StillWanted = Callable[[Parcel, datetime], Reply | TryLater | bool]
"""Asked just before sending, in a worker thread: False drops the message, True sends it, a reply goes in its place.

One that cannot be decided yet is asked about again later.
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take at most. A lease outlives the wait for a turn and the sending."""

    lease: timedelta = timedelta(seconds=30)
    send: timedelta = timedelta(seconds=10)
    poll: timedelta = timedelta(seconds=1)
    reap: timedelta = timedelta(seconds=5)
    at_once: int = 20
    """Messages of one platform on their way at once: as many are in doubt after a crash, at most."""


@dataclass(slots=True)
class Desk:
    """One thread has all the SQL: SQLite has one writer anyway, and the event loop never waits for a disk."""

    outbox: Outbox
    still_wanted: StillWanted
    clock: Callable[[], datetime]
    timing: Timing
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "outbox"))

    async def ask(self, call: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs) -> Result:
        """Call something that waits for the database."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, partial(call, *args, **named))


async def rest(event: asyncio.Event, longest: timedelta) -> None:
    """Wait for an event, at most so long. Unlike Python 3.11's `wait_for`, never miss being cancelled meanwhile."""
    with suppress(TimeoutError):
        async with asyncio.timeout(longest.total_seconds()):
            await event.wait()
