"""What a look at every learner costs the planner, with four weeks of tasks and questions behind each of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, insert, update

from benchmarks.crowd import crowd, move_in
from benchmarks.databases import sqlite
from benchmarks.planner import in_berlin
from benchmarks.stuck_detector.somebody import rests_on, topic
from bot.core.learners import Learner
from bot.core.zones import use_pinned_zones
from bot.storage.database import open_database
from bot.storage.tables import learners, tasks, traces
from bot.storage.timetable import SqlTimetable
from bot.storage.traces import SqlTraces
from scheduler.lookout import Lookout
from scheduler.planner import Planner

LEARNERS = 5_000
BEGAN = datetime(2026, 11, 2, tzinfo=UTC)
DAYS = 28
SKIPS = 0.3
"""How often a task waits for the next day."""


def seconds(*, looks: bool) -> tuple[float, int]:
    """Return the processor seconds of one tick at which everybody is due, and how many messages it wrote."""
    use_pinned_zones()
    random = Random(1)
    with sqlite() as url:
        engine = open_database(url)
        people = [in_berlin(one) for one in crowd(LEARNERS, BEGAN, random)]
        move_in(engine, people, BEGAN)
        _remember(engine, people, random)
        planner = Planner(SqlTimetable(engine), *([Lookout(SqlTraces(engine), rests_on)] if looks else []))
        started = time.process_time()
        written = planner.tick(BEGAN + timedelta(hours=20))
        took = time.process_time() - started
        engine.dispose()
    return took, written


def _remember(engine: Engine, people: list[Learner], random: Random) -> None:
    with engine.begin() as connection:
        connection.execute(insert(tasks), [row for one in people for row in _tasks(one.id, random)])
        connection.execute(insert(traces), [row for one in people for row in _questions(one.id, random)])
        connection.execute(update(learners).values(since=BEGAN - timedelta(days=DAYS)))


def _tasks(learner: str, random: Random) -> Iterator[dict[str, Any]]:
    sitting = 0
    for day in range(DAYS):
        at = BEGAN - timedelta(days=DAYS - day, hours=6)
        done = random.random() >= SKIPS
        yield {
            "learner": learner, "id": f"{at.date()}", "date": at.date(), "session": f"session-{sitting}",
            "topic": topic(sitting // 4), "part": "theory", "minutes": 30, "state": "done" if done else "open",
            "given_at": at, "settled_at": at + timedelta(hours=1) if done else None,
        }  # fmt: skip
        sitting += done


def _questions(learner: str, random: Random) -> Iterator[dict[str, Any]]:
    for days in random.sample(range(1, 14), 6):
        about = topic(random.randrange(8))
        yield {"learner": learner, "topic": about, "kind": "asked", "at": BEGAN - timedelta(days=days)}
