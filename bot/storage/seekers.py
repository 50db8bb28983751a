"""Who looks for company, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, exists, or_, select, true, update

from bot.core.partners import Seeking, Wish
from bot.storage.steps import reading, writing
from bot.storage.tables import addresses, blocks, memberships, seekers, waiting
from bot.storage.writing import insert_once

LOOKING = seekers.c.left_at.is_(None)
"""Holds for who looks for company still."""
SEEKING = [seekers.c[field.name] for field in fields(Seeking)]


class SqlSeekers:
    """Who is looking for company."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, learner: str) -> Seeking | None:
        """Return what somebody looks for; None where they never said so, or left."""
        return self._found(learner, LOOKING)

    def before(self, learner: str) -> Seeking | None:
        """Return what somebody looks for, or looked for when they left."""
        return self._found(learner, true())

    def save(self, seeking: Seeking) -> None:
        """Keep it, new or changed."""
        with writing(self._engine) as connection:
            save(connection, seeking)

    def heard(self, learner: str) -> None:
        """Note that somebody said a word in this round; nothing where they left."""
        with writing(self._engine) as connection:
            connection.execute(update(seekers).where(seekers.c.learner == learner).values(silent=0))

    def leave(self, learner: str, at: datetime) -> None:
        """Take somebody out; what they looked for is kept."""
        mine = update(seekers).where(seekers.c.learner == learner)
        with writing(self._engine) as connection:
            connection.execute(mine.values(left_at=at, study_group=""))
            connection.execute(delete(waiting).where(waiting.c.learner == learner))

    def block(self, learner: str, other: str, at: datetime) -> None:
        """Never bring these two together again."""
        with writing(self._engine) as connection:
            insert_once(connection, blocks, {"learner": learner, "other": other, "at": at})

    def are_apart(self, learner: str, other: str) -> bool:
        """Tell whether one of two has blocked the other."""
        with reading(self._engine) as connection:
            return connection.execute(select(apart(learner, other))).scalar_one()

    def homes(self, person: str) -> Sequence[str]:
        """Return the communities that somebody is a member of, the newest first."""
        query = (
            select(memberships.c.community)
            .join(addresses, addresses.c.learner == memberships.c.learner)
            .where(addresses.c.person == person)
            .order_by(memberships.c.since.desc(), memberships.c.community)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def reached_at(self, learners: Sequence[str]) -> dict[str, str]:
        """Return for each learner the destination where they spoke last and nobody refuses us."""
        with reading(self._engine) as connection:
            return reached_at(connection, learners)

    def all_of(self, learner: str) -> Sequence[str]:
        """Return every destination of somebody, also where they refuse us."""
        query = select(addresses.c.person).where(addresses.c.learner == learner).order_by(addresses.c.person)
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def _found(self, learner: str, where: ColumnElement[bool]) -> Seeking | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(*SEEKING).where(seekers.c.learner == learner, where)).first()
        return to_seeking(row) if row else None


def save(connection: Connection, seeking: Seeking) -> None:
    """Keep what somebody looks for."""
    row = {
        "community": seeking.community,
        "wish": seeking.wish.model_dump(mode="json"),
        "since": seeking.since,
        "suits_at": seeking.suits_at,
        "paused_until": seeking.paused_until,
        "skips": seeking.skips,
        "silent": seeking.silent,
        "study_group": seeking.study_group,
        "left_at": None,
    }
    if not insert_once(connection, seekers, {"learner": seeking.learner} | row):
        connection.execute(update(seekers).where(seekers.c.learner == seeking.learner).values(row))


def apart(one: Any, other: Any) -> ColumnElement[bool]:
    """Return the condition that two learners, columns or ids, are kept apart by either of them."""
    return exists().where(
        or_(
            and_(blocks.c.learner == one, blocks.c.other == other),
            and_(blocks.c.learner == other, blocks.c.other == one),
        )
    )


def to_seeking(row: Row[Any]) -> Seeking:
    """Return what somebody looks for, of a row."""
    values = row._asdict()
    return Seeking(**values | {"wish": Wish.model_validate(values["wish"])})


def reached_at(connection: Connection, learners: Iterable[str]) -> dict[str, str]:
    """Return for each learner the destination where they spoke last and nobody refuses us."""
    query = select(addresses.c.learner, addresses.c.person).where(
        addresses.c.learner.in_(list(learners)), addresses.c.refused.is_(None)
    )
    # the last one wins
    return {
        row.learner: row.person for row in connection.execute(query.order_by(addresses.c.heard_at, addresses.c.person))
    }
