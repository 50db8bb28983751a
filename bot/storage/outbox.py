"""The outbox in SQL: claimed with `FOR UPDATE SKIP LOCKED` in PostgreSQL, by one writer at a time in SQLite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, bindparam, delete, func, or_, select, update

from bot.core.channel import Refused
from bot.core.learners import mark_of
from bot.core.message import POLICIES, Kind, Message, to_compose
from bot.core.outbox import Reaped
from bot.core.parcel import Ending, Parcel, State, claimed, ended, lapsed, outdated, proved, resolved, unreachable
from bot.storage.columns import database_now
from bot.storage.steps import reading, writing
from bot.storage.tables import IN_FLIGHT, OPEN, PENDING, addresses, communities, forgotten, memberships, outbox
from bot.storage.writing import insert_new

ROUND = 500
"""Rows changed in one transaction; other writers get their turn between rounds."""

_PARCEL = [outbox.c[field.name] for field in fields(Parcel)]
_MESSAGE = [field.name for field in fields(Message)]
_UNTRIED = {field.name: field.default for field in fields(Parcel) if field.name not in _MESSAGE}
_PROGRESS = _UNTRIED.keys() | {"not_before"}
_MOVE = update(outbox).where(
    outbox.c.key == bindparam("from_key"),
    outbox.c.fence == bindparam("from_fence"),
    outbox.c.state == bindparam("from_state"),
)


def insert_messages(connection: Connection, messages: Sequence[Message], now: datetime) -> int:
    """Put messages in the outbox within the caller's transaction; return how many were new.

    A key that is there already stays as it is, and nothing is written for a learner who was forgotten.
    """
    gone = _forgotten(connection, {message.learner for message in messages if message.learner})
    rows = [
        _UNTRIED
        | {name: getattr(message, name) for name in _MESSAGE}
        | {"platform": message.platform, "created_at": now}
        for message in messages
        if message.learner not in gone
    ]
    return insert_new(connection, outbox, rows)


class SqlOutbox:
    """Keeps messages until they are settled. What happens to them is said in `bot.core.parcel`, not here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, platform: str, now: datetime, limit: int, lease: timedelta) -> Sequence[Parcel]:
        """Take up to `limit` due messages of a platform, the oldest of each destination.

        The commit is what makes the mark `sending` outlive a crash that comes after it.
        """
        with writing(self._engine) as connection:
            at = connection.execute(select(database_now())).scalar_one()
            return _move(connection, _free(due(platform, now).limit(limit)), lambda parcel: claimed(parcel, at, lease))

    def record(self, parcel: Parcel, ending: Ending, now: datetime) -> bool:
        """Record how the attempt ended; False, and nothing changed, where a newer claim or the reaper was first."""
        with writing(self._engine) as connection:
            known = connection.execute(_MOVE, _change(parcel, ended(parcel, ending, now))).rowcount == 1
            if known and isinstance(ending, Refused):
                _close(connection, parcel, ending.reason, now)
        return known

    def reap(self, now: datetime) -> Reaped:
        """Put lapsed leases in doubt, settle what is in doubt, and expire what waited too long."""
        late = self._sweep(lapsing(), lapsed)
        settled = self._sweep(in_doubt(), lambda parcel: resolved(parcel, now))
        old = self._sweep(ending(now), lambda parcel: outdated(parcel, now))
        return Reaped(
            lapsed=late.total(),
            repeated=settled[State.PENDING],
            given_up=settled[State.DEAD],
            expired=settled[State.EXPIRED] + old.total(),
        )

    def proved(self, key: str, now: datetime, receipt: str) -> bool:
        """Record that a message arrived; False where that was known already or it was never sent."""
        doubted = select(*_PARCEL).where(outbox.c.key == key, outbox.c.fence > 0, outbox.c.state != State.SENT)
        with writing(self._engine) as connection:
            return bool(_move(connection, doubted.with_for_update(), lambda parcel: proved(parcel, now, receipt)))

    def clear(self, before: datetime) -> int:
        """Remove messages that were settled before an instant; return how many."""
        removed = 0
        old = select(outbox.c.id).where(outbox.c.settled_at < before).limit(ROUND).scalar_subquery()
        while True:
            with writing(self._engine) as connection:
                gone = connection.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount
            removed += gone
            if gone < ROUND:
                return removed

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next waiting message may go that is not too late by now."""
        waiting = select(func.min(outbox.c.not_before)).where(PENDING, outbox.c.expires_at > now)
        with reading(self._engine) as connection:
            return connection.execute(waiting).scalar()

    def state(self, key: str) -> State | None:
        """Return where a message is on its way; None for one that is not there, or not any more."""
        with reading(self._engine) as connection:
            found = connection.execute(select(outbox.c.state).where(outbox.c.key == key)).scalar()
        return State(found) if found else None

    def counts(self) -> Mapping[State, int]:
        """Return how many messages are in each state."""
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        with reading(self._engine) as connection:
            return dict.fromkeys(State, 0) | {State(state): number for state, number in connection.execute(query)}

    def _sweep(self, query: Select[Any], step: Callable[[Parcel], Parcel]) -> Counter[State]:
        """Take a step with all rows of a query, a round at a time; return how many came to which state."""
        states: Counter[State] = Counter()
        while True:
            with writing(self._engine) as connection:
                moved = _move(connection, _free(query.limit(ROUND)), step)
            states.update(parcel.state for parcel in moved)
            if len(moved) < ROUND:
                return states


def due(platform: str, now: datetime) -> Select[Any]:
    """Select the messages that may go now: each the oldest of its destination among those whose turn has come.

    A message that was tried once keeps its place in the line, also while it waits to be tried again.
    """
    older = outbox.alias("older")
    in_line = or_(older.c.state != State.PENDING, older.c.fence > 0, older.c.not_before <= now)
    first = (
        select(older.c.id)
        .where(older.c.destination == outbox.c.destination, OPEN, in_line)
        .order_by(older.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(*_PARCEL)
        .where(PENDING, outbox.c.platform == platform, outbox.c.not_before <= now, outbox.c.expires_at > now)
        .where(outbox.c.id == first)
        .order_by(outbox.c.not_before, outbox.c.id)
    )


def lapsing() -> Select[Any]:
    """Select the messages whose sender did not report back in time."""
    return select(*_PARCEL).where(IN_FLIGHT, outbox.c.state == State.SENDING, outbox.c.lease_until < database_now())


def in_doubt() -> Select[Any]:
    """Select the messages of which nobody knows whether they arrived."""
    return select(*_PARCEL).where(IN_FLIGHT, outbox.c.state == State.UNKNOWN)


def ending(now: datetime) -> Select[Any]:
    """Select the waiting messages whose time is over."""
    return select(*_PARCEL).where(PENDING, outbox.c.expires_at <= now)


def _close(connection: Connection, parcel: Parcel, reason: str, now: datetime) -> None:
    """Mark an address as refusing, and let go what waits for it: knocking again earns a ban."""
    mine = (addresses.c.learner == parcel.learner, addresses.c.person == parcel.destination)
    if connection.execute(update(addresses).where(*mine).values(refused=reason)).rowcount:
        insert_messages(connection, [_unreached(row, now) for row in connection.execute(_boards(parcel))], now)
    waiting = select(*_PARCEL).where(PENDING, OPEN, outbox.c.destination == parcel.destination)
    _move(connection, _free(waiting), lambda waits: unreachable(waits, reason, now))


def _boards(parcel: Parcel) -> Select[Any]:
    """Select the communities of a learner, on the message's platform, that have a channel for what we post."""
    return (
        select(communities.c.id, communities.c.channel)
        .join(memberships, memberships.c.community == communities.c.id)
        .where(memberships.c.learner == parcel.learner, communities.c.left_at.is_(None))
        .where(communities.c.channel.startswith(f"{parcel.platform}:", autoescape=True))
    )


