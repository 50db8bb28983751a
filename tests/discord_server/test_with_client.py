"""The server, seen by the real discord.py over real sockets."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.discord_server.client import Bot, running, until, until_its_end
from tests.discord_server.commands import Impossible
from tests.discord_server.faults import Fault
from tests.discord_server.permissions import Permission
from tests.discord_server.server import Server
from tests.discord_server.transcript import transcript
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
    answer = await asked.answer()
    await server.people.press(ada, answer, "More").answer()

    assert transcript(server.people.sees(ada, room)) == (
        "Trailmate (only you see this): About gradients\n  [More]\nTrailmate (only you see this): More of it"
    )
    assert server.people.sees(server.world.add_user("Bob"), room) == []
    assert asked.waited is not None
    assert asked.waited < 1


async def test_typing_is_completed_a_form_is_filled_in_and_a_message_menu_is_used(
    server: Server, bot: Bot, room: Channel, ada: User
) -> None:
    await bot.tree.sync()

    typed = server.people.complete(ada, room, "ask", "question", "gra")
    form = server.people.run(ada, room, "form")
    about = server.people.use_menu(ada, server.people.say(ada, room, "what is a loss?"), "Ask about this")
    await asyncio.wait_for(asyncio.gather(typed.finished.wait(), form.finished.wait()), 3)
    with pytest.raises(Impossible, match="does not fit"):
        server.people.submit(form, {"words": ""})
    handed_in = server.people.submit(form, {"words": "why?"})

    assert typed.choices == [{"name": "gradients", "value": "gradients"}]
    assert (await about.answer()).content == "About: what is a loss?"
    assert (await handed_in.answer()).content == "You asked why?"


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


async def test_a_client_that_is_asked_to_reconnect_resumes_and_one_whose_session_is_gone_starts_anew(
    server: Server, bot: Bot, ada: User
) -> None:
    server.gateway.reconnect()
    await until(lambda: bot.resumed)
    server.gateway.invalidate()
    await until(lambda: len(server.gateway.identified) == 2)
    await until(bot.is_ready)
    server.people.say_to_bot(ada, "still there?")
    await until(lambda: bot.heard)

    assert bot.heard == ["still there?"]
    assert (bot.resumed, len(server.gateway.identified)) == (1, 2)


async def test_an_outage_is_not_a_farewell(server: Server, bot: Bot, guild: Guild) -> None:
    server.gateway.lose(guild)
    await until(lambda: bot.guilds[0].unavailable)
    server.gateway.recover(guild)
    await until(lambda: not bot.guilds[0].unavailable)
    server.people.kick(guild)
    await until(lambda: not bot.guilds)

    assert bot.happened == ["unavailable", "available", "removed"]


async def test_channels_come_and_go_and_change(server: Server, bot: Bot, guild: Guild) -> None:
    here = bot.guilds[0]
    new = server.people.add_channel(guild, "new")
    await until(lambda: here.get_channel(new.id))
    seen = here.get_channel(new.id)
    assert seen
    server.people.restrict(new, server.world.bot.id, deny=Permission.SEND_MESSAGES)
    await until(lambda: not seen.permissions_for(here.me).send_messages)
    server.people.delete_channel(new)
    await until(lambda: here.get_channel(new.id) is None)

    with pytest.raises(discord.NotFound):
        await bot.get_partial_messageable(new.id).send("hello?")


@pytest.mark.parametrize(
    ("code", "error"), [(4004, discord.ConnectionClosed), (4014, discord.PrivilegedIntentsRequired)]
)
async def test_some_codes_end_the_client(server: Server, guild: Guild, code: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await until_its_end(Bot(), server, lambda: server.gateway.close(code))


async def test_a_malformed_event_ends_the_client(server: Server, guild: Guild) -> None:
    with pytest.raises(KeyError):
        await until_its_end(Bot(), server, lambda: server.gateway.raw("MESSAGE_CREATE", {"id": "1"}))


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


async def test_a_429_from_cloudflare_or_a_503_is_not_waited_for(server: Server, bot: Bot, ada: User) -> None:
    person = await bot.fetch_user(ada.id)
    server.faults.add(Fault("POST .*/messages", status=429, cloudflare=True))
    server.faults.add(Fault("POST .*/messages", status=503))

    for status in (429, 503):
        with pytest.raises(discord.HTTPException) as refused:
            await person.send("hello")
        assert refused.value.status == status


async def test_three_shards_share_the_guilds(server: Server, ada: User) -> None:
    server.gateway.shards = 3
    for shard in range(3):
        server.people.invite(server.world.add_guild(f"on {shard}", ada, id=(90 + shard) << 22))

    async with running(Bot(), server) as bot:
        places = {guild.name: guild.shard_id for guild in bot.guilds}

    assert places == {"on 0": 0, "on 1": 1, "on 2": 2}
    assert [identified.shard for identified in server.gateway.identified] == [0, 1, 2]
