"""What goes out by itself: once, in its place, and whatever went wrong is told as it is."""

from __future__ import annotations

import asyncio

import pytest

from adapters.discord.gateway import Discord
from bot.core.channel import Delivered, InDoubt, NotDelivered, Outcome, Refused, TryLater
from bot.core.message import marked_as_repeat
from bot.core.reply import Basis, Button, Reply
from tests.adapters.discord.peer import mine, shown
from tests.discord_server.faults import Fault
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User

TASK = Reply(
    text="Read one page.",
    title="Today's task",
    buttons=(Button(label="Done", send="/done t1", owner="discord:1"),),
    basis=Basis(intent="today"),
)


async def send(trailmate: Discord, to: Channel | User, reply: Reply = TASK, key: str = "daily/1/2026-11-21") -> Outcome:
    name = f"discord:{to.id}" if isinstance(to, User) else f"discord:#{to.id}"
    return await trailmate.channel.send(name, reply, key)


def tasks(server: Server, channel: Channel) -> int:
    return sum("Today's task" in shown(message) for message in mine(server, channel))


async def test_a_message_arrives_in_a_channel_and_at_a_person(
    trailmate: Discord, server: Server, room: Channel, bob: User
) -> None:
    outcome = await send(trailmate, room)
    assert isinstance(outcome, Delivered)
    assert int(outcome.receipt) in room.messages
    assert isinstance(await send(trailmate, bob), Delivered)
    assert tasks(server, server.world.dm(bob)) == 1
    assert server.journal.refused == []


async def test_the_same_message_again_is_the_same_message(trailmate: Discord, server: Server, room: Channel) -> None:
    assert await send(trailmate, room) == await send(trailmate, room)
    assert tasks(server, room) == 1


async def test_after_the_nonce_is_forgotten_it_is_found_by_its_button(
    trailmate: Discord, server: Server, room: Channel
) -> None:
    first = await send(trailmate, room)
    server.world.clock.skipped += 3600
    assert await send(trailmate, room, marked_as_repeat(TASK)) == first
    assert tasks(server, room) == 1


async def test_what_is_not_there_is_sent_again(trailmate: Discord, server: Server, room: Channel) -> None:
    await send(trailmate, room, key="another")
    outcome = await send(trailmate, room, marked_as_repeat(TASK))
    assert isinstance(outcome, Delivered)
    assert "(possible repeat)" in shown(room.messages[int(outcome.receipt)])


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(r"POST .*/messages", status=503), InDoubt),
        (Fault(r"POST .*/messages", reset=True), InDoubt),
        (Fault(r"POST .*/messages", reset=True, phase="after"), InDoubt),
        (Fault(r"POST .*/messages", status=429, cloudflare=True), TryLater),
        (Fault(r"POST .*/messages", status=429, retry_after=60), TryLater),
        (Fault(r"POST .*/messages", status=429, retry_after=0.1), Delivered),
        (Fault(r"POST .*/messages", status=500, phase="after"), Delivered),
        (Fault(r"POST .*/messages", status=403, code=50013), Refused),
        (Fault(r"POST .*/messages", status=404, code=10003), Refused),
        (Fault(r"POST .*/messages", status=400, code=50035), NotDelivered),
        (Fault(r"POST .*/messages", status=403, code=20028), TryLater),
    ],
    ids=lambda value: f"{value.status or 'reset'} {value.phase} {value.code}" if isinstance(value, Fault) else "",
)
async def test_a_failure_is_told_as_it_is(
    trailmate: Discord, server: Server, room: Channel, fault: Fault, outcome: type[Outcome]
) -> None:
    server.faults.add(fault)
    assert isinstance(await send(trailmate, room), outcome)


async def test_a_doubt_becomes_one_message(trailmate: Discord, server: Server, room: Channel) -> None:
    server.faults.add(Fault(r"POST .*/messages", reset=True, phase="after"))
    assert isinstance(await send(trailmate, room), InDoubt)
    assert isinstance(await send(trailmate, room, marked_as_repeat(TASK)), Delivered)
    assert tasks(server, room) == 1


async def test_whoever_takes_no_direct_messages_is_out_of_reach(trailmate: Discord, server: Server, bob: User) -> None:
    bob.accepts_dms = False
    assert isinstance(await send(trailmate, bob), Refused)


async def test_a_failure_before_anything_was_sent_leaves_no_doubt(
    trailmate: Discord, server: Server, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.faults.FIRST_WAIT", 0.01)
    server.faults.add(Fault(r"POST /users/@me/channels", reset=True))
    assert isinstance(await send(trailmate, bob), Delivered)
    server.faults.add(Fault(r"POST /users/@me/channels", reset=True, times=9))
    eve = server.world.add_user("Eve")
    assert isinstance(await send(trailmate, eve), NotDelivered)


async def test_a_long_wait_before_anything_was_sent_is_left_to_the_outbox(
    trailmate: Discord, server: Server, bob: User
) -> None:
    server.faults.add(Fault(r"POST /users/@me/channels", status=429, retry_after=40))
    assert await send(trailmate, bob) == TryLater(40.0)


async def test_a_lost_channel_is_out_of_reach(trailmate: Discord, room: Channel) -> None:
    assert isinstance(await trailmate.channel.send("discord:#12345", TASK, "k"), Refused)


async def test_a_wait_for_a_rate_limit_is_no_doubt(
    trailmate: Discord, server: Server, room: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.channel.PATIENCE", 0.3)
    outcomes = [await send(trailmate, room, key=f"k{number}") for number in range(6)]
    arrived = sum(isinstance(outcome, Delivered) for outcome in outcomes)
    assert arrived == tasks(server, room)
    assert outcomes[arrived:] == [TryLater(0.3)] * (6 - arrived)


async def test_a_wait_that_discord_asks_for_is_no_doubt(
    trailmate: Discord, server: Server, room: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.channel.PATIENCE", 0.3)
    server.faults.add(Fault(r"POST .*/messages", status=429, retry_after=3))
    assert await send(trailmate, room) == TryLater(0.3)
    assert tasks(server, room) == 0


async def test_an_answer_that_takes_too_long_is_a_doubt(
    trailmate: Discord, server: Server, room: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.channel.PATIENCE", 0.3)
    server.faults.add(Fault(r"POST .*/messages", phase="after", delay=1.0))
    assert isinstance(await send(trailmate, room), InDoubt)


async def test_before_it_is_connected_messages_wait(trailmate: Discord, server: Server, room: Channel) -> None:
    trailmate.stop()
    await asyncio.sleep(0.2)
    assert await send(trailmate, room) == TryLater(5.0, everywhere=True)


async def test_a_token_that_is_refused_ends_the_connection_with_a_sentence(
    trailmate: Discord, server: Server, room: Channel, guild: Guild
) -> None:
    server.world.token = "another"
    await send(trailmate, room)
    await asyncio.sleep(0.2)
    assert "Copy a new one" in trailmate.trouble
