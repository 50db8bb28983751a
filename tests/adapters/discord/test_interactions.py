"""Slash commands, menus and buttons, on the real discord.py and over sockets."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.app import App
from tests.adapters.discord.peer import button_id, connected, done, mine, shown, wrong_bodies
from tests.discord_server import posting
from tests.discord_server.client import until
from tests.discord_server.commands import Impossible
from tests.discord_server.faults import Fault
from tests.discord_server.openapi import document
from tests.discord_server.permissions import Permission
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User

pytestmark = pytest.mark.usefixtures("trailmate")


async def test_a_question_gets_a_card_that_all_see(server: Server, room: Channel, bob: User) -> None:
    asked = await done(server.people.run(bob, room, "ask", {"question": "what is overfitting"}))
    assert not asked.private
    assert "A model overfits when" in shown(asked.original)
    assert "Where this is from" in shown(asked.original)
    assert server.journal.refused == []


async def test_what_is_personal_only_one_person_sees(server: Server, room: Channel, bob: User) -> None:
    asked = await done(server.people.run(bob, room, "plan"))
    assert asked.private


async def test_an_answer_that_turns_out_to_be_for_one_person_takes_a_message_of_their_own(
    app: App, server: Server, room: Channel, bob: User
) -> None:
    with app.storage.engine.begin() as connection:
        connection.execute(text("DROP TABLE handled"))
    asked = server.people.run(bob, room, "ask", {"question": "what is recall"})
    await until(lambda: asked.follow_ups)
    assert [message.seen_by for message in asked.follow_ups] == [bob.id]
    assert "Something went wrong on my side" in shown(asked.follow_ups[0])
    assert not [message for message in mine(server, room) if "wrong" in shown(message) and message.seen_by is None]


async def test_a_button_of_a_public_card_answers_the_one_who_pressed(
    server: Server, room: Channel, ada: User, bob: User
) -> None:
    asked = await done(server.people.run(bob, room, "ask", {"question": "what is overfitting"}))
    assert asked.original
    pressed = await done(server.people.press(ada, asked.original, "Example"))
    assert pressed.private
    assert pressed.original is not asked.original


async def test_the_first_steps_happen_on_one_card(server: Server, room: Channel, bob: User) -> None:
    asked = await done(server.people.run(bob, room, "start"))
    card = asked.original
    assert card
    before = shown(card)
    pressed = server.people.press(bob, card, button_id(card, 0))
    await until(lambda: shown(card) != before)
    assert pressed.original is None or pressed.original is card
    assert card.seen_by == bob.id


async def test_a_question_of_ours_is_answered_in_a_form(server: Server, room: Channel, ada: User) -> None:
    asked = await done(server.people.run(ada, room, "trailmate zone", {"city": "nowhere at all"}))
    assert asked.original
    pressed = server.people.press(ada, asked.original, "Answer")
    await until(lambda: pressed.modal)
    assert pressed.modal
    field = pressed.modal["components"][0]
    name = (field.get("component") or field["components"][0])["custom_id"]
    before = shown(asked.original)
    server.people.submit(pressed, {name: "Lisbon"})
    await until(lambda: shown(asked.original) != before)
    assert "Changed" in shown(asked.original)
    assert "Answer\n" not in shown(asked.original)


async def test_nobody_presses_the_button_of_another(server: Server, room: Channel, ada: User, bob: User) -> None:
    dm = server.world.dm(bob)
    asked = await done(server.people.run(bob, dm, "start"))
    assert asked.original
    # what would only happen if it were copied into a channel
    copy = posting.post(server.world, room, server.world.bot, {"components": asked.original.components, "content": "x"})
    pressed = await done(server.people.press(ada, copy, button_id(copy, 0)))
    assert pressed.private
    assert "belongs to somebody else" in shown(pressed.original)


async def test_a_button_still_works_after_a_restart(app: App, server: Server, room: Channel, bob: User) -> None:
    asked = await done(server.people.run(bob, room, "ask", {"question": "what is recall"}))
    assert asked.original
    identified = len(server.gateway.identified)
    server.gateway.invalidate(resumable=False)
    await until(lambda: len(server.gateway.identified) > identified)
    pressed = await done(server.people.press(ada_of(server), asked.original, "Example"))
    assert "Recall" in shown(pressed.original) or "Precision" in shown(pressed.original)


def ada_of(server: Server) -> User:
    return next(user for user in server.world.users.values() if user.name == "Ada")


async def test_a_button_that_nobody_can_read_any_more_gets_a_kind_word(
    server: Server, room: Channel, bob: User
) -> None:
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": "v0:something"}
    body = {"content": "an old card", "components": [{"type": 1, "components": [button]}]}
    card = posting.post(server.world, room, server.world.bot, body)
    pressed = await done(server.people.press(bob, card, "Old"))
    assert pressed.private
    assert "That button is from an earlier version of me" in shown(pressed.original)
    assert "What I can do" in shown(pressed.original)


async def test_titles_are_offered_while_somebody_types(server: Server, room: Channel, bob: User) -> None:
    asked = server.people.complete(bob, room, "topic", "name", "rec")
    await until(lambda: asked.choices is not None)
    assert asked.choices
    assert len(asked.choices) <= 25
    asked = server.people.complete(bob, room, "ask", "question", "")
    await until(lambda: asked.choices is not None)
    assert len(asked.choices or []) == 25


async def test_a_menu_asks_about_somebodys_message_and_only_one_person_sees_it(
    server: Server, room: Channel, ada: User, bob: User
) -> None:
    said = server.people.say(ada, room, "my validation loss goes up, is that overfitting?")
    asked = await done(server.people.use_menu(bob, said, "Ask Trailmate about this"))
    assert asked.private
    assert "overfit" in shown(asked.original)


async def test_only_who_runs_the_server_sets_the_bot_up(server: Server, room: Channel, ada: User, bob: User) -> None:
    with pytest.raises(Impossible):
        server.people.run(bob, room, "trailmate setup")
    refused = await done(server.people.run(bob, room, "trailmate setup", force=True))
    assert "Only the people who run this community" in shown(refused.original)
    allowed = await done(server.people.run(ada, room, "trailmate setup"))
    assert allowed.private
    assert "In this channel" in shown(allowed.original)


async def test_a_silent_channel_shows_nothing_to_others(server: Server, room: Channel, ada: User, bob: User) -> None:
    await done(server.people.run(ada, room, "trailmate channel", {"choice": "silent"}))
    asked = await done(server.people.run(bob, room, "ask", {"question": "what is overfitting"}))
    assert asked.private


async def test_in_direct_messages_nothing_needs_to_vanish(server: Server, bob: User) -> None:
    asked = await done(server.people.run(bob, server.world.dm(bob), "plan"))
    assert not asked.private


async def test_who_installed_the_bot_has_it_in_servers_that_did_not(server: Server, ada: User) -> None:
    elsewhere = server.world.add_guild("Elsewhere", ada)
    ada.installed = True
    assert elsewhere.system_channel
    asked = await done(
        server.people.run(ada, elsewhere.channels[elsewhere.system_channel], "ask", {"question": "what is recall"})
    )
    assert "recall" in shown(asked.original).lower()


async def test_an_acknowledgement_whose_answer_got_lost_is_followed_by_the_answer(
    server: Server, room: Channel, bob: User
) -> None:
    server.faults.add(Fault(r"POST /interactions/", phase="after", reset=True))
    asked = await done(server.people.run(bob, room, "ask", {"question": "what is overfitting"}))
    assert "A model overfits when" in shown(asked.original)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(r"PATCH .*/@original", status=503),
        Fault(r"PATCH .*/@original", reset=True),
        Fault(r"PATCH .*/@original", phase="after", reset=True),
        Fault(r"PATCH .*/@original", status=429, retry_after=0.1),
        Fault(r"PATCH .*/@original", status=500),
    ],
    ids=["503", "reset before", "reset after", "429", "500"],
)
async def test_an_answer_that_failed_for_a_moment_comes_once(
    server: Server, room: Channel, bob: User, fault: Fault
) -> None:
    server.faults.add(fault)
    asked = await done(server.people.run(bob, room, "ask", {"question": "what is overfitting"}))
    assert "A model overfits when" in shown(asked.original)
    assert asked.follow_ups == []
    assert fault.times == 0


async def test_a_person_with_all_rights_is_known_as_one_who_runs_the_server(server: Server, guild: Guild) -> None:
    eve = server.world.add_user("Eve")
    server.world.add_member(guild, eve, int(Permission.MANAGE_GUILD))
    assert guild.system_channel
    asked = await done(
        server.people.run(eve, guild.channels[guild.system_channel], "trailmate zone", {"city": "Lisbon"})
    )
    assert "Changed" in shown(asked.original)


async def test_the_commands_are_told_once(app: App, server: Server) -> None:
    app.storage.facts.set("discord.here", "")
    async with connected(app, server):
        await until(lambda: app.storage.facts.get("discord.here"))
        told = list(server.journal.of("PUT", "/commands"))
    assert len(told) == 1


async def test_what_it_sends_is_what_discords_own_document_describes(server: Server, room: Channel, bob: User) -> None:
    document()  # skips the test where there is none
    asked = await done(server.people.run(bob, room, "roadmap"))
    assert asked.original
    assert asked.original.attachments
    await done(server.people.press(bob, asked.original, button_id(asked.original, 0)))
    server.people.say_to_bot(bob, "what is overfitting?")
    await until(lambda: mine(server, server.world.dm(bob)))
    assert len([entry for entry in server.journal.entries if entry.body]) >= 6
    assert wrong_bodies(server) == []
