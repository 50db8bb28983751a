"""The gateway's handshake, its ways to hang up, and what it counts."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.discord_server.client import INTENTS, Ask, until
from tests.discord_server.connection import Close
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User

MEMBERS, CONTENT = 1 << 1, 1 << 15


class Socket:
    """A gateway connection without compression."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, server: Server) -> None:
        self.socket, self.server = socket, server

    async def send(self, op: int, data: Any = None) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = await self.socket.receive_json(timeout=3)
        return heard

    async def identify(self, **more: Any) -> None:
        data = {"token": self.server.world.token, "intents": INTENTS.value, "properties": {}}
        await self.send(2, data | more)

    async def hung_up(self) -> int | None:
        """Return the code with which the server closes."""
        while (await self.socket.receive(timeout=3)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.socket.close_code


@pytest.fixture
async def socket(server: Server, guild: Guild, session: aiohttp.ClientSession) -> Socket:
    return await connect(server, session)


async def connect(server: Server, session: aiohttp.ClientSession) -> Socket:
    socket = Socket(await session.ws_connect(f"{server.gateway_url}/?v=10&encoding=json"), server)
    assert (await socket.hear())["op"] == 10
    return socket


async def test_ready_comes_before_the_guilds_and_heartbeats_are_acknowledged(socket: Socket, guild: Guild) -> None:
    await socket.send(1)
    assert (await socket.hear())["op"] == 11
    await socket.identify()

    ready, created = await socket.hear(), await socket.hear()

    assert ready["t"] == "READY"
    assert ready["d"]["guilds"] == [{"id": str(guild.id), "unavailable": True}]
    assert (created["t"], created["s"], created["d"]["name"]) == ("GUILD_CREATE", 2, "Learners")
    assert [member["user"]["bot"] for member in created["d"]["members"]] == [True]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"token": "wrong"}, Close.AUTHENTICATION_FAILED),
        ({"shard": [3, 3]}, Close.INVALID_SHARD),
        ({"intents": 1 << 40}, Close.INVALID_INTENTS),
        ({"intents": CONTENT}, Close.DISALLOWED_INTENTS),
        ({"intents": MEMBERS}, Close.DISALLOWED_INTENTS),
    ],
)
async def test_an_identify_that_cannot_be_is_hung_up_on(socket: Socket, changed: Any, code: Close) -> None:
    await socket.identify(**changed)

    assert await socket.hung_up() == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", Close.DECODE),
        ('{"op": 3, "d": {}}', Close.NOT_AUTHENTICATED),
        (f'{{"op": 1, "d": "{"x" * 4096}"}}', Close.DECODE),
    ],
)
async def test_what_cannot_be_understood_is_hung_up_on(socket: Socket, text: str, code: Close) -> None:
    await socket.socket.send_str(text)

    assert await socket.hung_up() == code


async def test_who_sends_more_than_120_payloads_a_minute_is_hung_up_on(socket: Socket) -> None:
    for _ in range(121):
        await socket.send(1)

    assert await socket.hung_up() == Close.RATE_LIMITED


async def test_identifying_twice_and_unknown_payloads_are_hung_up_on(
    server: Server, socket: Socket, session: aiohttp.ClientSession
) -> None:
    await socket.identify()
    await socket.identify()
    other = await connect(server, session)
    await other.identify()
    await other.send(42)

    assert await socket.hung_up() == Close.ALREADY_AUTHENTICATED
    assert await other.hung_up() == Close.UNKNOWN_OPCODE


async def test_one_shard_is_too_few_where_more_are_needed(server: Server, socket: Socket) -> None:
    server.gateway.shards = 3
    await socket.identify(shard=[0, 1])

    assert await socket.hung_up() == Close.SHARDING_REQUIRED


async def test_a_shard_hears_only_of_its_own_guilds(server: Server, session: aiohttp.ClientSession, ada: User) -> None:
    for shard in range(3):
        server.people.invite(server.world.add_guild(f"on {shard}", ada, id=(90 + shard) << 22))
    socket = await connect(server, session)

    await socket.identify(shard=[1, 3])

    assert [guild["id"] for guild in (await socket.hear())["d"]["guilds"]] == [str(91 << 22)]
    assert (await socket.hear())["d"]["name"] == "on 1"


async def test_a_second_identify_within_five_seconds_is_sent_away(
    server: Server, socket: Socket, session: aiohttp.ClientSession
) -> None:
    server.gateway.identify_seconds = 5
    await socket.identify()
    other = await connect(server, session)
    await other.identify()

    assert await other.hear() == {"op": 9, "d": False, "s": None, "t": None}
    server.world.clock.skipped += 5
    await other.identify()
    assert (await other.hear())["t"] == "READY"


async def test_after_the_last_start_of_the_day_the_token_is_worthless(server: Server, socket: Socket) -> None:
    server.gateway.starts = 0
    token = server.world.token
    await socket.identify()

    assert await socket.hung_up() == Close.AUTHENTICATION_FAILED
    assert server.world.token != token


async def test_a_session_is_resumed_with_what_it_missed_but_not_after_minutes(
    server: Server, socket: Socket, session: aiohttp.ClientSession, ada: User
) -> None:
    await socket.identify()
    ready, guild = await socket.hear(), await socket.hear()
    server.gateway.cut()
    await until(lambda: not server.gateway.connections)
    server.people.say_to_bot(ada, "missed")
    resume = {"token": server.world.token, "session_id": ready["d"]["session_id"], "seq": guild["s"]}

    back = await connect(server, session)
    await back.send(6, resume)
    assert [(await back.hear())["t"] for _ in range(2)] == ["MESSAGE_CREATE", "RESUMED"]

    server.gateway.cut()
    await until(lambda: not server.gateway.connections)
    ahead = await connect(server, session)
    await ahead.send(6, resume | {"seq": 99})
    assert await ahead.hung_up() == Close.INVALID_SEQUENCE

    server.world.clock.skipped += 181
    late = await connect(server, session)
    await late.send(6, resume)
    assert await late.hear() == {"op": 9, "d": False, "s": None, "t": None}


async def test_a_private_answer_is_no_event_and_an_edit_is_one(
    server: Server, socket: Socket, ask: Ask, room: Channel, ada: User
) -> None:
    command = {"name": "ask", "description": "Ask"}
    await ask("PUT", f"/applications/{server.world.application}/commands", [command])
    await socket.identify()
    assert [(await socket.hear())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]

    asked = server.people.run(ada, room, "ask")
    secret = {"type": 4, "data": {"content": "a secret", "flags": 64}}
    assert (await ask("POST", f"/interactions/{asked.id}/{asked.token}/callback", secret))[0] == 204
    server.people.edit(server.people.say_to_bot(ada, "hello"), "hello!")

    heard = [await socket.hear() for _ in range(3)]
    assert [event["t"] for event in heard] == ["INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE"]
    assert heard[1]["d"]["edited_timestamp"] is None
    assert (heard[2]["d"]["content"], bool(heard[2]["d"]["edited_timestamp"])) == ("hello!", True)


async def test_a_session_closed_by_the_client_for_good_cannot_be_resumed(server: Server, socket: Socket) -> None:
    await socket.identify()
    await socket.hear()
    await socket.socket.close(code=1000)

    await until(lambda: not server.gateway.sessions)


async def test_silence_ends_a_connection(server: Server, guild: Guild, session: aiohttp.ClientSession) -> None:
    server.gateway.heartbeat_ms = 50
    socket = await connect(server, session)

    assert await socket.hung_up() == Close.UNKNOWN
