"""A sender in a process of its own: the real delivery on a real database, with real HTTP."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import Engine

from bot.core.channel import Channel, Delivered, InDoubt, NotDelivered, Outcome, TryLater
from bot.core.gate import Gate
from bot.core.reply import Reply
from bot.delivery import Delivery, Timing
from bot.storage.database import open_database
from bot.storage.outbox import SqlOutbox
from tests.torture.variants import OUTBOXES

SPEED = 20
"""How much faster than the wall clock the senders' runs, so that waiting to try again is short."""
LONGEST_LIFE = 900.0
TELEGRAM = "telegram adapter"
"""The variant in which the real adapter carries what is for Telegram."""
TIMING = Timing(
    lease=timedelta(seconds=2.5),
    send=timedelta(seconds=1.5),
    poll=timedelta(seconds=0.05),
    reap=timedelta(seconds=0.2),
)


class HttpChannel:
    """Sends to one of the fake platforms, and sorts its failures as an adapter must."""

    def __init__(self, platform: str, client: httpx.AsyncClient, idempotent_for: timedelta | None) -> None:
        self.platform, self._client, self.idempotent_for = platform, client, idempotent_for

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        body = {"destination": destination, "key": key, "text": reply.text}
        try:
            answer = await self._client.post(f"/{self.platform}", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return NotDelivered(repr(error))
        except httpx.TransportError as error:
            return InDoubt(repr(error))
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return TryLater(answer.json()["retry_after"])
        if answer.is_success:
            return Delivered(str(answer.json()["id"]))
        return InDoubt(f"status {answer.status_code}")


def clock_since(start: datetime) -> datetime:
    """Return the time of all senders of a run."""
    return start + SPEED * (datetime.now(UTC) - start)  # noqa: TID251 # the loops' clock


async def telegram_adapter(engine: Engine, address: str, clock: Callable[[], datetime]) -> Channel:
    """Return the real adapter's channel, to the same platform."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    from adapters.telegram.channel import TelegramChannel
    from adapters.telegram.post import Post
    from bot.features.hosting import Hosting
    from bot.storage.cards import SqlCards
    from bot.storage.communities import SqlCommunities

    bot = Bot("1:token", f"{address}/bot", request=HTTPXRequest(30))
    await bot._request[1].initialize()  # `initialize` would ask who the bot is
    post = Post(bot, SqlCards(engine), Hosting(SqlCommunities(engine)), clock)
    return TelegramChannel(post, Gate(None, time.monotonic))


def deliver(url: str, port: int, start: datetime, variant: str) -> None:
    """Deliver until killed, or until whoever started us is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(_deliver(open_database(url), f"http://127.0.0.1:{port}", start, variant))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(0)


async def _deliver(engine: Engine, address: str, start: datetime, variant: str) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=5, trust_env=False) as client:
        telegram: Channel = HttpChannel("telegram", client, None)
        if variant == TELEGRAM:
            telegram = await telegram_adapter(engine, address, lambda: clock_since(start))
        channels: list[tuple[Channel, Gate]] = [
            (HttpChannel("discord", client, timedelta(seconds=60)), Gate(None, time.monotonic)),
            (telegram, Gate(None, time.monotonic)),
        ]
        outbox = OUTBOXES.get(variant, SqlOutbox)(engine)
        delivery = Delivery(outbox, channels, lambda _parcel, _now: True, lambda: clock_since(start), TIMING)
        async with asyncio.timeout(LONGEST_LIFE):
            await delivery.run()
