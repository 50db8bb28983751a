"""How fast the planner is with 100,000 learners in 38 zones, looking at each, and how long it blocks the event loop.

Needs the development requirements. From the root of a checkout:

    python -m benchmarks.planner
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, func, insert, select, text, update

from benchmarks.crowd import ZONES, crowd, move_in
from benchmarks.databases import LoopWatch, postgresql, sqlite, timed
from benchmarks.report import commands, machine, ms, say, table, today, verdict, versions, write
from bot.core.learners import Learner, LearnerSettings
from bot.core.zones import use_pinned_zones
from bot.storage.database import open_database
from bot.storage.tables import learners, outbox, tasks
from bot.storage.timetable import SqlTimetable
from bot.storage.traces import SqlTraces
from knowledge.notes.curriculum import Curriculum
from scheduler.clock import Ticker
from scheduler.lookout import Lookout
from scheduler.planner import BATCH, Planner

LEARNERS = 100_000
ROUNDS = 200
BEGAN = datetime(2026, 11, 2, tzinfo=UTC)
"""A Monday."""
DAYS_BEFORE, WAITS = 5, 0.3
"""Days of tasks that everybody has behind them, and how often a task waits for the next day."""
CAUGHT_UP_IN, EMPTY_IN, BLOCKED_FOR = 60.0, 0.005, 0.1
"""The goals, in seconds."""
PAGE = Path(__file__).parents[1] / "docs" / "planner.md"


def main() -> None:
    """Measure both databases and write the page."""
    use_pinned_zones()
    everybody = list(crowd(LEARNERS, BEGAN, Random(1)))
    columns = []
    for name, opening in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with inhabited(opening, everybody) as engine:
            say(f"{name}: a missed day")
            column = measured(engine)
        with inhabited(opening, [in_berlin(one) for one in everybody]) as engine:
            say(f"{name}: a missed evening")
            columns.append((name, column | rush(engine)))
    rows = [[label, *(column[label] for _, column in columns)] for label in columns[0][1]]
    write(
        PAGE,
        f"""
# The planner at scale

Written by `python -m benchmarks.planner` on {today()}.

- Machine: {machine()}; other programs may have been running.
- {versions("sqlalchemy", "psycopg")}; SQLite with `synchronous=FULL`; PostgreSQL over a socket on the same machine.
- {LEARNERS:,} learners in {len(ZONES)} zones; hours from 5 to 23, four in ten at the default hour; seven in ten
  study every day, the others on some weekdays. {BATCH} schedules share a transaction.
- With each task the planner looks whether its learner seems stuck, as in the running bot; everybody has {DAYS_BEFORE}
  days of tasks behind them, of which {WAITS:.0%} waited. Questions whether they are stuck are among the messages.

{table(["", *(name for name, _ in columns)], rows)}

*A missed day*: nothing ran from before the first learner was due until everybody with a task that Monday was due. One
tick then looks at every overdue schedule, writes a message where one is still worth sending (elsewhere the day is
over), and moves the schedule on. *A missed evening* is the hardest case: {LEARNERS:,} learners in one zone at one hour,
and for each of them a message is still worth sending.

Goals: {CAUGHT_UP_IN:.0f} s to catch up, {EMPTY_IN * 1000:.0f} ms for a tick with nothing due, and
{BLOCKED_FOR * 1000:.0f} ms for the longest that the event loop waits while a tick runs in its thread. As in the running
bot, what was there before the first tick is left out of garbage collection; without that, full collections block the
loop for 100 ms and more. Claiming messages is measured in [outbox.md](outbox.md).

