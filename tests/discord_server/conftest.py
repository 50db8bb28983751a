"""A server that the real discord.py is pointed at, with one guild."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
import yarl

from tests.discord_server.server import Server, serve
from tests.discord_server.world import Guild, User


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
