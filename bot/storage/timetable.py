"""The timetable in SQL: what is due, and the one transaction that plans a message and moves the schedule on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, bindparam, func, select, update

from bot.core.communities import Community
from bot.core.due import Slot
from bot.core.learners import Learner
from bot.core.timetable import Due, Move
from bot.storage.communities import to_community
from bot.storage.learners import LEARNER, to_learner
from bot.storage.outbox import insert_messages
from bot.storage.steps import reading, writing
from bot.storage.tables import ENABLED, addresses, communities, learners, schedules


class SqlTimetable:
    """The schedules of all owners."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """Return up to `limit` schedules whose time has come, longest due first."""
        return self._read(due(now).limit(limit))

    def upcoming(self, after: str, limit: int) -> Sequence[Due]:
        """Return schedules by id, those after an id, due or not; for looking at all of them, part by part."""
        query = select(schedules).where(ENABLED, schedules.c.id > after).order_by(schedules.c.id)
        return self._read(query.limit(limit))

    def _read(self, query: Select[Any]) -> Sequence[Due]:
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
            if not rows:
                return []
            members = _learners(connection, [row.owner for row in rows if row.kind == "daily"])
            places = _communities(connection, [row.owner for row in rows if row.kind == "prompt"])
        return list(_dues(rows, members, places))

    def move(self, moves: Sequence[Move], now: datetime) -> int:
        """Write messages and move schedules on, all or nothing; return how many messages are new."""
        if not moves:
            return 0
        with writing(self._engine) as connection:
            ids = [move.due.id for move in moves]
            locked = select(schedules.c.id, schedules.c.next_at).where(ENABLED, schedules.c.id.in_(ids))
            found = {row.id: row.next_at for row in connection.execute(locked.order_by("id").with_for_update())}
            valid = [move for move in moves if found.get(move.due.id) == move.due.slot.at]
            if not valid:
                return 0
            connection.execute(_MOVE, [_moved(move) for move in valid])
            counted = [
                {"learner": owner.id, "before": owner.ignored, "count": move.ignored}
                for move in valid
                if isinstance(owner := move.due.owner, Learner) and (move.message or move.prompt)
            ]
            if counted:
                connection.execute(_IGNORED, counted)
            written = [message for move in valid for message in (move.message, move.prompt) if message]
            return insert_messages(connection, written, now)

    def of(self, id: str) -> Slot | None:
        """Return when one schedule is next due; None where it is off."""
        query = select(schedules.c.next_date, schedules.c.next_at).where(ENABLED, schedules.c.id == id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return Slot(row.next_date, row.next_at) if row else None

    def next_due(self) -> datetime | None:
        """Return when the next schedule is due."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.min(schedules.c.next_at)).where(ENABLED)).scalar()


def due(now: datetime) -> Select[Any]:
    """Select the schedules whose time has come, longest due first."""
    return select(schedules).where(ENABLED, schedules.c.next_at <= now).order_by(schedules.c.next_at)


_MOVE = (
    update(schedules)
    .where(schedules.c.id == bindparam("schedule"))
    .values(
        next_at=bindparam("to_at"),
        next_date=bindparam("to_date"),
        last_at=bindparam("from_at"),
        last_date=bindparam("from_date"),
        enabled=bindparam("on"),
    )
)
# who spoke since it was read has ignored nothing
_IGNORED = (
    update(learners)
    .where(learners.c.id == bindparam("learner"), learners.c.ignored == bindparam("before"))
    .values(ignored=bindparam("count"))
)


def _moved(move: Move) -> dict[str, Any]:
    next, last = move.next, move.met or move.due.last
    return {
        "schedule": move.due.id,
        "to_at": next.at if next else None,
        "to_date": next.date if next else None,
        "from_at": last.at if last else None,
        "from_date": last.date if last else None,
        "on": next is not None,
    }


def _learners(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Learner, str | None]]:
    if not ids:
        return {}
    rows = connection.execute(LEARNER.where(learners.c.id.in_(ids)))
    found = {row.id: to_learner(row) for row in rows}
    reachable = select(addresses.c.learner, addresses.c.person).where(
        addresses.c.learner.in_(ids), addresses.c.refused.is_(None)
    )
    # the last one wins: where they spoke last
    where = {row.learner: row.person for row in connection.execute(reachable.order_by(addresses.c.heard_at))}
    return {id: (learner, where.get(id)) for id, learner in found.items()}


def _communities(connection: Connection, ids: Sequence[str]) -> dict[str, Community]:
    if not ids:
        return {}
    rows = connection.execute(select(communities).where(communities.c.id.in_(ids)))
    return {row.id: to_community(row) for row in rows}


def _dues(
    rows: Iterable[Row[Any]], members: dict[str, tuple[Learner, str | None]], places: dict[str, Community]
) -> Iterable[Due]:
    for row in rows:
        slot = Slot(row.next_date, row.next_at)
        last = Slot(row.last_date, row.last_at) if row.last_at else None
        if row.kind == "daily" and row.owner in members:
            learner, destination = members[row.owner]
            yield Due(row.id, "daily", learner, slot, last, destination)
        elif row.kind == "prompt" and row.owner in places:
            place = places[row.owner]
            yield Due(row.id, "prompt", place, slot, last, place.channel)