{commands(__doc__)}
""",
    )


def measured(engine: Engine) -> dict[str, str]:
    """Return what was measured, by label."""
    planner = looking(engine)
    empty = [timed(lambda: planner.tick(BEGAN)) for _ in range(ROUNDS)]
    awake = BEGAN + timedelta(hours=38)
    seconds, block = asyncio.run(watched(planner, awake))
    written = messages(engine)
    after = [timed(lambda: planner.tick(awake)) for _ in range(ROUNDS)]
    minute = awake.replace(hour=16) + timedelta(minutes=1)
    usual = timed(lambda: planner.tick(minute))
    recomputed = timed(lambda: planner.recompute(minute))
    met = {
        "caught up": verdict(seconds < CAUGHT_UP_IN),
        "empty": verdict(max(ms(empty, 95), ms(after, 95)) < EMPTY_IN * 1000),
        "block": verdict(block < BLOCKED_FOR),
    }
    return {
        "empty tick, everybody waiting: median": f"{ms(empty, 50):.1f} ms",
        "empty tick, everybody waiting: 95th percentile": f"{ms(empty, 95):.1f} ms",
        "empty tick, after the missed day: median": f"{ms(after, 50):.1f} ms",
        "empty tick, after the missed day: 95th percentile": f"{ms(after, 95):.1f} ms ({met['empty']})",
        "a missed day, caught up in": f"{seconds:.1f} s ({met['caught up']})",
        "messages it wrote, the missed day": f"{written:,}",
        "event loop: longest block in the missed day": f"{block * 1000:.0f} ms ({met['block']})",
        f"a tick two hours later, {messages(engine) - written:,} more messages": f"{usual:.1f} s",
        "all instants worked out anew, after new time zone data": f"{recomputed:.1f} s",
    }


def rush(engine: Engine) -> dict[str, str]:
    """Return what was measured where everybody is due within ten minutes and nothing has expired."""
    seconds, block = asyncio.run(watched(looking(engine), BEGAN + timedelta(hours=20)))
    return {
        "a missed evening, caught up in": f"{seconds:.1f} s ({verdict(seconds < CAUGHT_UP_IN)})",
        "messages it wrote, the missed evening": f"{messages(engine):,}",
        "event loop: longest block in the missed evening": f"{block * 1000:.0f} ms ({verdict(block < BLOCKED_FOR)})",
    }


def looking(engine: Engine) -> Planner:
    """Return the planner as it runs: with a look at each learner whose task is due."""
    return Planner(SqlTimetable(engine), Lookout(SqlTraces(engine), Curriculum.load().prerequisites))


def remember(engine: Engine, people: Sequence[Learner], random: Random) -> None:
    """Write the tasks of the last days; whoever's last one waits is looked at closely."""
    topics = list(Curriculum.load().topics)
    for first in range(0, len(people), 5_000):
        rows = [row for one in people[first : first + 5_000] for row in given(one.id, topics, random)]
        with engine.begin() as connection:
            connection.execute(insert(tasks), rows)
    with engine.begin() as connection:
        connection.execute(update(learners).values(since=BEGAN - timedelta(days=DAYS_BEFORE + 1)))


def given(learner: str, topics: Sequence[str], random: Random) -> Iterator[dict[str, Any]]:
    """Yield a task for each of the last days; one that waits comes again."""
    sitting = random.randrange(len(topics))
    for day in range(DAYS_BEFORE, 0, -1):
        at = BEGAN - timedelta(days=day, hours=6)
        waits = random.random() < WAITS
        yield {
            "learner": learner, "id": f"{at.date()}", "date": at.date(), "session": f"session-{sitting}",
            "topic": topics[sitting % len(topics)], "part": "theory", "minutes": 30,
            "state": "open" if waits else "done", "given_at": at,
            "settled_at": None if waits else at + timedelta(hours=1),
        }  # fmt: skip
        sitting += not waits


def in_berlin(learner: Learner) -> Learner:
    """Return somebody with the default hour, 18:00, every day in Berlin."""
    settings = LearnerSettings(zone="Europe/Berlin", zone_shown="berlin", daily=True, started=True)
    return replace(learner, settings=settings)


@contextmanager
def inhabited(opening: Callable[[], AbstractContextManager[str]], people: Sequence[Learner]) -> Iterator[Engine]:
    """Give a fresh database with these learners in it."""
    with opening() as url:
        engine = open_database(url)
        move_in(engine, people, BEGAN)
        remember(engine, people, Random(2))
        analyze(engine)
        gc.collect()
        gc.freeze()  # as the running bot does before its first tick
        yield engine
        engine.dispose()


async def watched(planner: Planner, now: datetime) -> tuple[float, float]:
    """Tick as the running bot does; return how long it took and the longest the event loop waited, in seconds."""
    watch = LoopWatch()

    ticker = Ticker(planner.tick, lambda: now, time.monotonic)
    watching = asyncio.create_task(watch.run())
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await ticker()
    seconds = time.monotonic() - started
    watching.cancel()
    return seconds, watch.longest


def messages(engine: Engine) -> int:
    """Return how many messages there are."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


def analyze(engine: Engine) -> None:
    """Let PostgreSQL look at the tables, as it would by itself within a minute."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


if __name__ == "__main__":
    main()
