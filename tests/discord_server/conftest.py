"""A server that the real discord.py is pointed at, with one guild, and a way to ask it without discord.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
import yarl

from tests.discord_server.client import Ask, Bot, running
from tests.discord_server.server import Server, serve
from tests.discord_server.world import Channel, Guild, User


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with serve() as server:
        server.gateway.identify_seconds = 0
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield server


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
async def bot(server: Server, guild: Guild) -> AsyncIterator[Bot]:
    async with running(Bot(), server) as bot:
        yield bot


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def ask(server: Server, session: aiohttp.ClientSession) -> Ask:
    """Ask the server's REST interface as the bot; returns the status and the answer."""

    async def ask(method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {server.world.token}"}
        async with session.request(method, server.api + path, json=body, headers=headers, **more) as response:
            return response.status, await response.json() if response.status != 204 else None

    return ask
