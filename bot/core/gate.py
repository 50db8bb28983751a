"""The gate of one platform: whoever wants to send awaits a turn here, replies before scheduled messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.core.pace import Limits, Pace


class Gate:
    """Lets messages through at a platform's pace; without limits, at once. For one event loop.

    `monotonic` is a clock in seconds that never goes back.
    """

    def __init__(self, limits: Limits | None, monotonic: Callable[[], float]) -> None:
        self._pace = Pace(limits) if limits else None
        self._monotonic = monotonic

    async def reply(self, destination: str) -> None:
        """Wait for a turn to answer somebody who just spoke."""
        await self._turn(destination, reply=True)

    async def scheduled(self, destination: str) -> None:
        """Wait for a turn for a message that goes out by itself."""
        await self._turn(destination, reply=False)

    def pause(self, destination: str, seconds: float, *, everywhere: bool) -> None:
        """Let nothing through for a while, because the platform asked for it."""
        if self._pace:
            self._pace.pause(destination, self._monotonic() + seconds, everywhere=everywhere)

    def paused(self) -> float:
        """Return the seconds until the gate opens; 0 while it is open."""
        return self._pace.paused(self._monotonic()) if self._pace else 0.0

    async def _turn(self, destination: str, *, reply: bool) -> None:
        if not self._pace:
            return
        while True:
            wait = self._pace.take(destination, self._monotonic(), reply=reply)
            if not wait:
                return
            await asyncio.sleep(wait)
