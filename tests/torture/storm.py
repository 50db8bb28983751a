"""A storm over the outbox: senders that are killed and stopped, platforms that fail, a planner that plans twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from bot.core.message import Kind, Message, payload_of
from bot.core.parcel import SETTLED, State
from bot.core.reply import Basis, Reply
from bot.storage.outbox import insert_messages
from bot.storage.tables import outbox
from tests.torture.platforms import KINDS, serve
from tests.torture.sender import TIMING, deliver
from tests.torture.verdict import Verdict, judge, watch

IN_LINE = 4
"""Messages to each destination; half of the destinations are on each platform, half of the kinds come once at most."""
BATCH = 100
MANY = 15


@dataclass(frozen=True, slots=True)
class Storm:
    """How bad it gets: `share` is the probability of each of five faults, a stop lasts longer than a lease."""

    deliveries: int
    kills: int
    stops: int
    share: float = 0.02
    senders: int = 2
    variant: str = "sound"
    seed: int = 1
    longest: float = 60.0
    to_the_end: bool = True
    """Whether to wait until every message is settled, not only until the last blow has shown its effect."""


def run(engine: Engine, folder: Path, storm: Storm) -> Verdict:
    """Let a storm pass over an empty database; return when every message is settled. Raises TimeoutError."""
    watch(engine)
    began, start = time.monotonic(), datetime.now(UTC)  # noqa: TID251 # the storm is a loop
    log = folder / "arrived.jsonl"
    with processes() as start_process:
        told, tells = multiprocessing.Pipe(duplex=False)
        start_process(serve, log, storm.seed, storm.share, tells)
        tells.close()  # ours: where theirs is closed as well, nobody will tell
        port: int = told.recv()
        url = engine.url.render_as_string(hide_password=False)
        planners = [threading.Thread(target=plan, args=(engine, storm.deliveries, start)) for _ in range(2)]
        for planner in planners:
            planner.start()
        rage(engine, storm, lambda: start_process(deliver, url, port, start, storm.variant))
        for planner in planners:
            planner.join(10)
    arrived = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return judge(engine, arrived, planned=storm.deliveries, seconds=time.monotonic() - began)


def plan(engine: Engine, deliveries: int, start: datetime) -> None:
    """Write the occurrences, in rounds, as the planner does at each tick."""
    everything = list(occasions(deliveries, start))
    for first in range(0, deliveries, BATCH):
        with engine.begin() as connection:
            insert_messages(connection, everything[first : first + BATCH], start)


def occasions(deliveries: int, start: datetime) -> Iterator[Message]:
    """Yield the messages; those to one destination say in `text` which is which."""
    kinds = [Kind(kind) for kind in KINDS]
    for number in range(deliveries):
        person, place = divmod(number, IN_LINE)
        yield Message(
            key=f"{kinds[place]}/{person}/{place}",
            kind=kinds[place],
            destination=f"{('discord', 'telegram')[person % 2]}:{person}",
            learner=None,
            payload=payload_of(Reply(text=str(place), basis=Basis(intent="today"))),
            not_before=start,
            expires_at=start + timedelta(days=30),
        )


def rage(engine: Engine, storm: Storm, new_sender: Callable[[], BaseProcess]) -> None:
    """Keep senders alive, kill and stop them as messages get settled, and return when all are."""
    dice = random.Random(storm.seed)
    blows = ["kill"] * storm.kills + ["stop"] * storm.stops
    dice.shuffle(blows)
    when = [storm.deliveries * (number + 1) / (len(blows) + 2) for number in range(len(blows))]
    senders = [new_sender() for _ in range(storm.senders)]
    deadline = time.monotonic() + storm.longest

    def revive() -> None:
        """Start anew whoever gave up, as a supervisor does: on a busy machine the database can stay locked for long."""
        senders[:] = [sender if sender.is_alive() else new_sender() for sender in senders]

    while (settled := number_in(engine, SETTLED)) < storm.deliveries * storm.to_the_end or blows:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{settled} of {storm.deliveries} messages settled after {storm.longest} seconds")
        if blows and settled >= when[0]:
            when.pop(0)
            victim = senders.pop(dice.randrange(len(senders)))
            senders.append(new_sender())
            if blows.pop() == "kill":
                victim.kill()
            else:
                stop(victim, engine, revive)
                senders.append(victim)
        revive()
        time.sleep(0.02 + dice.random() * 0.05)
    time.sleep(1)  # whoever comes back late may still try to change what is settled


def stop(victim: BaseProcess, engine: Engine, revive: Callable[[], None]) -> None:
    """Let a sender sleep through its lease while much is on its way, and wake it once others have most of that."""
    assert victim.pid
    deadline = time.monotonic() + 3
    while number_in(engine, {State.SENDING}) < MANY and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(victim.pid, signal.SIGSTOP)
    while locked(engine):  # it sleeps on the only write lock of SQLite: nobody else could take over
        os.kill(victim.pid, signal.SIGCONT)
        time.sleep(0.002)
        os.kill(victim.pid, signal.SIGSTOP)
    held = on_the_way(engine)
    time.sleep(TIMING.lease.total_seconds() + 1)
    deadline = time.monotonic() + 25  # whoever takes over may have been started just now, or twice
    while 2 * len(held & on_the_way(engine)) > len(held) and time.monotonic() < deadline:
        revive()
        time.sleep(0.05)
    os.kill(victim.pid, signal.SIGCONT)


def locked(engine: Engine) -> bool:
    """Return whether a SQLite file stays locked for writing."""
    if engine.dialect.name != "sqlite":
        return False
    connection = sqlite3.connect(str(engine.url.database), timeout=0.1, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def on_the_way(engine: Engine) -> set[tuple[int, int]]:
    """Return the messages that somebody is sending, each with its fence, which changes when another takes over."""
    with engine.connect().execution_options(reading=True) as connection:
        rows = connection.execute(select(outbox.c.id, outbox.c.fence).where(outbox.c.state == State.SENDING))
        return {(row.id, row.fence) for row in rows}


def number_in(engine: Engine, states: Collection[State]) -> int:
    """Return how many messages are in some states by now."""
    with engine.connect().execution_options(reading=True) as connection:
        return connection.execute(
            select(func.count()).select_from(outbox).where(outbox.c.state.in_(states))
        ).scalar_one()


@contextmanager
def processes() -> Iterator[Callable[..., BaseProcess]]:
    """Give a way to run our own functions as processes, and end every one of them.

    Each is forked from a process that has imported what they need and did nothing else: to import it takes longer than
    a storm leaves a sender alive.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.sender", "tests.torture.platforms", "adapters.telegram.post"])
    started: list[BaseProcess] = []

    def start(run: Callable[..., None], *arguments: Any) -> BaseProcess:
        process = context.Process(target=run, args=arguments)
        process.start()
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.join()
