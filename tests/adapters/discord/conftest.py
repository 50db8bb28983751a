"""Trailmate on the real discord.py, connected over sockets to a Discord of the project's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest

from adapters.discord import client
from adapters.discord.gateway import Discord
from bot.app import App
from tests.adapters.discord.peer import connected, wrong_bodies
from tests.discord_server.client import until
from tests.discord_server.server import Server, serve
from tests.discord_server.world import Channel, Guild, User


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with serve() as server:
        server.gateway.identify_seconds = 0
        # put back at the end, wherever the adapter leads discord.py meanwhile
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", None)
        monkeypatch.setattr(discord.Client, "before_identify_hook", _at_once)
        monkeypatch.setattr(client, "SERVERS_WITHIN", 0.05)
        yield server
        assert wrong_bodies(server) == []


async def _at_once(_self: discord.Client, _shard: int | None, *, initial: bool = False) -> None:
    """Do not wait five seconds between sessions."""


@pytest.fixture
def ada(server: Server) -> User:
    return server.world.add_user("Ada")


@pytest.fixture
def guild(server: Server, ada: User) -> Guild:
    guild = server.world.add_guild("Learners", ada)
    server.people.invite(guild)
    return guild


@pytest.fixture
def room(guild: Guild) -> Channel:
    assert guild.system_channel
    return guild.channels[guild.system_channel]


@pytest.fixture
def bob(server: Server, guild: Guild) -> User:
    bob = server.world.add_user("Bob")
    server.world.add_member(guild, bob)
    return bob


@pytest.fixture
async def trailmate(app: App, server: Server, guild: Guild) -> AsyncIterator[Discord]:
    """Trailmate, connected, its commands known, its greeting said."""
    async with connected(app, server) as platform:
        await until(lambda: server.world.commands)
        yield platform


@pytest.fixture
def me(server: Server) -> str:
    """How one mentions the bot."""
    return f"<@{server.world.bot.id}>"
