"""REST: what is stored, what is refused, what is counted, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
import json
from math import inf
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.discord_server.client import Ask
from tests.discord_server.faults import Fault
from tests.discord_server.permissions import Permission
from tests.discord_server.server import Server, serve
from tests.discord_server.world import V2, Channel, Guild, User


def contents(server: Server, person: User, channel: Channel) -> list[str]:
    return [message.content for message in server.people.sees(person, channel)]


@pytest.fixture
def messages(room: Channel) -> str:
    return f"/channels/{room.id}/messages"


async def test_a_nonce_is_sent_once_within_five_minutes_where_it_is_enforced(
    server: Server, ask: Ask, messages: str, room: Channel, ada: User
) -> None:
    body = {"content": "task", "nonce": "daily-1", "enforce_nonce": True}
    first, second = await ask("POST", messages, body), await ask("POST", messages, body)
    server.world.clock.skipped += 301
    third = await ask("POST", messages, body)

    assert first[1]["id"] == second[1]["id"] != third[1]["id"]
    assert contents(server, ada, room) == ["task", "task"]


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (("GET", "/channels/1", None), (404, 10003)),
        (("GET", "/channels/{room}/messages/1", None), (404, 10008)),
        (("GET", "/channels/x", None), (400, 50035)),
        (("GET", "/channels/{room}/messages?limit=101", None), (400, 50035)),
        (("GET", "/guilds/1", None), (404, 10004)),
        (("GET", "/guilds/{guild}/members/1", None), (404, 10007)),
        (("GET", "/guilds/{guild}/members", None), (403, 50001)),
        (("GET", "/users/1", None), (404, 10013)),
        (("GET", "/applications/1/commands", None), (404, 10002)),
        (("POST", "/channels/{room}/messages", {"content": "  "}), (400, 50006)),
        (("POST", "/channels/{room}/messages", {"content": "\ud800"}), (400, 50109)),
        (("POST", "/channels/{room}/messages", ["x"]), (400, 50035)),
        (
            ("POST", "/channels/{room}/messages", {"content": "x", "message_reference": {"message_id": "1"}}),
            (400, 50035),
        ),
        (("PATCH", "/channels/{room}/messages/{said}", {"content": "x"}), (403, 50005)),
        (("DELETE", "/channels/{room}/messages/{said}", None), (403, 50013)),
        (("POST", "/channels/{room}/messages/{said}/threads", {"name": ""}), (400, 50035)),
        (("POST", "/channels/{room}/threads", {"name": "x"}), (403, 50013)),
        (("POST", "/interactions/1/x/callback", {"type": 5}), (404, 10062)),
        (("PATCH", "/webhooks/{bot}/x/messages/@original", {"content": "x"}), (404, 10015)),
    ],
)
async def test_what_is_not_there_or_not_allowed_is_refused(
    server: Server, ask: Ask, room: Channel, ada: User, asked: tuple[str, str, Any], refused: tuple[int, int]
) -> None:
    method, path, body = asked
    said = server.people.say(ada, room, "hello").id
    assert room.guild

    status, answer = await ask(
        method, path.format(room=room.id, guild=room.guild.id, said=said, bot=server.world.bot.id), body
    )

    assert (status, answer["code"]) == refused
    assert [entry.status for entry in server.journal.refused] == [status]


async def test_the_wrong_token_opens_nothing(server: Server, ask: Ask) -> None:
    server.world.token = "another"
    headers = {"Authorization": "Bot wrong"}
    async with aiohttp.ClientSession() as session, session.get(f"{server.api}/users/@me", headers=headers) as answer:
        assert answer.status == 401
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("lacking", "body", "code"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}, 50013),
        (Permission.READ_MESSAGE_HISTORY, {"content": "x", "message_reference": {"message_id": "1"}}, 160002),
    ],
)
async def test_a_bot_without_a_permission_is_refused(
    server: Server, ask: Ask, messages: str, room: Channel, lacking: Permission, body: Any, code: int
) -> None:
    room.overwrites[server.world.bot.id] = (0, lacking)

    assert (await ask("POST", messages, body))[1]["code"] == code


async def test_people_without_a_guild_in_common_or_with_closed_messages_are_not_reached(
    server: Server, ask: Ask, guild: Guild, ada: User
) -> None:
    stranger = server.world.add_user("Stranger")
    ada.accepts_dms = False
    codes = []
    for person in (stranger, ada):
        _, channel = await ask("POST", "/users/@me/channels", {"recipient_id": str(person.id)})
        codes.append((await ask("POST", f"/channels/{channel['id']}/messages", {"content": "x"}))[1]["code"])

    assert codes == [50278, 50007]


async def test_everyone_is_pinged_only_where_the_message_allows_it(
    server: Server, ask: Ask, messages: str, guild: Guild, ada: User
) -> None:
    guild.members[server.world.bot.id].roles.add(
        server.world.add_role(guild, "loud", int(Permission.MENTION_EVERYONE)).id
    )
    text = f"@everyone <@{ada.id}>"

    _, loud = await ask("POST", messages, {"content": text})
    _, quiet = await ask("POST", messages, {"content": text, "allowed_mentions": {"parse": []}})

    assert (loud["mention_everyone"], len(loud["mentions"])) == (True, 1)
    assert (quiet["mention_everyone"], len(quiet["mentions"])) == (False, 0)


async def test_a_picture_has_to_come_with_the_message_that_shows_it(
    server: Server, ask: Ask, session: aiohttp.ClientSession, messages: str
) -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://trail.png"}}]}
    body = {"flags": V2, "components": [gallery]}
    attachments = [{"id": 0, "filename": "trail.png", "description": "a trail"}]
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps({**body, "attachments": attachments}))
    form.add_field("files[0]", b"a picture", filename="trail.png")
    headers = {"Authorization": f"Bot {server.world.token}"}
    async with session.post(server.api + messages, data=form, headers=headers) as response:
        stored = (await response.json())["attachments"]

    assert [(each["size"], each["description"]) for each in stored] == [(9, "a trail")]
    assert server.journal.entries[0].files == [("trail.png", 9)]
    assert (await ask("POST", messages, body))[1]["errors"]["components"]["_errors"][0]["message"] == (
        "Referenced attachment not found: attachment://trail.png"
    )


async def test_a_member_may_be_allowed_what_everyone_is_not(
    server: Server, ask: Ask, messages: str, guild: Guild, room: Channel
) -> None:
    guild.members[server.world.bot.id].roles.clear()
    room.overwrites[guild.id] = (0, Permission.SEND_MESSAGES)
    refused = await ask("POST", messages, {"content": "x"})
    room.overwrites[server.world.bot.id] = (Permission.SEND_MESSAGES, 0)
    allowed = await ask("POST", messages, {"content": "x"})

    assert (refused[0], allowed[0]) == (403, 200)


async def test_a_thread_opens_from_a_message_once_and_wakes_when_somebody_writes(
    server: Server, ask: Ask, room: Channel, ada: User
) -> None:
    said = server.people.say(ada, room, "why?")
    path = f"/channels/{room.id}/messages/{said.id}/threads"

    status, thread = await ask("POST", path, {"name": "Why"})
    again = await ask("POST", path, {"name": "Why"})
    await ask("PATCH", f"/channels/{thread['id']}", {"archived": True})
    asleep = server.world.channels[int(thread["id"])].archived
    sent = await ask("POST", f"/channels/{thread['id']}/messages", {"content": "because"})

    assert (status, thread["id"]) == (201, str(said.id))
    assert (again[0], again[1]["code"]) == (400, 160004)
    assert asleep
    assert (sent[0], server.world.channels[int(thread["id"])].archived) == (200, False)


async def test_commands_keep_their_ids_and_only_200_new_ones_a_day_are_taken(server: Server, ask: Ask) -> None:
    path = f"/applications/{server.world.application}/commands"
    command = {"name": "ask", "description": "Ask"}

    _, first = await ask("PUT", path, [command])
    _, same = await ask("PUT", path, [command])
    _, changed = await ask("PUT", path, [{**command, "description": "Ask away"}])
    many = [[{**command, "name": f"{half}{number}"} for number in range(100)] for half in "ab"]
    statuses = [(await ask("PUT", path, commands))[0] for commands in many]

    assert first == same
    assert changed[0]["id"] == first[0]["id"]
    assert changed[0]["version"] != first[0]["version"]
    assert statuses == [200, 400]


async def test_history_after_a_message_is_the_oldest_part_of_it_newest_first(
    server: Server, ask: Ask, messages: str, room: Channel, ada: User
) -> None:
    server.world.flags = 1 << 18
    said = [server.people.say(ada, room, str(number)) for number in range(5)]

    _, page = await ask("GET", f"{messages}?after={said[0].id}&limit=2")

    assert [message["content"] for message in page] == ["2", "1"]


async def test_a_bucket_is_full_after_five_sends_and_says_for_how_long(
    server: Server, ask: Ask, messages: str, session: aiohttp.ClientSession
) -> None:
    answers = [await ask("POST", messages, {"content": "x"}) for _ in range(6)]
    other = server.world.add_channel(next(iter(server.world.guilds.values())), "other")

    assert [status for status, _ in answers] == [200] * 5 + [429]
    assert 4 < answers[-1][1]["retry_after"] <= 5
    assert (await ask("POST", f"/channels/{other.id}/messages", {"content": "x"}))[0] == 200


async def test_more_than_fifty_requests_a_second_are_too_many_except_for_interactions(
    server: Server, ask: Ask, guild: Guild
) -> None:
    server.limits.usual = (1000, 1.0)
    answers = await asyncio.gather(*(ask("GET", f"/guilds/{guild.id}") for _ in range(51)))

    refused = [answer for status, answer in answers if status == 429]
    assert [answer["global"] for answer in refused] == [True]
    assert (await ask("POST", "/interactions/1/x/callback", {"type": 5}))[0] == 404
    assert (await ask("PATCH", f"/webhooks/{server.world.bot.id}/x/messages/@original", {"content": "x"}))[0] == 404


async def test_whoever_keeps_asking_wrongly_is_banned(
    server: Server, ask: Ask, room: Channel, session: aiohttp.ClientSession
) -> None:
    server.limits.invalid_most = 2
    room.overwrites[server.world.bot.id] = (0, Permission.VIEW_CHANNEL)
    for _ in range(2):
        await ask("GET", f"/channels/{room.id}")

    async with session.get(f"{server.api}/gateway") as banned:
        assert (banned.status, "Via" in banned.headers) == (429, False)


async def test_faults_come_in_their_phase_and_number(
    server: Server, ask: Ask, messages: str, room: Channel, ada: User
) -> None:
    server.faults.add(Fault("POST .*/messages", times=2, status=500))
    server.faults.add(Fault("POST .*/messages", phase="after", status=503))
    statuses = [(await ask("POST", messages, {"content": str(number)}))[0] for number in range(4)]

    assert statuses == [500, 500, 503, 200]
    assert contents(server, ada, room) == ["2", "3"]


async def test_a_fault_may_only_take_time_or_hit_a_share_of_the_requests(server: Server, ask: Ask) -> None:
    server.faults.add(Fault("GET /users/@me", delay=0.05))
    server.faults.add(Fault("GET /gateway", times=inf, share=0.5, status=502))
    await ask("GET", "/users/@me")
    statuses = [(await ask("GET", "/gateway"))[0] for _ in range(40)]

    assert server.journal.entries[0].took >= 0.05
    assert 10 < statuses.count(502) < 30


async def test_connections_are_reset_before_or_after_storing(
    server: Server, ask: Ask, messages: str, room: Channel, ada: User
) -> None:
    server.faults.add(Fault("POST .*/messages", reset=True))
    server.faults.add(Fault("POST .*/messages", phase="after", reset=True))
    for number in range(2):
        with pytest.raises(aiohttp.ClientOSError, match="104"):
            await ask("POST", messages, {"content": str(number)})

    assert contents(server, ada, room) == ["1"]
    assert [entry.status for entry in server.journal.entries] == [0, 0]


async def test_a_door_can_be_shut_and_opened_again(server: Server, ask: Ask, guild: Guild) -> None:
    await ask("GET", "/users/@me")  # leaves a connection open
    await server.rest_door.refuse()
    with pytest.raises(aiohttp.ClientConnectorError):
        await ask("GET", "/users/@me")
    await server.rest_door.open()

    assert (await ask("GET", "/users/@me"))[1]["username"] == "trailmate"


async def test_the_journal_is_also_a_file(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with serve(journal=journal) as server, aiohttp.ClientSession() as session:
        await session.post(f"{server.api}/nothing/here", json={"a": 1})
        await session.post(f"{server.api}/users/@me/channels", json={"recipient_id": "1"})

    written = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(entry["path"], entry["status"]) for entry in written] == [
        ("/nothing/here", 404),
        ("/users/@me/channels", 401),
    ]
