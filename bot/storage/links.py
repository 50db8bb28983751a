"""Codes that link two accounts, and what becomes of two learners who are one person, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from bot.core.links import GOOD_FOR, Joined
from bot.storage.learners import OWNED, remove
from bot.storage.steps import reading, writing
from bot.storage.tables import addresses, blocks, calls, learners, links, members, outbox, schedules, seekers
from bot.storage.writing import insert_once

_STAYS = (learners, schedules, addresses, outbox, links, members, calls)
"""What is not copied row by row: the first learner's settings and times hold; what others hold too changes hands."""


class SqlLinks:
    """Codes by their marks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, mark: str, learner: str, at: datetime) -> None:
        """Keep the mark of a learner's newest code; older ones of theirs, and of anybody, are good no more."""
        with writing(self._engine) as connection:
            connection.execute(delete(links).where((links.c.learner == learner) | (links.c.at < at - GOOD_FOR)))
            connection.execute(insert(links).values(mark=mark, learner=learner, at=at))

    def issuer(self, mark: str, at: datetime) -> str | None:
        """Return the learner whose code it is; None for a code that is wrong, used or too old."""
        query = select(links.c.learner).where(links.c.mark == mark, links.c.at > at - GOOD_FOR)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar()

    def join(self, mark: str, person: str, at: datetime) -> Joined | None:
        """Use a code up: a person and all that is kept about them become its learner's. None where it is not good."""
        used = delete(links).where(links.c.mark == mark, links.c.at > at - GOOD_FOR).returning(links.c.learner)
        with writing(self._engine) as connection:
            first = connection.execute(used).scalar()
            if first is None:
                return None
            second = connection.execute(select(addresses.c.learner).where(addresses.c.person == person)).scalar()
            if second is None:
                connection.execute(insert(addresses).values(person=person, learner=first, heard_at=at))
                return Joined(0, 0)
            return _merge(connection, first, second) if second != first else Joined(0, 0)


def _merge(connection: Connection, first: str, second: str) -> Joined:
    """Give everything of a learner to another one; what both have stays as the first one has it."""
    theirs = select(seekers.c.learner).where(seekers.c.learner == second, seekers.c.left_at.is_(None))
    if connection.execute(theirs).first():  # who looks for company goes before who once did
        connection.execute(delete(seekers).where(seekers.c.learner == first, seekers.c.left_at.is_not(None)))
    moved = {
        table.name: _move(connection, table, owner, first, second) for table, owner in OWNED if table not in _STAYS
    }
    _keep_apart(connection, first, second)
    for table in (addresses, outbox, members, calls):
        connection.execute(update(table).where(table.c.learner == second).values(learner=first))
    remove(connection, second)
    return Joined(moved["tasks"], moved["evidence"])


def _keep_apart(connection: Connection, first: str, second: str) -> None:
    """Whoever is never to meet the second learner is never to meet the first one."""
    for row in connection.execute(select(blocks).where(blocks.c.other == second)).mappings().all():
        insert_once(connection, blocks, {**row, "other": first})


def _move(connection: Connection, table: Table, owner: str, first: str, second: str) -> int:
    rows = connection.execute(select(table).where(table.c[owner] == second)).mappings().all()
    return sum(insert_once(connection, table, _for(table, row, owner, first)) for row in rows)


def _for(table: Table, row: Mapping[Any, Any], owner: str, first: str) -> dict[str, Any]:
    """Return a row for another owner; a number that only counts the rows is given anew."""
    counter = table.autoincrement_column
    kept = {name: value for name, value in row.items() if counter is None or name != counter.name}
    return kept | {owner: first}
