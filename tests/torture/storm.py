"""A storm over the outbox: senders that are killed and stopped, platforms that fail, a planner that plans twice."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, text

from bot.core.message import POLICIES, Doubt, Kind, Message, payload_of
from bot.core.parcel import SETTLED, STEPS, State
from bot.core.reply import Basis, Reply
from bot.storage.outbox import insert_messages
from bot.storage.tables import outbox
from tests.torture.sender import TIMING

ROOT = Path(__file__).parents[2]
IN_LINE = 4
"""Messages to each destination; half of the destinations are on each platform, half of the kinds come once at most."""
BATCH = 100
MANY = 15
AUDIT = {
    "sqlite": """
        CREATE TRIGGER audit_steps AFTER UPDATE OF state ON outbox WHEN old.state != new.state BEGIN
          INSERT INTO audit VALUES (new.key, old.state, new.state, (julianday('now') - 2440587.5) * 86400.0);
        END""",
    "postgresql": """
        CREATE FUNCTION audit_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO audit VALUES (new.key, old.state, new.state, extract(epoch FROM clock_timestamp())); RETURN new;
        END $$;
        CREATE TRIGGER audit_steps AFTER UPDATE OF state ON outbox FOR EACH ROW
          WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION audit_step()""",
}


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


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it, in messages. From `unaccounted` to `twice_at_most_once` all must be 0.

    `late` arrived from a sender that overslept its lease between its last look at it and the network: no program can
    do both in one step. They may be out of order; they are never doubled where a message must come once.
    """

    deliveries: int
    kills: int
    stops: int
    seconds: float
    unaccounted: int
    sent_not_received: int
    twice_with_nonce: int
    out_of_order: int
    twice_at_most_once: int
    wrong_steps: int
    repeats: int
    given_up_arrived: int
    given_up_lost: int
    late: int

    def faults(self) -> dict[str, int]:
        """Return what must be nothing and is not."""
        names = [field.name for field in fields(self)]
        checked = names[names.index("unaccounted") : names.index("wrong_steps") + 1]
        return {name: value for name in checked if (value := getattr(self, name))}

    def line(self, title: str) -> str:
        """Return a row of a table."""
        return " | ".join([title, *(f"{field.name} {getattr(self, field.name):.4g}" for field in fields(self))])


