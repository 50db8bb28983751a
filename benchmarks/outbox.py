"""How fast the outbox is with 100,000 messages waiting, and how long delivering blocks the event loop.

Needs the development requirements. From the root of a checkout:

    python -m benchmarks.outbox
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text, update

from benchmarks.databases import LoopWatch, postgresql, sqlite, timed
from benchmarks.report import commands, machine, ms, say, table, today, versions, write
from bot.core.channel import Delivered
from bot.core.gate import Gate
from bot.core.message import Kind, Message, payload_of
from bot.core.parcel import Parcel
from bot.core.reply import Basis, Reply
from bot.delivery import Delivery
from bot.storage.database import open_database
from bot.storage.outbox import SqlOutbox, insert_messages
from bot.storage.tables import outbox

WAITING = 100_000
ROUNDS = 40
LEASE = timedelta(minutes=5)
PAGE = Path(__file__).parents[1] / "docs" / "outbox.md"
REPLY = Reply(text="Read about overfitting, then try it on your own data. " * 8, basis=Basis(intent="today"))


class Nowhere:
    """A channel that takes everything at once, as our own page does."""

    platform = "telegram"
    idempotent_for: timedelta | None = None

    def __init__(self, enough: int) -> None:
        self.enough, self.delivered, self.done = enough, 0, asyncio.Event()

    async def send(self, destination: str, reply: Reply, key: str) -> Delivered:  # noqa: ARG002 # it only counts
        """Count it."""
        self.delivered += 1
        if self.delivered >= self.enough:
            self.done.set()
        return Delivered(key)


def main() -> None:
    """Measure both databases and write the page."""
    columns = []
    for name, opening in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with opening() as url:
            engine = open_database(url)
            say(f"{name}: writing {WAITING:,} messages")
            columns.append((name, measured(engine)))
            engine.dispose()
    rows = [[label, *(column[label] for _, column in columns)] for label in columns[0][1]]
    write(
        PAGE,
        f"""
# The outbox under load

Written by `python -m benchmarks.outbox` on {today()}.

- Machine: {machine()}; other programs may have been running.
- {versions("sqlalchemy", "psycopg")}; SQLite with `synchronous=FULL`; PostgreSQL over a socket on the same machine.
- {WAITING:,} daily tasks wait, each to a destination of its own, half a kilobyte each; a claim takes 50.

{table(["", *(name for name, _ in columns)], rows)}

Platforms take 25 to 40 messages a second. The loop's longest block is how long anything else in the process (a reply, a
heartbeat) had to wait while messages were delivered to a channel without limits.

{commands(__doc__)}
""",
    )


def measured(engine: Engine) -> dict[str, str]:
    """Return what was measured, by label."""
    now = datetime.now(UTC)  # noqa: TID251 # a benchmark is a loop
    box = SqlOutbox(engine)
    filling = timed(lambda: fill(engine, now))
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE outbox"))
    claims: list[float] = []
    records: list[float] = []
    parcels: Sequence[Parcel] = ()

    def claim() -> None:
        nonlocal parcels
        parcels = box.claim("telegram", now, 50, LEASE)

    for _ in range(ROUNDS):
        claims.append(timed(claim))
        records.extend(timed(partial(box.record, parcel, Delivered("1"), now)) for parcel in parcels[:25])
    idle = [timed(lambda: box.reap(now)) for _ in range(ROUNDS)]
    lapse(engine)
    busy = timed(lambda: box.reap(now))
    rate, block = asyncio.run(delivering(box, now, 1_000))
    expiry = timed(lambda: box.reap(now + timedelta(days=2)))
    return {
        "writing one message, in rounds of 500": f"{filling / WAITING * 1000:.2f} ms",
        "claim 50: median": f"{ms(claims, 50):.1f} ms",
        "claim 50: 95th percentile": f"{ms(claims, 95):.1f} ms",
        "record one as sent: median": f"{ms(records, 50):.1f} ms",
        "record one as sent: 95th percentile": f"{ms(records, 95):.1f} ms",
        "tidy up, nothing to do: median": f"{ms(idle, 50):.1f} ms",
        "tidy up after 1,000 lapsed leases": f"{busy * 1000:.0f} ms",
        "expire the rest, in rounds of 500": f"{expiry:.1f} s",
        "deliveries a second, one process": f"{rate:.0f}",
        "event loop: longest block while delivering": f"{block * 1000:.0f} ms",
    }


def fill(engine: Engine, now: datetime) -> None:
    """Write the messages that wait, due over the last hour."""
    payload: dict[str, Any] = payload_of(REPLY)
    for first in range(0, WAITING, 500):
        messages = [
            Message(
                key=f"daily/{number}/2026-11-21",
                kind=Kind.DAILY,
                destination=f"telegram:{number}",
                learner=f"learner-{number}",
                payload=payload,
                not_before=now - timedelta(seconds=number % 3600),
                expires_at=now + timedelta(hours=6),
            )
            for number in range(first, first + 500)
        ]
        with engine.begin() as connection:
            insert_messages(connection, messages, now)


def lapse(engine: Engine) -> None:
    """Let every lease run out."""
    with engine.begin() as connection:
        connection.execute(
            update(outbox).where(outbox.c.state == "sending").values(lease_until=datetime(2026, 1, 1, tzinfo=UTC))
        )


async def delivering(box: SqlOutbox, now: datetime, number: int) -> tuple[float, float]:
    """Deliver some messages; return how many a second, and the longest that the event loop was blocked, in seconds."""
    channel = Nowhere(number)
    delivery = Delivery(box, [(channel, Gate(None, time.monotonic))], lambda _parcel, _now: True, lambda: now)
    watch = LoopWatch()

    watching = asyncio.create_task(watch.run())
    started = time.monotonic()
    running = asyncio.create_task(delivery.run())
    await channel.done.wait()
    rate = number / (time.monotonic() - started)
    delivery.stop()
    await running
    watching.cancel()
    return rate, watch.longest


if __name__ == "__main__":
    main()
