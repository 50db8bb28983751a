"""The connection: it comes back from whatever can pass, and ends with a sentence where nothing can help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discord.budget import FACT, MOST_A_DAY, seconds_to_wait
from adapters.discord.gateway import Discord, answering
from bot.app import App
from bot.core.gate import Gate
from tests.adapters.discord.peer import connected, done, mine, now, shown
from tests.conftest import NOON
from tests.discord_server.client import until
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.gateway.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("adapters.discord.client.HERE_EVERY", 0.05)


async def asks(server: Server, room: Channel, person: User) -> str:
    """Ask something, and return the answer."""
    asked = await done(server.people.run(person, room, "ask", {"question": "what is recall"}))
    return shown(asked.original)


async def ended(trailmate: Discord) -> str:
    """Wait until the connection has given up, and return why."""
    await until(lambda: trailmate.trouble)
    return trailmate.trouble


async def test_it_waits_until_discord_is_there_and_says_so_in_a_line(
    app: App, server: Server, room: Channel, bob: User, caplog: pytest.LogCaptureFixture
) -> None:
    await server.rest_door.refuse()
    async with connected(app, server):
        await until(lambda: "Discord is not reached" in caplog.text)
        assert "Traceback" not in caplog.text
        await server.rest_door.open()
        await until(lambda: server.world.commands)
        assert "Recall" in await asks(server, room, bob)


async def test_it_comes_back_from_an_event_that_cannot_be_read(
    trailmate: Discord, server: Server, room: Channel, bob: User
) -> None:
    identified = len(server.gateway.identified)
    server.gateway.raw("MESSAGE_CREATE", {"id": "no number"})
    await until(lambda: len(server.gateway.identified) > identified)
    await asyncio.sleep(0.2)
    assert "Recall" in await asks(server, room, bob)


async def test_what_was_said_while_the_line_was_cut_is_answered_once(
    trailmate: Discord, server: Server, bob: User
) -> None:
    server.gateway.cut()
    server.people.say_to_bot(bob, "what is overfitting?")
    await until(lambda: mine(server, server.world.dm(bob)))
    await asyncio.sleep(0.3)
    assert len(mine(server, server.world.dm(bob))) == 1


async def test_what_was_said_while_it_was_away_is_answered_once(
    app: App, server: Server, room: Channel, bob: User, me: str
) -> None:
    async with connected(app, server):
        await until(lambda: app.storage.facts.get("discord.here"))
        server.people.say_to_bot(bob, "what is recall?")
        await until(lambda: mine(server, server.world.dm(bob)))
    greeted = len(mine(server, room))
    server.people.say_to_bot(bob, "what is overfitting?")
    server.people.say(bob, room, f"{me} what is precision?")
    server.people.say(bob, room, "not for the bot")
    for _ in range(2):
        async with connected(app, server):
            await until(lambda: len(mine(server, room)) == greeted + 1 and len(mine(server, server.world.dm(bob))) == 2)
            await asyncio.sleep(0.3)
    assert len(mine(server, room)) == greeted + 1
    assert len(mine(server, server.world.dm(bob))) == 2


def test_it_looks_no_further_back_than_a_day(app: App) -> None:
    catch_up = answering(app.reception, app.storage.facts, now, Gate(None, lambda: 0.0), reads_channels=False).catch_up
    assert catch_up.since(NOON) is None
    catch_up.here(NOON)
    assert catch_up.since(NOON + timedelta(hours=2)) == NOON - timedelta(minutes=3)
    assert catch_up.since(NOON + timedelta(days=9)) == NOON + timedelta(days=8)


async def test_what_is_older_is_not_answered(app: App, server: Server, room: Channel, bob: User, me: str) -> None:
    server.people.say(bob, room, f"{me} what is recall?")
    server.world.clock.skipped += 3600
    app.storage.facts.set("discord.here", (now() + timedelta(hours=1)).isoformat())
    async with connected(app, server):
        await until(lambda: server.world.commands)
        server.people.say(bob, room, f"{me} what is overfitting?")
        await until(lambda: any("overfits" in shown(message) for message in mine(server, room)))
    assert len([message for message in mine(server, room) if "Trailmate is here" not in shown(message)]) == 1


@pytest.mark.parametrize(
    ("code", "words"), [(4004, "Copy a new one"), (4014, "Message Content Intent"), (4011, "Discord wants more shards")]
)
async def test_a_close_that_nothing_can_help_ends_it_with_a_sentence(
    trailmate: Discord, server: Server, code: int, words: str
) -> None:
    identified = len(server.gateway.identified)
    server.gateway.close(code)
    assert words in await ended(trailmate)
    assert len(server.gateway.identified) == identified


async def test_a_wrong_token_is_tried_once(app: App, server: Server) -> None:
    async with connected(app, server, token="wrong") as trailmate:
        assert "Copy a new one" in await ended(trailmate)
    assert len(list(server.journal.of("GET", "/users/@me"))) == 1


async def test_it_does_not_ask_to_read_channels_unless_told_to(trailmate: Discord, server: Server) -> None:
    assert not server.gateway.identified[-1].intents & 1 << 15


async def test_three_shards_share_the_servers(app: App, server: Server, room: Channel, bob: User) -> None:
    async with connected(app, server, shards=3):
        await until(lambda: len(server.gateway.identified) == 3 and server.world.commands)
        assert "Recall" in await asks(server, room, bob)


async def test_a_new_server_is_greeted_once_with_a_button(
    app: App, server: Server, guild: Guild, room: Channel, ada: User
) -> None:
    for many in (1, 2):
        async with connected(app, server):
            await until(lambda many=many: len(server.gateway.identified) == many)  # type: ignore[misc]
            await until(lambda: app.storage.facts.get("discord.here"))
    (hello,) = mine(server, room)
    assert "Trailmate is here" in shown(hello)
    async with connected(app, server):
        await until(lambda: len(server.gateway.identified) == 3)
        pressed = await done(server.people.press(ada, hello, "Set up"))
        assert pressed.private
        assert "In this channel" in shown(pressed.original)


async def test_a_server_that_comes_later_is_greeted_too(trailmate: Discord, server: Server, ada: User) -> None:
    other = server.world.add_guild("Others", ada)
    server.people.invite(other)
    assert other.system_channel
    room = other.channels[other.system_channel]
    await until(lambda: mine(server, room))


async def test_a_server_that_sends_it_away_is_left_in_peace(
    app: App, trailmate: Discord, server: Server, guild: Guild
) -> None:
    await until(lambda: app.storage.communities.get(f"discord:{guild.id}"))
    server.people.kick(guild)
    await until(lambda: _left(app, guild))


async def test_being_sent_away_while_it_is_not_there_is_noticed(app: App, server: Server, guild: Guild) -> None:
    async with connected(app, server):
        await until(lambda: app.storage.facts.get("discord.servers"))
    server.people.kick(guild)
    async with connected(app, server):
        await until(lambda: _left(app, guild))


def _left(app: App, guild: Guild) -> bool:
    community = app.storage.communities.get(f"discord:{guild.id}")
    return community is not None and community.left_at is not None


def test_sessions_are_begun_ever_more_rarely() -> None:
    past = [NOON - timedelta(seconds=number) for number in range(30)]
    waits = [seconds_to_wait(past[:many], NOON, 1) for many in range(30)]
    assert waits[:8] == [0.0] * 8
    assert waits[8:11] == [5.0, 10.0, 20.0]
    assert max(waits) == 900.0


def test_a_day_has_no_more_sessions_than_discord_forgives() -> None:
    past = [NOON - timedelta(minutes=number) for number in range(MOST_A_DAY, 0, -1)]
    assert seconds_to_wait(past, NOON, 1) >= timedelta(hours=9).total_seconds() - 60


def test_many_shards_may_begin_as_many_sessions() -> None:
    past = [NOON] * 50
    assert seconds_to_wait(past, NOON, 16) == 0.0


async def test_the_last_sessions_of_a_day_are_spared(app: App, server: Server, guild: Guild) -> None:
    server.gateway.starts = 10
    async with connected(app, server):
        await asyncio.sleep(0.5)
        assert not server.gateway.identified


@pytest.mark.torture
async def test_a_gateway_that_is_not_there_at_first_is_tried_again(app: App, server: Server, guild: Guild) -> None:
    await server.gateway_door.refuse()
    async with connected(app, server):
        await asyncio.sleep(0.3)
        await server.gateway_door.open()
        async with asyncio.timeout(15):
            while not server.gateway.identified:  # noqa: ASYNC110 - discord.py waits five seconds
                await asyncio.sleep(0.05)


async def test_sessions_are_counted_over_restarts(app: App, server: Server, guild: Guild) -> None:
    for many in (1, 2):
        async with connected(app, server):
            await until(lambda many=many: len(server.gateway.identified) == many)  # type: ignore[misc]
    assert (app.storage.facts.get(FACT) or "").count(str(now().year)) == 2


@pytest.fixture
async def trailmate(app: App, server: Server, guild: Guild) -> AsyncIterator[Discord]:
    async with connected(app, server) as platform:
        await until(lambda: server.world.commands and app.storage.facts.get("discord.here"))
        yield platform