def run(engine: Engine, folder: Path, storm: Storm) -> Report:
    """Let a storm pass over an empty database; return when every message is settled. Raises TimeoutError."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE audit (key TEXT, before TEXT, after TEXT, at DOUBLE PRECISION)"))
        connection.execute(text(AUDIT[engine.dialect.name]))
    began, start = time.monotonic(), datetime.now(UTC)  # noqa: TID251 # the storm is a loop
    log = folder / "arrived.jsonl"
    with processes() as start_process:
        platforms = start_process("platforms", str(log), str(storm.seed), str(storm.share))
        assert platforms.stdout
        port = platforms.stdout.readline().strip()
        url = engine.url.render_as_string(hide_password=False)
        planners = [threading.Thread(target=plan, args=(engine, storm.deliveries, start)) for _ in range(2)]
        for planner in planners:
            planner.start()
        rage(engine, storm, lambda: start_process("sender", url, port, start.isoformat(), storm.variant))
        for planner in planners:
            planner.join(10)
    arrived = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return judge(engine, storm, arrived, time.monotonic() - began)


def plan(engine: Engine, deliveries: int, start: datetime) -> None:
    """Write the occurrences, in rounds, as the planner does at each tick."""
    everything = list(occasions(deliveries, start))
    for first in range(0, deliveries, BATCH):
        with engine.begin() as connection:
            insert_messages(connection, everything[first : first + BATCH], start)


def occasions(deliveries: int, start: datetime) -> Iterator[Message]:
    """Yield the messages; those to one destination say in `text` which is which."""
    kinds = (Kind.DAILY, Kind.STUCK, Kind.PAIRING, Kind.NUDGE)
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


def rage(engine: Engine, storm: Storm, new_sender: Any) -> None:
    """Keep senders alive, kill and stop them as messages get settled, and return when all are."""
    dice = random.Random(storm.seed)
    blows = ["kill"] * storm.kills + ["stop"] * storm.stops
    dice.shuffle(blows)
    when = [storm.deliveries * (number + 1) / (len(blows) + 2) for number in range(len(blows))]
    senders = [new_sender() for _ in range(storm.senders)]
    deadline = time.monotonic() + storm.longest
    while (settled := number_in(engine, SETTLED)) < storm.deliveries or blows:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{settled} of {storm.deliveries} messages settled after {storm.longest} seconds")
        if blows and settled >= when[0]:
            when.pop(0)
            victim = senders.pop(dice.randrange(len(senders)))
            senders.append(new_sender())
            if blows.pop() == "kill":
                victim.kill()
            else:
                stop(victim, engine)
                senders.append(victim)
        time.sleep(0.02 + dice.random() * 0.05)
    time.sleep(0.5)  # whoever comes back late may still try to change what is settled


def stop(victim: subprocess.Popen[str], engine: Engine) -> None:
    """Let a sender sleep through its lease while much is on its way, and wake it."""
    deadline = time.monotonic() + 3
    while number_in(engine, {State.SENDING}) < MANY and time.monotonic() < deadline:
        time.sleep(0.005)
    victim.send_signal(signal.SIGSTOP)
    while locked(engine):  # it sleeps on the only write lock of SQLite: nobody else could take over
        victim.send_signal(signal.SIGCONT)
        time.sleep(0.002)
        victim.send_signal(signal.SIGSTOP)
    time.sleep(TIMING.lease.total_seconds() + 1)
    victim.send_signal(signal.SIGCONT)


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


def number_in(engine: Engine, states: Collection[State]) -> int:
    """Return how many messages are in some states by now."""
    with engine.connect().execution_options(reading=True) as connection:
        return connection.execute(
            select(func.count()).select_from(outbox).where(outbox.c.state.in_(states))
        ).scalar_one()


@contextmanager
def processes() -> Iterator[Any]:
    """Give a way to start our own modules as processes, and end every one of them."""
    started: list[subprocess.Popen[str]] = []

    def start(module: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"tests.torture.{module}", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate()


def judge(engine: Engine, storm: Storm, arrived: list[dict[str, Any]], seconds: float) -> Report:
    """Compare what is on record with what arrived."""
    with engine.connect() as connection:
        rows = {row.key: row for row in connection.execute(select(outbox))}
        steps = connection.execute(text("SELECT key, before, after, at FROM audit ORDER BY at")).all()
    copies = Counter(message["key"] for message in arrived)
    once = {key for key, row in rows.items() if POLICIES[Kind(row.kind)].in_doubt is Doubt.GIVE_UP}
    given_up = [key for key, row in rows.items() if row.state in {State.DEAD, State.EXPIRED}]
    late = overslept(arrived, steps)
    return Report(
        deliveries=len(rows),
        kills=storm.kills,
        stops=storm.stops,
        seconds=seconds,
        unaccounted=storm.deliveries - sum(row.state in SETTLED for row in rows.values()),
        sent_not_received=sum(row.state == State.SENT and not copies[key] for key, row in rows.items()),
        twice_with_nonce=sum(number > 1 for key, number in copies.items() if rows[key].platform == "discord"),
        out_of_order=out_of_order([message for place, message in enumerate(arrived) if place not in late]),
        twice_at_most_once=sum(copies[key] > 1 for key in once),
        wrong_steps=sum(after not in STEPS[State(before)] | {State.SENT} for _, before, after, _ in steps),
        repeats=sum(copies.values()) - len(copies),
        given_up_arrived=sum(copies[key] > 0 for key in given_up),
        given_up_lost=sum(copies[key] == 0 for key in given_up),
        late=len(late),
    )


def overslept(arrived: list[dict[str, Any]], steps: Any) -> set[int]:
    """Return which arrivals came while their message was in nobody's hands: their sender's lease was over."""
    history: dict[str, list[tuple[float, str]]] = {}
    for key, _, after, at in steps:
        history.setdefault(key, []).append((at, after))
    late = set()
    for place, message in enumerate(arrived):
        states = [state for at, state in history.get(message["key"], []) if at <= message["at"]]
        if states and states[-1] != State.SENDING:
            late.add(place)
    return late


def out_of_order(arrived: list[dict[str, Any]]) -> int:
    """Return how many messages came, for the first time, after a later one to the same destination."""
    latest: Counter[str] = Counter()
    seen: set[str] = set()
    wrong = 0
    for message in arrived:
        place = int(message["text"].split()[-1])
        wrong += message["key"] not in seen and place < latest[message["destination"]]
        seen.add(message["key"])
        latest[message["destination"]] = max(latest[message["destination"]], place)
    return wrong
