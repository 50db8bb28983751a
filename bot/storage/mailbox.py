"""The mailbox in SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select

from bot.core.channel import Delivered
from bot.core.mailbox import SHOWN_FOR, Mailbox, Posted
from bot.core.reply import Reply
from bot.storage.steps import reading, writing
from bot.storage.tables import posted
from bot.storage.writing import insert_once


class SqlMailbox:
    """Keeps messages to the page and the terminal. Its key makes a repeated post harmless."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def post(self, destination: str, reply: Reply, key: str, at: datetime) -> bool:
        """Keep a message; False where that key is kept already."""
        row = {"key": key, "destination": destination, "payload": reply.model_dump(mode="json"), "at": at}
        with writing(self._engine) as connection:
            return insert_once(connection, posted, row)

    def waiting(self, destinations: Sequence[str], after: int, now: datetime) -> Sequence[Posted]:
        """Return the messages to some destinations with a number above `after`, oldest first."""
        query = (
            select(posted)
            .where(posted.c.destination.in_(destinations), posted.c.id > after, posted.c.at > now - SHOWN_FOR)
            .order_by(posted.c.id)
        )
        with reading(self._engine) as connection:
            return [Posted(row.id, Reply.model_validate(row.payload), row.at) for row in connection.execute(query)]

    def clear(self, before: datetime) -> int:
        """Remove what is older than an instant; return how many messages that were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(posted).where(posted.c.at < before)).rowcount


class MailboxChannel:
    """Carries messages to places that nobody can push to: into their mailbox, where a key is kept once."""

    idempotent_for: timedelta | None = timedelta(days=35)

    def __init__(self, platform: str, mailbox: Mailbox, clock: Callable[[], datetime]) -> None:
        self.platform = platform
        self._mailbox, self._clock = mailbox, clock

    async def send(self, destination: str, reply: Reply, key: str) -> Delivered:
        """Keep a reply until it is looked at."""
        await asyncio.to_thread(self._mailbox.post, destination, reply, key, self._clock())
        return Delivered(key)
