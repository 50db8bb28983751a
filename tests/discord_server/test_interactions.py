"""Answers to interactions: in time, once, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_server.client import Ask
from tests.discord_server.commands import Impossible
from tests.discord_server.interactions import Interaction
from tests.discord_server.permissions import Permission
from tests.discord_server.server import Server
from tests.discord_server.transcript import transcript
from tests.discord_server.world import LOADING, Channel, Guild, User

QUESTION = {"name": "q", "description": "What", "type": 3, "required": True, "autocomplete": True}
ADD = {"name": "add", "description": "Add", "type": 1, "options": [{"name": "who", "description": "Who", "type": 6}]}
OWNERS = {"default_member_permissions": str(int(Permission.MANAGE_GUILD)), "contexts": [0]}
COMMANDS = [
    {"name": "ask", "description": "Ask", "options": [QUESTION]},
    {"name": "team", "description": "Team", "options": [ADD]},
    {"name": "setup", "description": "Set up", **OWNERS},
    {"name": "mine", "description": "Anywhere", "integration_types": [1], "contexts": [0, 1, 2]},
]


@pytest.fixture
async def asked(server: Server, ask: Ask, room: Channel, ada: User) -> Interaction:
    """A command that a person has just run."""
    assert (await ask("PUT", f"/applications/{server.world.application}/commands", COMMANDS))[0] == 200
    return server.people.run(ada, room, "ask", {"q": "why?"})


def callback(asked: Interaction) -> str:
    return f"/interactions/{asked.id}/{asked.token}/callback"


def webhook(server: Server, asked: Interaction, rest: str = "") -> str:
    return f"/webhooks/{server.world.application}/{asked.token}{rest}"


async def test_an_answer_after_three_seconds_is_too_late(server: Server, ask: Ask, asked: Interaction) -> None:
    server.world.clock.skipped += 3.1

    status, answer = await ask("POST", callback(asked), {"type": 5})

    assert (status, answer["code"]) == (404, 10062)


async def test_a_second_answer_is_refused(ask: Ask, asked: Interaction) -> None:
    assert await ask("POST", callback(asked), {"type": 5}) == (204, None)

    status, answer = await ask("POST", callback(asked), {"type": 4, "data": {"content": "hello"}})

    assert (status, answer["code"]) == (400, 40060)


async def test_a_deferred_answer_thinks_until_it_is_edited_and_so_does_its_first_follow_up(
    server: Server, ask: Ask, asked: Interaction
) -> None:
    await ask("POST", callback(asked), {"type": 5, "data": {"flags": 64}})
    assert asked.original
    assert asked.original.flags & LOADING

    _, first = await ask("POST", webhook(server, asked), {"content": "done"})
    _, second = await ask("POST", webhook(server, asked), {"content": "and more"})

    assert first["id"] == str(asked.original.id)
    assert not asked.original.flags & LOADING
    assert [message["id"] == first["id"] for message in (first, second)] == [True, False]
    assert [message.content for message in server.people.sees(asked.user, asked.channel)] == ["done", "and more"]


@pytest.mark.parametrize(("method", "rest"), [("PATCH", "/messages/@original"), ("POST", "")])
async def test_a_press_is_answered_once_the_card_changes_or_something_follows_not_when_it_is_acknowledged(
    server: Server, ask: Ask, asked: Interaction, method: str, rest: str
) -> None:
    button = {"type": 2, "style": 1, "label": "Done", "custom_id": "done"}
    card = {"content": "a card", "components": [{"type": 1, "components": [button]}]}
    await ask("POST", callback(asked), {"type": 4, "data": card})
    assert asked.original
    press = server.people.press(asked.user, asked.original, "Done")

    await ask("POST", callback(press), {"type": 6})
    assert not press.finished.is_set()
    await ask(method, webhook(server, press, rest), {"content": "noted"})

    assert press.finished.is_set()


async def test_the_token_works_only_after_an_answer_and_for_a_quarter_of_an_hour(
    server: Server, ask: Ask, asked: Interaction
) -> None:
    path = webhook(server, asked, "/messages/@original")
    before = await ask("PATCH", path, {"content": "x"})
    await ask("POST", callback(asked), {"type": 5})
    during = await ask("PATCH", path, {"content": "x"})
    server.world.clock.skipped += 15 * 60
    after = await ask("PATCH", path, {"content": "y"})

    assert [status for status, _ in (before, during, after)] == [404, 200, 401]
    assert (before[1]["code"], after[1]["code"]) == (10015, 50027)


@pytest.mark.parametrize(
    "answer",
    [
        {"type": 6},
        {"type": 7, "data": {"content": "x"}},
        {"type": 8, "data": {"choices": []}},
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 9, "data": {"title": "", "custom_id": "x", "components": []}},
    ],
)
async def test_an_answer_that_does_not_fit_is_refused_and_another_may_follow(
    ask: Ask, asked: Interaction, answer: dict[str, Any]
) -> None:
    status, refused = await ask("POST", callback(asked), answer)

    assert (status, refused["code"]) == (400, 50035)
    assert (await ask("POST", callback(asked), {"type": 5}))[0] == 204


async def test_completion_takes_25_choices_and_no_more(
    server: Server, ask: Ask, asked: Interaction, ada: User, room: Channel
) -> None:
    typed = server.people.complete(ada, room, "ask", "q", "w")
    choices = [{"name": str(number), "value": str(number)} for number in range(26)]

    assert (await ask("POST", callback(typed), {"type": 8, "data": {"choices": choices}}))[0] == 400
    assert (await ask("POST", callback(typed), {"type": 8, "data": {"choices": choices[:25]}}))[0] == 204
    assert len(typed.choices or []) == 25


async def test_a_press_may_change_the_message_that_it_is_on(
    server: Server, ask: Ask, asked: Interaction, ada: User
) -> None:
    button = {"type": 2, "style": 1, "label": "Done", "custom_id": "done"}
    components = [{"type": 1, "components": [button]}]
    await ask("POST", callback(asked), {"type": 4, "data": {"content": "a task", "components": components}})
    assert asked.original
    pressed = server.people.press(ada, asked.original, "Done")

    await ask("POST", callback(pressed), {"type": 7, "data": {"content": "a task, done", "components": []}})

    assert asked.original.content == "a task, done"
    with pytest.raises(Impossible):
        server.people.press(ada, asked.original, "Done")


async def test_nobody_presses_what_only_another_sees_or_what_cannot_be_pressed(
    server: Server, ask: Ask, asked: Interaction, guild: Guild, ada: User
) -> None:
    bob = server.world.add_user("Bob")
    server.world.add_member(guild, bob)
    go = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
    read = {"type": 2, "style": 5, "label": "Read", "url": "https://example.org"}
    off = {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True}
    components = [{"type": 1, "components": [go, read, off]}]
    data = {"content": "just you", "components": components, "flags": 64}
    await ask("POST", callback(asked), {"type": 4, "data": data})
    message = await asked.answer()

    assert transcript(server.people.sees(ada, asked.channel)).endswith("[Go] [Read ↗] [Off (off)]")
    for person, button in ((bob, "Go"), (ada, "Read"), (ada, "Off"), (ada, "Nothing")):
        with pytest.raises(Impossible):
            server.people.press(person, message, button)


async def test_people_are_offered_only_what_is_meant_for_them(
    server: Server, asked: Interaction, guild: Guild, room: Channel, ada: User
) -> None:
    bob = server.world.add_user("Bob")
    server.world.add_member(guild, bob)

    server.people.run(ada, room, "setup")
    added = server.people.run(ada, room, "team add", {"who": bob})
    server.people.run(bob, room, "setup", force=True)

    assert added.data["resolved"]["users"][str(bob.id)]["username"] == "bob"
    for wrong in ("setup", "team", "nothing", "mine"):
        with pytest.raises(Impossible):
            server.people.run(bob, room, wrong)
    with pytest.raises(Impossible, match="missing"):
        server.people.run(bob, room, "ask")
    with pytest.raises(Impossible, match="no option who that completes"):
        server.people.complete(ada, room, "team add", "who", "b")
    with pytest.raises(Impossible, match="not offered here"):
        server.people.run(ada, server.world.dm(ada), "setup")


async def test_an_app_that_only_a_person_installed_has_five_follow_ups(
    server: Server, ask: Ask, asked: Interaction, ada: User
) -> None:
    ada.installed = True
    elsewhere = server.world.add_guild("Elsewhere", ada)
    run = server.people.run(ada, server.world.add_channel(elsewhere, "chat"), "mine")
    await ask("POST", callback(run), {"type": 4, "data": {"content": "hello"}})

    server.limits.buckets["POST /webhooks/{application}/{token}"] = (50, 1)
    answers = [await ask("POST", webhook(server, run), {"content": "more"}) for _ in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [400]
    assert answers[-1][1]["code"] == 40094
