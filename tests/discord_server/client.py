"""A small bot on the real discord.py, to try the server with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tests.discord_server.server import Server

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
QUICK = 0.02
Ask = Callable[..., Awaitable[tuple[int, Any]]]
"""Asks REST for something, without discord.py; gives the status and the answer."""


class Question(discord.ui.Modal, title="Ask"):
    """A form with one field."""

    words: discord.ui.TextInput[Question] = discord.ui.TextInput(label="Your question", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You asked {self.words.value}", ephemeral=True)


class Bot(discord.AutoShardedClient):
    """A bot with a command, a button, a form and a menu that notes what reaches it."""

    def __init__(self) -> None:
        super().__init__(intents=INTENTS, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.happened: list[str] = []
        self.resumed = 0
        self._add_commands()

    def _add_commands(self) -> None:
        @self.tree.command(name="ask", description="Ask something")
        @app_commands.describe(question="What to ask")
        async def ask(interaction: discord.Interaction, question: str) -> None:
            await interaction.response.defer(ephemeral=True)
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="More", custom_id="more"))
            await interaction.edit_original_response(content=f"About {question}", view=view)

        @ask.autocomplete("question")
        async def titles(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{typed}dients", value="gradients")]

        @self.tree.command(name="form", description="Fill in a form")
        async def form(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Question())

        @self.tree.context_menu(name="Ask about this")
        async def about(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"About: {message.content}")

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message.content)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        if self.is_ready():
            self.happened.append("available")

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self.happened.append("unavailable")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.happened.append("removed")

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_message("More of it", ephemeral=True)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between shards."""


@asynccontextmanager
async def running(client: Bot, server: Server) -> AsyncIterator[Bot]:
    """Run a client until the block ends."""
    await client.login(server.world.token)
    connected = asyncio.create_task(client.connect())
    try:
        await asyncio.wait_for(client.wait_until_ready(), 5)
        yield client
    finally:
        await client.close()
        await connected


async def until_its_end(client: Bot, server: Server, happens: Callable[[], None]) -> None:
    """Run a client, let something happen once it is ready, and fail as it fails."""
    await client.login(server.world.token)
    connected = asyncio.create_task(client.connect())
    await asyncio.wait_for(client.wait_until_ready(), 5)
    happens()
    try:
        await asyncio.wait_for(connected, 5)
    finally:
        await client.close()


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, at most five seconds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - whatever it is happens in discord.py
            await asyncio.sleep(QUICK)
