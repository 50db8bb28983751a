"""Deliveries through the outbox to Discord while requests fail: each arrives once, and in its order."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from adapters.discord.gateway import Discord
from bot.app import App
from bot.core.message import Kind, Message, payload_of
from bot.core.parcel import SETTLED, State
from bot.core.reply import Basis, Button, Reply
from bot.delivery import Delivery, Timing
from bot.storage.database import open_database
from bot.storage.outbox import insert_messages
from bot.storage.tables import outbox
from tests.adapters.discord.peer import mine, now
from tests.adapters.discord.process import settings, start
from tests.discord_server.faults import Fault
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild

FAULTS = (
    {"status": 503},
    {"reset": True},
    {"reset": True, "phase": "after"},
    {"status": 500, "phase": "after"},
    {"status": 503, "phase": "after"},
    {"status": 429, "retry_after": 0.3},
    {"status": 429, "retry_after": 40},
)


def destinations(server: Server, guild: Guild, many: int) -> dict[str, Channel]:
    """Make as many channels as people, and return where each message to them arrives."""
    rooms = [server.world.add_channel(guild, f"room{number}") for number in range(many)]
    people = [server.world.add_user(f"person{number}") for number in range(many)]
    for person in people:
        server.world.add_member(guild, person)
    return {f"discord:#{room.id}": room for room in rooms} | {
        f"discord:{person.id}": server.world.dm(person) for person in people
    }


def daily(to: str, number: int, at: datetime) -> Message:
    button = Button(label="Done", send=f"/done t{number}")
    return Message(
        key=f"daily/{to}/{number}",
        kind=Kind.DAILY,
        destination=to,
        learner=None,
        payload=payload_of(Reply(text=f"number {number}", buttons=(button,), basis=Basis(intent="today"))),
        not_before=at,
        expires_at=at + timedelta(days=30),
    )


def numbers(server: Server, channel: Channel) -> list[int]:
    """Return which messages arrived in a channel, in the order of their arrival."""
    texts = [message.embeds[0]["description"] for message in mine(server, channel) if message.embeds]
    return [int(text.split()[-1]) for text in texts if "number " in text]


def settled(engine: Engine) -> int:
    with engine.connect().execution_options(reading=True) as connection:
        states = select(func.count()).where(outbox.c.state.in_(SETTLED))
        return connection.execute(states).scalar_one()


def verdict(server: Server, engine: Engine, there: dict[str, Channel], each: int) -> dict[str, int]:
    arrived = {to: numbers(server, channel) for to, channel in there.items()}
    with engine.connect() as connection:
        sent = connection.execute(select(func.count()).where(outbox.c.state == State.SENT)).scalar_one()
    return {
        "lost": sum(each - len(set(one)) for one in arrived.values()),
        "doubled": sum(len(one) - len(set(one)) for one in arrived.values()),
        "reordered": sum(a > b for one in arrived.values() for a, b in itertools.pairwise(one)),
        "not known as sent": each * len(there) - sent,
    }


async def fail_now_and_then(server: Server, dice: random.Random, every: float) -> None:
    """Let requests that send something fail, one after another."""
    while True:
        server.faults.coming.clear()  # or they pile up for what is asked rarely
        if dice.random() < 0.7:
            server.faults.add(Fault(dice.choice(ROUTES), **dice.choice(FAULTS)))
        await asyncio.sleep(dice.random() * 2 * every)


ROUTES = (r"POST /channels/\d+/messages", r"POST /channels/\d+/messages", r"POST /users/@me/channels")
NONE = {"lost": 0, "doubled": 0, "reordered": 0, "not known as sent": 0}


async def test_each_delivery_arrives_once_and_in_order_while_requests_fail(
    app: App, trailmate: Discord, server: Server, guild: Guild
) -> None:
    there, each = destinations(server, guild, 6), 2
    with app.storage.engine.begin() as connection:
        insert_messages(connection, [daily(to, number, now()) for number in range(each) for to in there], now())
    for fault in FAULTS[:6]:
        server.faults.add(Fault(r"POST /channels/\d+/messages", **fault))
    quick = Timing(poll=timedelta(seconds=0.1), reap=timedelta(seconds=0.2))
    channels = [(trailmate.channel, trailmate.gate)]
    delivery = Delivery(app.storage.outbox, channels, lambda _parcel, _now: True, now, quick)
    delivering = asyncio.create_task(delivery.run())
    async with asyncio.timeout(40):
        while await asyncio.to_thread(settled, app.storage.engine) < each * len(there):  # noqa: ASYNC110 - a row's
            await asyncio.sleep(0.1)
    delivery.stop()
    await delivering
    assert verdict(server, app.storage.engine, there, each) == NONE


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'trailmate.db'}")
    yield engine
    engine.dispose()


@pytest.mark.torture
async def test_each_delivery_arrives_once_and_in_order_while_the_program_is_killed(
    server: Server, guild: Guild, outside: Engine, tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there, each, kills, dice = destinations(server, guild, 10), 15, 6, random.Random(1)
    everything = [daily(to, number, now()) for number in range(each) for to in there]
    with outside.begin() as connection:
        insert_messages(connection, everything, now())
    failing = asyncio.create_task(fail_now_and_then(server, dice, 2.0))
    environment = settings(server, cache, tmp_path)
    process = await start(environment, tmp_path / "log.txt")
    killed = 0
    try:
        async with asyncio.timeout(900):
            while (done := await asyncio.to_thread(settled, outside)) < len(everything):
                await asyncio.sleep(0.1)
                if killed < kills and done > len(everything) * (killed + 1) / (kills + 1):
                    process.kill()
                    await process.wait()
                    process = await start(environment, tmp_path / "log.txt")
                    killed += 1
    finally:
        failing.cancel()
        process.terminate()
        await process.wait()
    found = verdict(server, outside, there, each)
    with capsys.disabled():
        print(f"\n{len(everything)} deliveries, {killed} kills, {len(server.journal.refused)} refusals: {found}")
    assert found == NONE
