"""Tells the core which servers the bot is in, and greets new ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from adapters.discord.faults import LOST
from adapters.discord.outbound import to_posts
from adapters.discord.showing import answer
from bot.core.facts import Facts
from bot.core.reception import Host
from bot.core.reply import Reply

log = logging.getLogger(__name__)

FACT = "discord.servers"


@dataclass(frozen=True, slots=True)
class Hosts:
    """What happened while the bot was away is noticed when it comes back."""

    host: Host
    facts: Facts
    clock: Callable[[], datetime]

    async def joined(self, guild: discord.Guild) -> None:
        """Take note of a server, and greet where it is new."""
        await self._note(lambda known: known | {guild.id})
        await self._meet(guild)

    async def left(self, id: int) -> None:
        """Take note that the bot was sent away."""
        await asyncio.to_thread(self.host.left, f"discord:{id}", self.clock())
        await self._note(lambda known: known - {id})

    async def are(self, guilds: Sequence[discord.Guild]) -> None:
        """Take note of all servers that there are, and of those that are there no more."""
        here = {guild.id for guild in guilds}
        gone = await self._note(lambda known: known) - here
        for id in gone:
            await asyncio.to_thread(self.host.left, f"discord:{id}", self.clock())
        for guild in guilds:
            if not guild.unavailable:
                await self._meet(guild)
        await self._note(lambda _: here)

    async def _meet(self, guild: discord.Guild) -> None:
        greeting = await asyncio.to_thread(self.host.joined, f"discord:{guild.id}", guild.name, self.clock())
        if greeting:
            await _greet(guild, greeting)

    async def _note(self, change: Callable[[set[int]], set[int]]) -> set[int]:
        """Change which servers are known, and return them."""
        kept = await asyncio.to_thread(self.facts.get, FACT)
        known: set[int] = set(json.loads(kept or "[]"))
        changed = change(known)
        if changed != known:
            await asyncio.to_thread(self.facts.set, FACT, json.dumps(sorted(changed)))
        return changed


async def _greet(guild: discord.Guild, greeting: Reply) -> None:
    """Say hello in the system channel, or else to the owner; where neither may be written to, stay quiet."""
    posts, key = to_posts(greeting), f"discord:hello:{guild.id}"
    channel = guild.system_channel
    if channel and channel.permissions_for(guild.me).send_messages:
        with contextlib.suppress(discord.HTTPException, *LOST):
            await answer(channel, posts, key)
            return
    try:
        owner = guild.owner or await guild.fetch_member(guild.owner_id or 0)
        await answer(owner, posts, key)
    except (discord.HTTPException, *LOST) as error:
        log.info("nobody to greet in server %s: %s", guild.id, error)
