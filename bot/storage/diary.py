"""What learners did, in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from bot.core.items import Sheet
from bot.core.learners import SETTLED, Opened, Task, TaskState
from bot.core.mastery import Evidence
from bot.storage import tables
from bot.storage.steps import reading, writing
from bot.storage.writing import insert_once


class SqlDiary:
    """Evidence, tasks and opened resources. Every occasion is kept once, however often it is told."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def evidence(self, learner: str) -> Sequence[Evidence]:
        """Return what shows what a learner knows, oldest first."""
        table = tables.evidence
        query = select(table).where(table.c.learner == learner).order_by(table.c.at, table.c.id)
        with reading(self._engine) as connection:
            return [Evidence(row.topic, row.kind, row.at, row.right, row.question) for row in connection.execute(query)]

    def sheets(self) -> Iterator[Sheet]:
        """Yield each person's first answer to each question, without saying whose it is."""
        table = tables.evidence
        query = select(table.c.learner, table.c.question, table.c.right).where(table.c.question.is_not(None))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(table.c.learner, table.c.at, table.c.id))
            for _, answers in groupby(rows, key=attrgetter("learner")):
                sheet: dict[str, bool] = {}
                for row in answers:
                    sheet.setdefault(row.question, row.right)
                yield sheet

    def add(self, learner: str, key: str, evidence: Evidence) -> bool:
        """Keep evidence of an occasion; False where that occasion is kept already."""
        with writing(self._engine) as connection:
            return _add(connection, learner, key, evidence)

    def tasks(self, learner: str, since: date) -> Sequence[Task]:
        """Return the tasks given on or after a local date, oldest first."""
        table = tables.tasks
        query = select(table).where(table.c.learner == learner, table.c.date >= since)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(table.c.given_at, table.c.id))
            return [to_task(row) for row in rows]

    def give(self, learner: str, task: Task) -> Task:
        """Keep a task; where one of that id was given already, return that one."""
        table = tables.tasks
        row = {"learner": learner} | {name: getattr(task, name) for name in Task.__slots__}
        with writing(self._engine) as connection:
            insert_once(connection, table, row)
            kept = connection.execute(select(table).where(table.c.learner == learner, table.c.id == task.id)).one()
        return to_task(kept)

    def settle(
        self, learner: str, task: str, state: TaskState, at: datetime, evidence: Sequence[Evidence] = ()
    ) -> bool:
        """Move a task to a state with the evidence that goes with it; False where it was settled before."""
        table = tables.tasks
        change = update(table).where(table.c.learner == learner, table.c.id == task, table.c.state.not_in(SETTLED))
        with writing(self._engine) as connection:
            settled_at = at if state in SETTLED else None
            if not connection.execute(change.values(state=state, settled_at=settled_at)).rowcount:
                return False
            for number, item in enumerate(evidence):
                _add(connection, learner, f"task:{task}:{number}", item)
        return True

    def open(self, learner: str, opened: Opened) -> Sequence[Opened]:
        """Keep that a resource was opened; return all unfinished ones of its topic, oldest first."""
        table = tables.opened
        row = {"learner": learner, "topic": opened.topic, "resource": opened.resource, "at": opened.at}
        unfinished = select(table).where(
            table.c.learner == learner, table.c.topic == opened.topic, table.c.finished_at.is_(None)
        )
        with writing(self._engine) as connection:
            insert_once(connection, table, row)
            rows = connection.execute(unfinished.order_by(table.c.at))
            return [Opened(row.topic, row.resource, row.at, row.finished_at) for row in rows]

    def finish(self, learner: str, topic: str, resource: str, at: datetime) -> None:
        """Note that a resource was finished."""
        table = tables.opened
        done = update(table).where(table.c.learner == learner, table.c.topic == topic, table.c.resource == resource)
        with writing(self._engine) as connection:
            connection.execute(done.values(finished_at=at))


def _add(connection: Connection, learner: str, key: str, item: Evidence) -> bool:
    row = {"learner": learner, "key": key} | {name: getattr(item, name) for name in Evidence.__slots__}
    return insert_once(connection, tables.evidence, row)


def to_task(row: Row[Any]) -> Task:
    """Return the task of a row."""
    return Task(
        row.id, row.date, row.session, row.topic, row.part, row.minutes, row.state, row.given_at, row.settled_at
    )
