"""What the tests of the Discord adapter share: the adapter connected to a server, and what is to be seen there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from adapters.discord.gateway import Connection, Discord
from bot.app import App
from tests.discord_server import openapi
from tests.discord_server.interactions import Interaction
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Message


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 # the clock of the loops


@asynccontextmanager
async def connected(app: App, server: Server, **how: Any) -> AsyncIterator[Discord]:
    """Run the adapter until the block ends."""
    token = how.pop("token", server.world.token)
    connection = Connection(token=token, api=server.api, gateway=server.gateway_url, **how)
    platform = Discord(app.reception, app.storage.facts, now, connection)
    running = asyncio.create_task(platform.run())
    try:
        yield platform
    finally:
        platform.stop()
        await asyncio.wait_for(running, 10)


async def done(interaction: Interaction) -> Interaction:
    """Wait until an interaction has its answer."""
    await asyncio.wait_for(interaction.finished.wait(), 5)
    return interaction


def shown(message: Message | None) -> str:
    """Return all words of a message, and the labels of its buttons."""
    if message is None:
        return ""
    words = [message.content]
    for embed in message.embeds:
        words += [embed.get("title", ""), embed.get("description", "")]
        words += [part for field in embed.get("fields", []) for part in (field["name"], field["value"])]
    words += [button["label"] for row in message.components for button in row["components"]]
    return "\n".join(word for word in words if word)


def mine(server: Server, channel: Channel) -> list[Message]:
    """Return what the bot said in a channel."""
    return [message for message in channel.messages.values() if message.author is server.world.bot]


def wrong_bodies(server: Server) -> list[str]:
    """Return what Discord's own document, where a copy is at hand, finds wrong with what the adapter sent."""
    if not openapi.place().is_file():
        return []
    sent = {json.dumps([entry.method, entry.path, entry.body]): entry for entry in server.journal.entries if entry.body}
    return [fault for entry in sent.values() for fault in openapi.faults(entry.method, entry.path, entry.body)]


def button_id(message: Message, number: int) -> str:
    """Return the custom id of a message's nth button."""
    return str([button for row in message.components for button in row["components"]][number]["custom_id"])
