"""The server, seen by the real discord.py over real sockets."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.discord_server.client import Bot, running, until
from tests.discord_server.faults import Fault
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User


async def test_a_client_logs_in_and_knows_its_guild(server: Server, guild: Guild, bot: Bot) -> None:
    assert [known.name for known in bot.guilds] == ["Learners"]
    assert bot.guilds[0].me.guild_permissions.send_messages
    assert [(each.shard, each.shards) for each in server.gateway.identified] == [(0, 1)]


async def test_a_command_is_synced_run_and_answered_privately_and_its_button_works(
    server: Server, bot: Bot, room: Channel, ada: User
) -> None:
    await bot.tree.sync()

    asked = server.people.run(ada, room, "ask", {"question": "gradients"})
    await asyncio.wait_for(asked.finished.wait(), 3)

    assert asked.original
    assert asked.original.content == "About gradients"
    assert asked.private
    assert asked.waited is not None
    assert asked.waited < 1

    pressed = server.people.press(ada, asked.original, "More")
    await asyncio.wait_for(pressed.finished.wait(), 3)

    assert [message.content for message in server.people.sees(ada, room)] == ["About gradients", "More of it"]
    assert server.people.sees(server.world.add_user("Bob"), room) == []


async def test_typing_is_completed_a_form_is_filled_in_and_a_message_menu_is_used(
    server: Server, bot: Bot, room: Channel, ada: User
) -> None:
    await bot.tree.sync()

    typed = server.people.complete(ada, room, "ask", "question", "gra")
    form = server.people.run(ada, room, "form")
    about = server.people.use_menu(ada, server.people.say(ada, room, "what is a loss?"), "Ask about this")
    await asyncio.wait_for(asyncio.gather(*(each.finished.wait() for each in (typed, form, about))), 3)
    handed_in = server.people.submit(form, {"words": "why?"})
    await asyncio.wait_for(handed_in.finished.wait(), 3)

    assert typed.choices == [{"name": "gradients", "value": "gradients"}]
    assert about.original
    assert about.original.content == "About: what is a loss?"
    assert handed_in.original
    assert handed_in.original.content == "You asked why?"


async def test_words_in_a_channel_are_hidden_without_the_intent_unless_the_bot_is_meant(
    server: Server, bot: Bot, room: Channel, ada: User
) -> None:
    server.people.say(ada, room, "a secret")
    server.people.say(ada, room, f"<@{server.world.bot.id}> hello")
    server.people.say_to_bot(ada, "just us")

    await until(lambda: len(bot.heard) == 3)

    assert bot.heard == ["", f"<@{server.world.bot.id}> hello", "just us"]


async def test_what_was_said_during_a_cut_is_heard_once_after_it(server: Server, bot: Bot, ada: User) -> None:
    server.people.say_to_bot(ada, "before")
    await until(lambda: bot.heard)
    server.gateway.cut()
    server.people.say_to_bot(ada, "during")

    await until(lambda: bot.resumed)
    server.people.say_to_bot(ada, "after")
    await until(lambda: len(bot.heard) >= 3)

    assert bot.heard == ["before", "during", "after"]
    assert len(server.gateway.identified) == 1


async def test_a_send_whose_connection_was_cut_after_storing_is_not_doubled_by_its_repetition(
    server: Server, bot: Bot, ada: User
) -> None:
    conversation = await (await bot.fetch_user(ada.id)).create_dm()
    server.faults.add(Fault("POST .*/messages", phase="after", reset=True))

    with pytest.raises(OSError, match="104"):
        await conversation.send("your task", nonce="daily-1")
    await conversation.send("your task", nonce="daily-1")

    assert [message.content for message in server.people.sees(ada, server.world.dm(ada))] == ["your task"]


async def test_closed_direct_messages_and_foreign_channels_are_refused(
    server: Server, bot: Bot, room: Channel, ada: User
) -> None:
    ada.accepts_dms = False
    person = await bot.fetch_user(ada.id)

    with pytest.raises(discord.Forbidden) as closed:
        await person.send("hello")
    room.overwrites[server.world.bot.id] = (0, 1 << 10)
    with pytest.raises(discord.Forbidden) as hidden:
        await bot.get_partial_messageable(room.id).send("hello")

    assert (closed.value.code, hidden.value.code) == (50007, 50001)


async def test_too_many_sends_are_told_to_wait_and_then_go_through(server: Server, bot: Bot, ada: User) -> None:
    server.faults.add(Fault("POST .*/messages", status=429, retry_after=0.05, everywhere=True))
    sent = await (await bot.fetch_user(ada.id)).send("hello")

    assert [entry.status for entry in server.journal.of("POST", "/messages")] == [429, 200]
    assert sent.content == "hello"


async def test_three_shards_share_the_guilds(server: Server, ada: User) -> None:
    server.gateway.shards = 3
    for shard in range(3):
        server.people.invite(server.world.add_guild(f"on {shard}", ada, id=(90 + shard) << 22))

    async with running(Bot(), server) as bot:
        places = {guild.name: guild.shard_id for guild in bot.guilds}

    assert places == {"on 0": 0, "on 1": 1, "on 2": 2}
    assert [identified.shard for identified in server.gateway.identified] == [0, 1, 2]
