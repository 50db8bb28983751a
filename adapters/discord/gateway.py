"""The connection to Discord: kept up, ended only where going on is hopeless, never a loop of crashes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import discord
import yarl

from adapters.discord.asking import Asking
from adapters.discord.budget import Identifies
from adapters.discord.catchup import CatchUp
from adapters.discord.channel import DiscordChannel
from adapters.discord.client import Answering, Client
from adapters.discord.faults import LOST
from adapters.discord.hosts import Hosts
from adapters.discord.interactions import Interactions
from adapters.discord.messages import Messages
from bot.core.channel import Channel
from bot.core.facts import Facts
from bot.core.gate import Gate
from bot.core.pace import LIMITS
from bot.core.reception import Reception

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds between two attempts to connect; each pause is twice the one before."""
LASTED = 600.0
"""Seconds of a connection after which the next failure counts as the first."""
LAST_ANSWERS = 5.0
"""Seconds that answers have to be finished when the program stops."""

REFUSED = (
    "Discord refuses the token. Copy a new one (Developer Portal, your application, Bot, Reset Token) into "
    "TRAILMATE_DISCORD_TOKEN and start again."
)
NO_CONTENT = (
    "Discord does not let this bot read messages that are not for it. Turn on the Message Content Intent (Developer "
    "Portal, your application, Bot), or unset TRAILMATE_DISCORD_READ_CHANNELS, and start again."
)
HOPELESS = {
    4004: REFUSED,
    4010: "Discord does not know the shard that was asked for. Unset TRAILMATE_DISCORD_SHARDS and start again.",
    4011: "Discord wants more shards for so many servers. Unset TRAILMATE_DISCORD_SHARDS and start again.",
    4012: "Discord does not speak this version of its gateway any more. Update discord.py and start again.",
    4013: "Discord does not know the intents that were asked for. Update discord.py and start again.",
    4014: NO_CONTENT,
}
"""What to do about the gateway's close codes after which connecting again cannot help."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to connect. Empty addresses are Discord's own; `shards` is what Discord advises where it is None."""

    token: str
    reads_channels: bool = False
    api: str = ""
    gateway: str = ""
    proxy: str | None = None
    shards: int | None = None


def answering(
    reception: Reception, facts: Facts, clock: Callable[[], datetime], gate: Gate, *, reads_channels: bool
) -> Answering:
    """Return whoever answers the events of Discord."""
    asking = Asking(reception)
    messages = Messages(asking, gate, clock, reads_channels)
    return Answering(
        asking,
        Interactions(asking, clock),
        messages,
        CatchUp(facts, messages),
        Hosts(reception.host, facts, clock),
        Identifies(facts, clock),
        facts,
        clock,
    )


class Discord:
    """Trailmate on Discord. For one event loop, in one process: discord.py keeps its addresses in its modules."""

    def __init__(
        self, reception: Reception, facts: Facts, clock: Callable[[], datetime], connection: Connection
    ) -> None:
        self.gate = Gate(LIMITS["discord"], time.monotonic)
        self.channel: Channel = DiscordChannel(lambda: self._client, self._give_up_token)
        self.trouble = ""
        """Why it ended by itself; empty while it goes on."""
        self._connection = connection
        self._answering = answering(reception, facts, clock, self.gate, reads_channels=connection.reads_channels)
        self._client: Client | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until stopped; end early only where going on is hopeless, with the reason in the log."""
        self._point()
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                await self._live()
            except Exception as error:
                self.trouble = self.trouble or hopeless(error)
                if not self.trouble and isinstance(error, LOST):
                    log.warning("Discord is not reached (%s: %s); trying again", type(error).__name__, error)
                elif not self.trouble:
                    log.exception("the connection to Discord ended")
            if self.trouble:
                log.error("Discord is off. %s", self.trouble)
                break
            pause = FIRST_PAUSE if time.monotonic() - began > LASTED else pause
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
            pause = min(2 * pause, LONGEST_PAUSE)
        self._answering.asking.close()

    def stop(self) -> None:
        """Let `run` end in order."""
        self._stopping.set()

    async def _live(self) -> None:
        """Be connected until stopped. Raises what ended the connection."""
        how = self._connection
        client = Client(self._answering, reads_channels=how.reads_channels, proxy=how.proxy, shards=how.shards)
        async with client:
            connected = asyncio.create_task(self._connect(client))
            stopping = asyncio.create_task(self._stopping.wait())
            try:
                await asyncio.wait({connected, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if connected.done():
                    connected.result()
                else:
                    await client.finish(LAST_ANSWERS)
            finally:
                self._client = None
                stopping.cancel()
                await client.close()
                connected.cancel()
                await asyncio.gather(connected, stopping, return_exceptions=True)

    async def _connect(self, client: Client) -> None:
        """Log in, and stay connected until something ends that."""
        await client.login(self._connection.token)
        self._client = client
        shards, _, limits = await client.http.get_bot_gateway()
        await self._answering.identifies.spared(limits["remaining"], limits["reset_after"] / 1000)
        client.shard_count = client.shard_count or shards  # and with it, the gateway's address is the one we set
        await client.connect()

    def _give_up_token(self) -> None:
        self.trouble = REFUSED
        self._stopping.set()

    def _point(self) -> None:
        """Lead discord.py to another address than Discord's own, where one is set."""
        if self._connection.api:
            discord.http.Route.BASE = self._connection.api
        if self._connection.gateway:
            discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._connection.gateway)


def hopeless(error: Exception) -> str:
    """Return what to do about an error after which connecting again cannot help; nothing for any other."""
    match error:
        case discord.LoginFailure():
            return REFUSED
        case discord.PrivilegedIntentsRequired():
            return NO_CONTENT
        case discord.ConnectionClosed():
            return HOPELESS.get(error.code, "")
    return ""
