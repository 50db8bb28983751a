"""Traces in SQL, and what else a look at learners takes in: read for many at once, for the planner looks at many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, case, delete, func, or_, select, union

from bot.core.learners import SETTLED
from bot.core.mastery import Evidence
from bot.core.message import Kind
from bot.core.parcel import MAY_HAVE_ARRIVED, State
from bot.core.signals import LATELY, TWICE
from bot.core.traces import KEPT_FOR, Reminded, Trace, Watched
from bot.storage.diary import to_task
from bot.storage.steps import reading, writing
from bot.storage.tables import evidence, outbox, tasks, traces, turned_down
from bot.storage.writing import insert_new, insert_once

TASKS_OF = timedelta(days=28)
"""How far back tasks are read, to know how long somebody usually needs for one."""
REMINDERS = (Kind.STUCK, Kind.NUDGE)

_Read = TypeVar("_Read")


class SqlTraces:
    """The traces of learners, and what else a look at them takes in."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, learner: str, trace: Trace) -> None:
        """Keep a trace; one that is there already stays as it is."""
        row = {"learner": learner, "topic": trace.topic, "kind": trace.kind, "at": trace.at}
        old = delete(traces).where(traces.c.learner == learner, traces.c.at < trace.at - KEPT_FOR)
        with writing(self._engine) as connection:
            connection.execute(old)
            insert_once(connection, traces, row)

    def worth_a_look(self, learners: Sequence[str], now: datetime) -> Sequence[str]:
        """Return those of the learners whose newest task is open or who missed two questions in a week."""
        with reading(self._engine) as connection:
            return list(connection.execute(union(_with_open_task(learners, now), _missed(learners, now))).scalars())

    def watched(self, learners: Sequence[str], now: datetime) -> Mapping[str, Watched]:
        """Return what there is to look at, by learner."""
        with reading(self._engine) as connection:
            given = _by_learner(connection, _given(learners, now), to_task)
            answers = _by_learner(connection, _answered(learners, now), _answer)
            left = _by_learner(connection, _left(learners, now), lambda row: Trace(row.topic, row.kind, row.at))
            sent = reminded(connection, learners, now)
            wrong = _by_learner(connection, _turned_down(learners), lambda row: (row.signal, row.at))
        return {
            id: Watched(given[id], answers[id], left[id], sent[id],
                        Counter(signal for signal, _ in wrong[id]), max((at for _, at in wrong[id]), default=None))
            for id in learners
        }  # fmt: skip

    def turn_down(self, learner: str, on: date, signals: Collection[str], at: datetime) -> bool:
        """Keep that the prompt of a local date was wrong, and which signals led to it; False where that is known."""
        rows = [{"learner": learner, "date": on, "signal": signal, "at": at} for signal in signals]
        with writing(self._engine) as connection:
            return insert_new(connection, turned_down, rows) > 0

    def clear(self, before: datetime) -> int:
        """Remove traces older than an instant; return how many."""
        with writing(self._engine) as connection:
            return connection.execute(delete(traces).where(traces.c.at < before)).rowcount


def reminded(connection: Connection, learners: Sequence[str], now: datetime) -> Mapping[str, Sequence[Reminded]]:
    """Return the reminders of the last days, by learner; those on their way count as well."""
    return _by_learner(connection, _sent(learners, now), lambda row: Reminded(row.key, Kind(row.kind), row.at))


def _with_open_task(learners: Sequence[str], now: datetime) -> Select[Any]:
    lately = tasks.c.date >= (now - KEPT_FOR).date()
    last_settled = func.max(case((tasks.c.state.in_(SETTLED), tasks.c.given_at)))
    is_open = or_(last_settled.is_(None), last_settled < func.max(tasks.c.given_at))
    of_these = select(tasks.c.learner).where(tasks.c.learner.in_(learners), lately)
    return of_these.group_by(tasks.c.learner).having(is_open)


def _missed(learners: Sequence[str], now: datetime) -> Select[Any]:
    wrong = (evidence.c.kind == "recall") & ~evidence.c.right & (evidence.c.at >= now - LATELY)
    of_these = select(evidence.c.learner).where(evidence.c.learner.in_(learners), wrong)
    return of_these.group_by(evidence.c.learner).having(func.count() >= TWICE)


def _given(learners: Sequence[str], now: datetime) -> Select[Any]:
    lately = tasks.c.date >= (now - TASKS_OF).date()
    return select(tasks).where(tasks.c.learner.in_(learners), lately).order_by(tasks.c.given_at, tasks.c.id)


def _answered(learners: Sequence[str], now: datetime) -> Select[Any]:
    recent = (evidence.c.kind == "recall") & (evidence.c.at >= now - KEPT_FOR)
    return select(evidence).where(evidence.c.learner.in_(learners), recent).order_by(evidence.c.at, evidence.c.id)


def _left(learners: Sequence[str], now: datetime) -> Select[Any]:
    recent = traces.c.at >= now - KEPT_FOR
    return select(traces).where(traces.c.learner.in_(learners), recent).order_by(traces.c.at)


def _sent(learners: Sequence[str], now: datetime) -> Select[Any]:
    """Select the reminders that went out, may have, or are on their way."""
    at = func.coalesce(outbox.c.settled_at, outbox.c.not_before, type_=outbox.c.not_before.type)
    reminders = outbox.c.learner.in_(learners) & outbox.c.kind.in_(REMINDERS)
    came = or_(outbox.c.state != State.EXPIRED, outbox.c.reason.startswith(MAY_HAVE_ARRIVED))
    recent = outbox.c.not_before >= now - KEPT_FOR
    columns = (outbox.c.learner, outbox.c.key, outbox.c.kind, at.label("at"))
    return select(*columns).where(reminders, came, recent).order_by(at)


def _turned_down(learners: Sequence[str]) -> Select[Any]:
    return select(turned_down).where(turned_down.c.learner.in_(learners))


def _answer(row: Row[Any]) -> Evidence:
    return Evidence(row.topic, row.kind, row.at, row.right)


def _by_learner(
    connection: Connection, query: Select[Any], read: Callable[[Row[Any]], _Read]
) -> defaultdict[str, list[_Read]]:
    found: defaultdict[str, list[_Read]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.learner].append(read(row))
    return found
