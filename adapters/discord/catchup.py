"""Answers what was said to the bot while it was away."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from adapters.discord.faults import LOST, persistently
from adapters.discord.messages import Messages
from bot.core.facts import Facts

log = logging.getLogger(__name__)

HERE, DIRECT = "discord.here", "discord.direct"
"""Facts: when the bot was last here, and the direct messages that it has, newest last."""
LONGEST = timedelta(hours=24)
"""What is older is not open any more."""
MARGIN = timedelta(minutes=3)
"""How long a connection can be dead before that is noticed; nothing is answered twice."""
MOST_CHANNELS, MOST_DIRECT, MOST_MESSAGES = 100, 100, 50


Spoken = discord.TextChannel | discord.VoiceChannel | discord.Thread


@dataclass(slots=True)
class CatchUp:
    """Looks through the channels in which something was said since the bot was last here."""

    facts: Facts
    messages: Messages

    def here(self, now: datetime) -> None:
        """Note that the bot is here."""
        self.facts.set(HERE, now.isoformat())

    def met(self, channel: int) -> None:
        """Note that somebody writes to the bot directly: Discord does not list such conversations."""
        known = self._direct()
        if channel not in known:
            self.facts.set(DIRECT, json.dumps([*known, channel][-MOST_DIRECT:]))

    def since(self, now: datetime) -> datetime | None:
        """Return from when on to look; None where the bot was never here."""
        last = self.facts.get(HERE)
        return max(datetime.fromisoformat(last) - MARGIN, now - LONGEST) if last else None

    async def answer(self, client: discord.Client, since: datetime) -> int:
        """Answer what was said to the bot since then, the oldest first; return how many messages were looked at."""
        looked = 0
        for channel in [*spoken_in(client.guilds, since), *map(client.get_partial_messageable, self._direct())]:
            for message in await _said(channel, since):
                await self.messages.hear(message, client, missed=True)
                looked += 1
        return looked

    def _direct(self) -> list[int]:
        return [int(id) for id in json.loads(self.facts.get(DIRECT) or "[]")]


def spoken_in(guilds: Sequence[discord.Guild], since: datetime) -> list[discord.abc.Messageable]:
    """Return the channels and threads with words since an instant that the bot may read, the latest first."""
    after = discord.utils.time_snowflake(since)
    spoken = sorted(_channels(guilds, after), key=lambda channel: channel.last_message_id or 0, reverse=True)
    return list(spoken[:MOST_CHANNELS])


def _channels(guilds: Sequence[discord.Guild], after: int) -> Iterator[Spoken]:
    for guild in guilds:
        channels: list[Spoken] = [*guild.text_channels, *guild.voice_channels, *guild.threads]
        for channel in channels:
            allowed = channel.permissions_for(guild.me)
            if (channel.last_message_id or 0) > after and allowed.read_messages and allowed.read_message_history:
                yield channel


async def _said(channel: discord.abc.Messageable, since: datetime) -> list[discord.Message]:
    async def read() -> list[discord.Message]:
        return [message async for message in channel.history(after=since, limit=MOST_MESSAGES, oldest_first=False)]

    try:
        found = await persistently(read)
    except (discord.HTTPException, *LOST) as error:
        log.info("what was missed in %s cannot be read: %s", channel, error)
        return []
    return found[::-1]
