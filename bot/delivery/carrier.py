"""Carries the messages of one channel: several at once, but one at a time to each destination."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from bot.core.channel import Channel, Delivered, InDoubt, NotDelivered, Outcome, TryLater
from bot.core.gate import Gate
from bot.core.message import POLICIES, Doubt, UnreadablePayloadError, marked_as_repeat, reply_of
from bot.core.parcel import Ending, Hopeless, Parcel, Unwanted
from bot.core.reply import Reply
from bot.delivery.desk import Desk, rest

logger = logging.getLogger(__name__)


class Carrier:
    """Claims what is due, and for each message: waits for its turn, checks once more, sends, records.

    `started` is always the monotonic time just before the claim: the lease cannot end sooner than that plus its length.
    """

    def __init__(self, desk: Desk, channel: Channel, gate: Gate) -> None:
        self._desk, self._channel, self._gate = desk, channel, gate
        self._on_the_way: set[asyncio.Task[None]] = set()
        self.room = asyncio.Event()

    async def run(self) -> None:
        """Carry until the desk closes and what is on its way has been recorded."""
        while not self._desk.closing.is_set():
            self.room.clear()
            started = time.monotonic()
            for parcel in await self._claim():
                task = asyncio.create_task(self._carry(parcel, started))
                self._on_the_way.add(task)
                task.add_done_callback(self._make_room)
            await rest(self.room, self._desk.timing.poll)
        if self._on_the_way:
            await asyncio.wait(self._on_the_way)

    async def drain(self) -> int:
        """Carry what is due now, and return how many messages that were."""
        started = time.monotonic()
        parcels = await self._claim()
        await asyncio.gather(*(self._carry(parcel, started) for parcel in parcels))
        return len(parcels)

    def _make_room(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        if len(self._on_the_way) <= self._desk.timing.at_once // 2:
            self.room.set()

    async def _claim(self) -> Sequence[Parcel]:
        desk, limit = self._desk, self._desk.timing.at_once - len(self._on_the_way)
        if limit == 0 or self._gate.paused():
            return ()
        try:
            return await desk.ask(desk.outbox.claim, self._channel.platform, desk.clock(), limit, desk.timing.lease)
        except Exception:
            logger.exception("The outbox could not be read; trying again")
            return ()

    async def _carry(self, parcel: Parcel, started: float) -> None:
        desk, ending = self._desk, await self._attempt(parcel, started)
        try:
            known = await desk.ask(desk.outbox.record, parcel, ending, desk.clock())
            if isinstance(ending, Delivered) and not known:
                # our lease ran out meanwhile; that it arrived is true all the same
                await desk.ask(desk.outbox.proved, parcel.key, desk.clock(), ending.receipt)
        except Exception:
            logger.exception("%s ended as %s, which could not be recorded; its lease will run out", parcel.key, ending)

    async def _attempt(self, parcel: Parcel, started: float) -> Ending:
        try:
            reply = await self._prepare(parcel, started)
        except Exception:
            logger.exception("%s was not sent", parcel.key)
            return NotDelivered("an error of ours before sending")
        return await self._send(parcel, reply) if isinstance(reply, Reply) else reply

    async def _prepare(self, parcel: Parcel, started: float) -> Reply | Ending:
        """Return what to send now, or why not to: it was planned a while ago."""
        if not await self._turn(parcel.destination, started):
            return TryLater(0)
        wanted = await self._desk.ask(self._desk.still_wanted, parcel, self._desk.clock())
        if isinstance(wanted, TryLater):
            return wanted
        if not wanted:
            return Unwanted("not wanted any more")
        try:
            reply = wanted if isinstance(wanted, Reply) else reply_of(parcel.payload)
        except UnreadablePayloadError as error:
            return Hopeless(str(error))
        if late := self._too_late(parcel, started):
            return late
        return marked_as_repeat(reply) if parcel.repeat else reply

    async def _turn(self, destination: str, started: float) -> bool:
        """Wait at the gate; False where the lease gets too short for sending, or the desk closes."""
        turn = asyncio.create_task(self._gate.scheduled(destination))
        closing = asyncio.create_task(self._desk.closing.wait())
        done, waiting = await asyncio.wait(
            {turn, closing}, timeout=self._left(started), return_when=asyncio.FIRST_COMPLETED
        )
        for task in waiting:
            task.cancel()
        return done == {turn}

    def _too_late(self, parcel: Parcel, started: float) -> Ending | None:
        """Return why not to send at this very moment. Asked last: asked earlier, the time could pass unseen."""
        if self._left(started) <= 0:
            return TryLater(0)
        if parcel.repeat and POLICIES[parcel.kind].in_doubt is Doubt.REPEAT_WHERE_HARMLESS:
            harmless, age = self._channel.idempotent_for, parcel.age + timedelta(seconds=time.monotonic() - started)
            if harmless is None or age >= harmless:
                return Hopeless(f"may have arrived, and a repeat is not harmless: {parcel.reason}")
        return None

    def _left(self, started: float) -> float:
        """Return the seconds in which sending may still begin, so that it ends within the lease."""
        timing = self._desk.timing
        return max(0.0, started + (timing.lease - timing.send).total_seconds() - time.monotonic())

    async def _send(self, parcel: Parcel, reply: Reply) -> Outcome:
        outcome: Outcome
        try:
            async with asyncio.timeout(self._desk.timing.send.total_seconds()):
                outcome = await self._channel.send(parcel.destination, reply, parcel.key)
        except TimeoutError:
            return InDoubt("no answer in time")
        except Exception:
            logger.exception("%s may have been sent", parcel.key)
            return InDoubt("an error of ours while sending")
        if isinstance(outcome, TryLater):
            self._gate.pause(parcel.destination, outcome.seconds, everywhere=outcome.everywhere)
        return outcome
