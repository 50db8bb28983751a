"""The same bot against simcord, a Discord in memory that somebody else has written."""

from __future__ import annotations

from collections.abc import Sequence

import discord
import pytest
import simcord

from adapters.discord.client import Client
from adapters.discord.gateway import answering
from bot.app import App
from bot.core.gate import Gate
from tests.adapters.discord.peer import now

QUESTION = "what is overfitting"
ANSWER = "A model overfits when"


def bot_of(app: App) -> Client:
    gate = Gate(None, lambda: 0.0)
    answers = answering(app.reception, app.storage.facts, now, gate, reads_channels=False)
    return Client(answers, reads_channels=False, proxy=None, shards=1)


@pytest.fixture
def simcord_bot(app: App) -> Client:
    return bot_of(app)


@pytest.fixture
async def room(simcord_env: simcord.Env) -> simcord.ChannelHandle:
    room = simcord_env.create_guild().create_text_channel("general")
    await simcord_env.settle()
    return room


@pytest.fixture
def ada(simcord_env: simcord.Env, room: simcord.ChannelHandle) -> simcord.MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("ada"))


@pytest.fixture
def owner(simcord_env: simcord.Env, room: simcord.ChannelHandle) -> simcord.MemberActor:
    manages = simcord_env.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return simcord_env.guild.add_member(simcord_env.create_user("owner"), roles=[manages])


def words(message: discord.Message | simcord.ResponseMessage | None) -> str:
    embeds: Sequence[discord.Embed] = message.embeds if message else []
    fields = [part for embed in embeds for field in embed.fields for part in (field.name, field.value)]
    return "\n".join(filter(None, [*(part for embed in embeds for part in (embed.title, embed.description)), *fields]))


def said(room: simcord.ChannelHandle, env: simcord.Env) -> list[str]:
    return [words(message) for message in room.history() if message.author == env.bot.user]


async def test_a_command_is_answered_for_all(ada: simcord.MemberActor, room: simcord.ChannelHandle) -> None:
    result = await ada.slash(room, "ask", question=QUESTION)
    assert not result.ephemeral
    assert ANSWER in words(result.response)


async def test_every_command_is_answered(
    ada: simcord.MemberActor, owner: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    values = {"question": QUESTION, "city": "Lisbon", "days": "mon", "time": "8:30"}
    for name in owner.available_commands(room):
        options = _options(owner, room, name)
        given = {option: offered or values.get(option, "recall") for option, offered in options.items()}
        result = await owner.slash(room, name, **given)
        assert words(result.response), name
    assert not [name for name in ada.available_commands(room) if name.startswith("trailmate")]


def _options(member: simcord.MemberActor, room: simcord.ChannelHandle, name: str) -> dict[str, str]:
    """Return what a command must be given, with the first choice that it offers, if it offers some."""
    root, *path = name.split()
    command = member._resolve_root(root, 1, room.id)
    for part in path:
        command = next(option for option in command["options"] if option["name"] == part)
    required = [option for option in command.get("options", []) if option.get("required")]
    return {option["name"]: next((one["value"] for one in option.get("choices", [])), "") for option in required}


async def test_titles_are_offered(ada: simcord.MemberActor, room: simcord.ChannelHandle) -> None:
    offered = await ada.autocomplete(room, "topic", "name", "rec")
    assert offered
    assert len(offered) <= 25


async def test_a_menu_asks_about_a_message(ada: simcord.MemberActor, room: simcord.ChannelHandle) -> None:
    message = await ada.send(room, f"{QUESTION}?")
    result = await ada.context_menu(room, "Ask Trailmate about this", message)
    assert result.ephemeral
    assert ANSWER in words(result.response)


async def test_a_button_works_after_a_restart(
    app: App, simcord_env: simcord.Env, ada: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    card = (await ada.slash(room, "ask", question=QUESTION)).response
    assert card
    await simcord_env.restart_bot(bot_of(app))
    pressed = await ada.click(card.message, label="Example")
    assert pressed.ephemeral
    assert "Overfitting" in words(pressed.response)


async def test_a_form_takes_an_answer(owner: simcord.MemberActor, room: simcord.ChannelHandle) -> None:
    card = await owner.slash(room, "trailmate zone", city="nowhere at all")
    assert card.response
    form = await owner.click(card.response.message, label="Answer")
    assert form.modal
    field = form.modal["components"][0]["components"][0]
    submitted = await owner.submit_modal(form, {field["custom_id"]: "Lisbon"})
    assert submitted.acknowledged
    assert "Changed" in words(card.response)


async def test_an_interaction_that_another_process_took_is_left_to_it(
    simcord_env: simcord.Env, ada: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    simcord_env.inject_error("POST", "/interactions/*/*/callback", status=400, code=40060, message="acknowledged")
    before = len(said(room, simcord_env))
    result = await ada.slash(room, "ask", question=QUESTION)
    assert result.response is None
    assert len(said(room, simcord_env)) == before


async def test_an_interaction_that_is_too_old_is_let_go(
    simcord_env: simcord.Env, ada: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    simcord_env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, message="unknown")
    assert (await ada.slash(room, "ask", question=QUESTION)).response is None


async def test_a_mention_is_answered(
    simcord_env: simcord.Env, ada: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    assert simcord_env.bot.user
    await ada.send(room, f"{simcord_env.bot.user.mention} {QUESTION}?")
    assert ANSWER in words(room.last_message)


async def test_a_paste_is_read(simcord_env: simcord.Env, ada: simcord.MemberActor, room: simcord.ChannelHandle) -> None:
    assert simcord_env.bot.user
    await ada.send(room, simcord_env.bot.user.mention, attachments=[("message.txt", f"{QUESTION}?".encode())])
    assert ANSWER in words(room.last_message)


async def test_closed_direct_messages_are_said_so(
    simcord_env: simcord.Env, ada: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    simcord_env.inject_error("POST", "/users/@me/channels", status=403, code=50007, message="closed", times=None)
    assert simcord_env.bot.user
    await ada.send(room, f"{simcord_env.bot.user.mention} what should i do today?")
    assert "I can't write to you directly" in words(room.last_message)


async def test_in_a_thread_it_answers_there(
    simcord_env: simcord.Env, ada: simcord.MemberActor, owner: simcord.MemberActor, room: simcord.ChannelHandle
) -> None:
    await owner.slash(room, "trailmate channel", choice="threads")
    assert simcord_env.bot.user
    await ada.send(room, f"{simcord_env.bot.user.mention} {QUESTION}?")
    (thread,) = room.threads
    assert ANSWER in words(thread.last_message)


async def test_where_it_may_not_speak_the_person_gets_the_answer(
    simcord_env: simcord.Env, ada: simcord.MemberActor
) -> None:
    me = simcord_env.bot.user
    assert me
    mute = discord.PermissionOverwrite(send_messages=False)
    quiet = simcord_env.guild.create_text_channel("quiet", overwrites={me: mute})
    await ada.send(quiet, f"{me.mention} {QUESTION}?")
    assert ANSWER in words(ada.user.dm_channel.last_message)
