"""Asks the core, which is synchronous, from the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.core.places import USUAL, Manner
from bot.core.reception import Reception
from bot.core.reply import Reply
from bot.core.request import Place, Request

AT_ONCE = 4
"""Replies that are worked out side by side; the next ones wait their turn, long acknowledged."""
PATIENCE = 1.0
"""Seconds to wait for a place's manner before an answer is taken to be for one person: Discord waits for three."""
MOST_REMEMBERED = 5_000


class Asking:
    """For one event loop. Manners are remembered, because each acknowledgement needs one at once."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception
        self._threads = ThreadPoolExecutor(AT_ONCE, "discord")
        self._looks = ThreadPoolExecutor(1, "discord-look")  # never behind a reply, or a disk
        self._manners: dict[Place, Manner] = {}

    async def reply(self, request: Request, manner: Manner) -> Reply | None:
        """Return the reply to an update, once."""
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(self._threads, self.reception.receive, request, manner)
        if request.manages:  # may just have chosen another manner
            self._manners.pop(request.place, None)
        return reply

    async def shown(self, request: Request) -> None:
        """Note that a reply was shown."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self.reception.shown, request)

    async def manner(self, place: Place, parent: Place | None = None) -> Manner:
        """Return how to behave in a place; a thread is like its channel unless somebody chose otherwise."""
        own = await self._manner(place)
        return await self._manner(parent) if parent and own == USUAL else own

    async def manner_soon(self, place: Place, parent: Place | None = None) -> Manner:
        """Return the same; `silent`, under which nobody else sees a thing, where it cannot be known in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.manner(place, parent)
        except TimeoutError:
            return "silent"

    def close(self) -> None:
        """Let the threads end once they have nothing to do."""
        self._threads.shutdown(wait=False)
        self._looks.shutdown(wait=False)

    async def _manner(self, place: Place) -> Manner:
        if place not in self._manners:
            if len(self._manners) >= MOST_REMEMBERED:
                self._manners.clear()
            loop = asyncio.get_running_loop()
            self._manners[place] = await loop.run_in_executor(self._looks, self.reception.manner, place)
        return self._manners[place]
