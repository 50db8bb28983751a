"""Delivers what is due until it is stopped: a carrier for each channel, and one who tidies up behind them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.core.channel import Channel
from bot.core.gate import Gate
from bot.core.outbox import Outbox
from bot.delivery.carrier import Carrier
from bot.delivery.desk import Desk, StillWanted, Timing, rest

logger = logging.getLogger(__name__)


class Delivery:
    """Everything between the outbox and the channels. Each channel comes with the gate that its replies use as well."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Iterable[tuple[Channel, Gate]],
        still_wanted: StillWanted,
        clock: Callable[[], datetime],
        timing: Timing | None = None,
    ) -> None:
        self._desk = Desk(outbox, still_wanted, clock, timing or Timing())
        self._carriers = [Carrier(self._desk, channel, gate) for channel, gate in channels]

    async def run(self) -> None:
        """Deliver until `stop` is called and what was on its way has been recorded."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tidy())
                for carrier in self._carriers:
                    group.create_task(carrier.run())
        finally:
            self._desk.thread.shutdown(wait=False)

    async def drain(self) -> int:
        """Deliver what is due now, for a clock that does not tick by itself; return how many messages were carried."""
        # nobody tidies meanwhile: what is too late would stand first in its line for good
        await self._desk.ask(self._desk.outbox.reap, self._desk.clock())
        carried = 0
        while count := sum([await carrier.drain() for carrier in self._carriers]):
            carried += count
        return carried

    def stop(self) -> None:
        """Claim nothing more, and end as soon as what is being sent has its answer. From the event loop's thread."""
        self._desk.closing.set()
        for carrier in self._carriers:
            carrier.room.set()

    async def _tidy(self) -> None:
        desk = self._desk
        while not desk.closing.is_set():
            try:
                done = await desk.ask(desk.outbox.reap, desk.clock())
            except Exception:
                logger.exception("The outbox could not be tidied; trying again")
            else:
                if done.lapsed or done.repeated or done.given_up or done.expired:
                    logger.warning("Not delivered as planned: %s", done)
            await rest(desk.closing, desk.timing.reap)