def _unreached(row: Row[Any], now: datetime) -> Message:
    """Return a note, one a day in each community, that somebody cannot be reached; it names nobody."""
    return Message(
        key=f"unreached/{row.id}/{now:%Y-%m-%d}",
        kind=Kind.OTHER,
        destination=row.channel,
        learner=None,
        payload=to_compose("unreached", row.id, now.date()),
        not_before=now,
        expires_at=now + POLICIES[Kind.OTHER].lifetime,
    )


def _free(query: Select[Any]) -> Select[Any]:
    return query.with_for_update(skip_locked=True)


def _move(connection: Connection, query: Select[Any], step: Callable[[Parcel], Parcel]) -> Sequence[Parcel]:
    """Take a step with each row of a query that locks them, and write them back."""
    before = [_parcel(row) for row in connection.execute(query)]
    after = [step(parcel) for parcel in before]
    if after:
        connection.execute(_MOVE, [_change(*pair) for pair in zip(before, after, strict=True)])
    return after


def _parcel(row: Row[Any]) -> Parcel:
    values = row._asdict()
    return Parcel(**values | {"kind": Kind(values["kind"]), "state": State(values["state"])})


def _change(before: Parcel, after: Parcel) -> dict[str, Any]:
    moved = {name: getattr(after, name) for name in _PROGRESS}
    return moved | {"from_key": before.key, "from_fence": before.fence, "from_state": before.state}


def _forgotten(connection: Connection, learners: Iterable[str]) -> set[str]:
    """Return those of the learners who asked to be forgotten."""
    marks = {mark_of(learner): learner for learner in learners}
    found = connection.execute(select(forgotten.c.mark).where(forgotten.c.mark.in_(list(marks)))).scalars()
    return {marks[mark] for mark in found}
