"""Carries what goes out by itself to Discord, and says what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import discord

from adapters.discord.customid import has_mark, mark_of, nonce_of
from adapters.discord.faults import UNAUTHORIZED, outcome_of, persistently
from adapters.discord.outbound import Post, to_posts
from adapters.discord.rooms import NoRoomError, is_room, room_at
from adapters.discord.showing import post
from adapters.discord.wire import watched
from bot.core.channel import Delivered, InDoubt, NotDelivered, Outcome, Refused, TryLater
from bot.core.message import REPEAT_NOTICE
from bot.core.reply import Reply

LOOKED_THROUGH = 100
"""Messages of a channel in which a delivery is looked for before it is sent again."""
PATIENCE = 8.0
"""Seconds that sending may take; what waits for a rate limit then, waits in the outbox, and others have their turn."""
_UNTIL_CONNECTED = 5.0


class DiscordChannel:
    """`client` returns the client that is logged in; None while there is none. `refused` is told of a bad token."""

    platform = "discord"
    idempotent_for: timedelta | None = timedelta(seconds=60)
    """Discord keeps nonces for “the past few minutes”; a minute is surely among them."""

    def __init__(self, client: Callable[[], discord.Client | None], refused: Callable[[], None]) -> None:
        self._client, self._refused = client, refused

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        """Send a reply to `discord:#<channel>`, `discord:<person>`, or a room, `discord:#<channel>/<mark>`."""
        client = self._client()
        if client is None:
            return TryLater(_UNTIL_CONNECTED, everywhere=True)
        if is_room(destination) and not client.is_ready():
            return TryLater(_UNTIL_CONNECTED)  # whether there can be a room is not known before the servers are
        until = asyncio.get_running_loop().time() + PATIENCE
        try:
            async with asyncio.timeout_at(until):
                target = await _target(client, destination, reply)
                if reply.text.startswith(REPEAT_NOTICE) and (there := await _found(target, client, key)):
                    return Delivered(there)
        except Exception as error:
            return self._before(error)
        outcome: Outcome = NotDelivered("there is nothing to send")
        posts = to_posts(reply, mark_of(key))
        for number, message in enumerate(posts):
            outcome = await self._send(target, message, nonce_of(key, number), until)
            if not isinstance(outcome, Delivered):
                certain = number == 0 or isinstance(outcome, Refused)
                return outcome if certain else InDoubt(f"{number} of {len(posts)} parts arrived: {outcome}")
        return outcome

    async def _send(self, target: discord.abc.Messageable, message: Post, nonce: str, until: float) -> Outcome:
        with watched() as wire:
            try:
                async with asyncio.timeout_at(until):
                    return Delivered(str((await post(target, message, nonce)).id))
            except TimeoutError as error:
                if wire.arrived:  # discord.py waits after the last request that a limit allows
                    return Delivered(f"nonce {nonce}")
                return self._seen(error) if wire.may_have_arrived else TryLater(PATIENCE)
            except Exception as error:
                return self._seen(error)

    def _before(self, error: Exception) -> Outcome:
        """Return the outcome of a failure before anything was sent: whatever it was, nothing arrived."""
        outcome = self._seen(error)
        return NotDelivered(outcome.reason) if isinstance(outcome, InDoubt) else outcome

    def _seen(self, error: Exception) -> Outcome:
        if isinstance(error, NoRoomError):
            return Refused(f"no room: {error}")
        if isinstance(error, discord.HTTPException) and error.status == UNAUTHORIZED:
            self._refused()
        return outcome_of(error)


async def _target(client: discord.Client, destination: str, reply: Reply) -> discord.abc.Messageable:
    if is_room(destination):
        return await room_at(client, destination, reply.room)
    id = destination.removeprefix("discord:")
    if id.startswith("#"):
        return client.get_partial_messageable(int(id[1:]))
    person = discord.Object(int(id))
    return await persistently(lambda: client.create_dm(person), longest_wait=PATIENCE)


async def _found(target: discord.abc.Messageable, client: discord.Client, key: str) -> str | None:
    """Return the message of a delivery that arrived after all, by the mark of its buttons."""
    mark = mark_of(key)
    async for message in target.history(limit=LOOKED_THROUGH):
        if message.author == client.user and any(has_mark(id, mark) for id in _custom_ids(message.components)):
            return str(message.id)
    return None


def _custom_ids(components: Any) -> Iterator[str]:
    for component in components:
        yield from _custom_ids(getattr(component, "children", ()))
        yield getattr(component, "custom_id", None) or ""
