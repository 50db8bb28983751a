"""discord.py's client, with its events led to whoever answers them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord

from adapters.discord.asking import Asking
from adapters.discord.budget import Identifies
from adapters.discord.catchup import CatchUp
from adapters.discord.commands import definitions, digest
from adapters.discord.faults import LOST, persistently
from adapters.discord.hosts import Hosts
from adapters.discord.interactions import Interactions
from adapters.discord.messages import Messages
from adapters.discord.wire import trace
from bot.core.facts import Facts

log = logging.getLogger(__name__)

COMMANDS = "discord.commands"
"""The fact that names the set of commands that Discord has."""
LONGEST_PAUSE = 30.0
"""Seconds that discord.py itself waits for a rate limit. Less would fail requests that need not wait at all: it looks
at when a limit starts anew, not at what is left of it."""
SERVERS_WITHIN = 2.0
"""Seconds without another server's arrival after which the bot counts as ready."""
HERE_EVERY = 30.0
"""Seconds between two notes that the bot is here."""
_ALL = -1
"""Stands for all shards."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Whoever answers the events."""

    asking: Asking
    interactions: Interactions
    messages: Messages
    catch_up: CatchUp
    hosts: Hosts
    identifies: Identifies
    facts: Facts
    clock: Callable[[], datetime]


class Client(discord.AutoShardedClient):
    """Keeps no messages and no members: whatever an answer needs comes with the event."""

    def __init__(self, answering: Answering, *, reads_channels: bool, proxy: str | None, shards: int | None) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody here speaks
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=reads_channels),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=SERVERS_WITHIN,
            max_ratelimit_timeout=LONGEST_PAUSE,
            http_trace=trace(),
            proxy=proxy,
            shard_count=shards,
        )
        self._to = answering
        self._at_work: set[asyncio.Task[Any]] = set()
        self._noting: asyncio.Task[None] | None = None
        self._becoming_ready = asyncio.Lock()
        self._away = {_ALL}
        """The shards without a connection; until all is caught up, the bot is not here."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until another session is affordable."""
        await self._to.identifies.turn(self.shard_count or 1)
        await super().before_identify_hook(shard_id, initial=initial)

    async def setup_hook(self) -> None:
        self._noting = asyncio.create_task(self._note_that_it_is_here())

    async def on_ready(self) -> None:
        """Do what a new session needs: the servers, the commands, and what was missed."""
        async with self._becoming_ready:
            since = await asyncio.to_thread(self._to.catch_up.since, self._to.clock())
            await self._to.hosts.are(self.guilds)
            await self._synchronise()
            looked = await self._work(self._to.catch_up.answer(self, since)) if since else 0
            log.info("connected to Discord, in %d servers; looked at %d missed messages", len(self.guilds), looked)
            self._away.clear()
            await asyncio.to_thread(self._to.catch_up.here, self._to.clock())

    async def on_shard_disconnect(self, shard: int) -> None:
        self._away.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        self._away.discard(shard)  # what was said meanwhile has been replayed

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._work(self._to.interactions.take(interaction))

    async def on_message(self, message: discord.Message) -> None:
        if message.guild is None and message.author != self.user:
            await asyncio.to_thread(self._to.catch_up.met, message.channel.id)
        await self._work(self._to.messages.hear(message, self))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._to.hosts.joined(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._to.hosts.joined(guild)  # one that was out of order when the session began

    async def on_guild_update(self, _before: discord.Guild, after: discord.Guild) -> None:
        await self._to.hosts.joined(after)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._to.hosts.left(guild.id)

    async def finish(self, seconds: float) -> None:
        """Wait for what is being answered."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=seconds)

    async def close(self) -> None:
        if self._noting:
            self._noting.cancel()
        await super().close()

    async def _note_that_it_is_here(self) -> None:
        while True:
            if not self._away:
                await asyncio.to_thread(self._to.catch_up.here, self._to.clock())
            await asyncio.sleep(HERE_EVERY)

    async def _work(self, answering: Coroutine[Any, Any, Any]) -> Any:
        task = asyncio.create_task(answering)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return await task

    async def _synchronise(self) -> None:
        """Tell Discord the commands, where they are others than it has."""
        defined = definitions(self._to.asking.reception.commands)
        name = f"{self.application_id}:{digest(defined)}"
        if await asyncio.to_thread(self._to.facts.get, COMMANDS) == name or self.application_id is None:
            return
        application = self.application_id
        try:
            await persistently(lambda: self.http.bulk_upsert_global_commands(application, defined))
        except (discord.DiscordException, *LOST):
            log.exception("Discord did not take the commands; it keeps those it has")
            return
        await asyncio.to_thread(self._to.facts.set, COMMANDS, name)
