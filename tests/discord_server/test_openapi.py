"""What the client sends and what the server answers, held against Discord's own document."""

from __future__ import annotations

import asyncio
import io

import discord
import pytest

from tests.discord_server.client import Bot
from tests.discord_server.openapi import answer_faults, document, faults
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User


@pytest.fixture(autouse=True)
def _only_with_the_document() -> None:
    document()


async def test_every_request_and_answer_of_a_busy_day_is_as_discord_writes_it(
    server: Server, bot: Bot, guild: Guild, room: Channel, ada: User
) -> None:
    await _interact(server, bot, room, ada)
    await _talk(bot, room, ada)
    await _look_around(bot, guild, ada)

    entries = server.journal.entries
    asked = [fault for entry in entries for fault in faults(entry.method, entry.path, entry.body)]
    answered = [
        fault for entry in entries for fault in answer_faults(entry.method, entry.path, entry.status, entry.answer)
    ]

    assert (asked, answered) == ([], [])
    assert len({(entry.method, entry.route) for entry in entries}) >= 24


async def _interact(server: Server, bot: Bot, room: Channel, ada: User) -> None:
    await bot.tree.sync()
    await bot.tree.fetch_commands()
    asked = server.people.run(ada, room, "ask", {"question": "why?"})
    await asyncio.wait_for(asked.finished.wait(), 3)
    assert asked.original
    pressed = server.people.press(ada, asked.original, "More")
    form = server.people.run(ada, room, "form")
    typed = server.people.complete(ada, room, "ask", "question", "gra")
    await asyncio.wait_for(asyncio.gather(*(each.finished.wait() for each in (pressed, form, typed))), 3)
    handed_in = server.people.submit(form, {"words": "why?"})
    await asyncio.wait_for(handed_in.finished.wait(), 3)


async def _talk(bot: Bot, room: Channel, ada: User) -> None:
    channel = bot.get_channel(room.id)
    assert isinstance(channel, discord.TextChannel)
    embed = discord.Embed(title="t", description="d", color=3).add_field(name="a", value="b").set_footer(text="f")
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Done", custom_id="done"))
    view.add_item(discord.ui.Button(label="Read", url="https://example.org"))
    view.add_item(discord.ui.Select(custom_id="s", options=[discord.SelectOption(label="a")]))
    file = discord.File(io.BytesIO(b"x"), "trail.png", description="a trail")
    sent = await channel.send("hi", embed=embed, view=view, file=file)
    await sent.edit(content="ho")
    await (await sent.reply("again")).delete()
    layout = discord.ui.LayoutView()
    section: discord.ui.Section[discord.ui.LayoutView] = discord.ui.Section(
        "text", accessory=discord.ui.Button(label="b", custom_id="z")
    )
    layout.add_item(discord.ui.Container(discord.ui.TextDisplay("hello"), section, discord.ui.Separator()))
    await channel.send(view=layout)
    thread = await sent.create_thread(name="Why")
    await thread.send("because")
    await thread.fetch_members()
    await (await channel.create_thread(name="Else", type=discord.ChannelType.public_thread)).edit(archived=True)
    assert [message.content async for message in thread.history(oldest_first=True)] == ["", "because"]
    await channel.typing()
    await (await bot.fetch_user(ada.id)).send("hello")


async def _look_around(bot: Bot, guild: Guild, ada: User) -> None:
    await bot.application_info()
    here = await bot.fetch_guild(guild.id)
    await here.fetch_member(ada.id)
    await here.fetch_channels()
    await here.active_threads()
    assert [each.name async for each in bot.fetch_guilds()] == ["Learners"]
    await here.leave()


def test_a_body_that_is_wrong_is_found() -> None:
    assert faults("POST", "/users/@me/channels", {"recipient_id": 1}) == []
    assert faults("POST", "/users/@me/channels", {"recipient_id": True}) != []
    assert faults("POST", "/channels/1/messages", {"embeds": [{"title": "x" * 257}]}) != []
    assert faults("POST", "/no/such/thing", {}) == ["POST /no/such/thing is not in Discord's document"]
