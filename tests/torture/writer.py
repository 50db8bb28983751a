"""Writes to a database and says which commits were acknowledged, and finds them again; run as a process of its own.

Usage: writer.py URL COMMITS [SYNCHRONOUS]. The last one weakens SQLite on purpose, which the product never does.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from bot.storage.database import StorageError, open_database
from bot.storage.tables import facts, unanswered

NOTHING = -1
"""Not even the first commit, which is number 0."""
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def write(url: str, commits: int, synchronous: str) -> None:
    """Insert and update in each commit; close everything in the middle, and leave without closing at the end."""
    engine = open_database(url)

    def weaken(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("PRAGMA wal_autocheckpoint=40")  # pages: some checkpoints in a short run

    event.listen(engine, "connect", weaken)
    engine.dispose()
    with engine.begin() as connection:
        connection.execute(insert(facts).values(name="commits", value="0"))
    acknowledge(0)
    for number in range(1, commits + 1):
        with engine.begin() as connection:
            commit(connection, number)
        acknowledge(number)
        if number == commits // 2:
            engine.dispose()


def commit(connection: Connection, number: int) -> None:
    """Write commit number `number`; the two rows say the same or the commit was torn."""
    question = f"{number} " + "why " * (number * 97 % 800)
    connection.execute(insert(unanswered).values(question=question, at=NOON))
    connection.execute(update(facts).where(facts.c.name == "commits").values(value=str(number)))


def acknowledge(number: int) -> None:
    """Say that a commit will last."""
    os.write(1, b"%d\n" % number)


def last_commit(database: Path) -> int | None:
    """Open a database as Trailmate does when the power is back; return its last commit, None where it is broken."""
    try:
        engine = open_database(f"sqlite:///{database}")
    except StorageError:
        return None
    try:
        with engine.connect() as connection:
            well = connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            counted = connection.execute(select(facts.c.value).where(facts.c.name == "commits")).scalar()
            questions = connection.execute(select(unanswered.c.question).order_by(unanswered.c.id)).scalars().all()
    except DatabaseError:
        return None
    finally:
        engine.dispose()
    last = NOTHING if counted is None else int(counted)
    numbers = [int(question.split()[0]) for question in questions]
    return last if well and numbers == list(range(1, last + 1)) else None


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), *(sys.argv[3:] or ["FULL"]))
    os._exit(0)
