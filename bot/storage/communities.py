"""Communities in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, Table, func, select, union, update

from bot.core.communities import FEWEST_STUCK, Community
from bot.core.due import Slot
from bot.storage.tables import communities, evidence, memberships, schedules, tasks, traces
from bot.storage.writing import insert_once


class SqlCommunities:
    """The communities, their members, and where their members are on the roadmap."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)

    def get(self, id: str) -> Community | None:
        """Return a community."""
        with self._reading.connect() as connection:
            row = connection.execute(select(communities).where(communities.c.id == id)).first()
        return to_community(row) if row else None

    def save(self, community: Community, at: datetime, next: Slot | None) -> None:
        """Keep a community, new or changed, and when its next prompt is due (None: never)."""
        row = {
            "title": community.title,
            "zone": community.zone,
            "channel": community.channel,
            "prompt_at": community.prompt_at,
            "days": sum(1 << day for day in community.days),
            "prompts": community.prompts,
            "weekly": community.weekly,
        }
        id = f"prompt:{community.id}"
        slot = {"next_at": next.at if next else None, "next_date": next.date if next else None, "enabled": bool(next)}
        with self._engine.begin() as connection:
            if not insert_once(connection, communities, {"id": community.id, "since": at} | row):
                connection.execute(update(communities).where(communities.c.id == community.id).values(row))
            schedule = {"id": id, "kind": "prompt", "owner": community.id} | slot
            if not insert_once(connection, schedules, schedule):
                connection.execute(update(schedules).where(schedules.c.id == id).values(slot))

    def last_slot(self, id: str) -> Slot | None:
        """Return when the last prompt was due."""
        query = select(schedules.c.last_date, schedules.c.last_at).where(schedules.c.id == f"prompt:{id}")
        with self._reading.connect() as connection:
            row = connection.execute(query).first()
        return Slot(row.last_date, row.last_at) if row and row.last_at else None

    def recent_topics(self, community: str, since: datetime) -> Sequence[tuple[str, int]]:
        """Return the topics of members' tasks since an instant, each with how many members, most first."""
        often = func.count(tasks.c.learner.distinct())
        query = (
            select(tasks.c.topic, often)
            .join(memberships, memberships.c.learner == tasks.c.learner)
            .where(memberships.c.community == community, tasks.c.given_at >= since)
            .group_by(tasks.c.topic)
            .order_by(often.desc(), tasks.c.topic)
        )
        with self._reading.connect() as connection:
            return [(topic, count) for topic, count in connection.execute(query)]

    def stuck_topics(self, community: str, since: datetime) -> Sequence[str]:
        """Return the topics that `FEWEST_STUCK` members or more were stuck on since an instant, most first."""
        signs = union(*_signs(since)).subquery()
        members = func.count(signs.c.learner.distinct())
        query = (
            select(signs.c.topic)
            .join(memberships, memberships.c.learner == signs.c.learner)
            .where(memberships.c.community == community)
            .group_by(signs.c.topic)
            .having(members >= FEWEST_STUCK)
            .order_by(members.desc(), signs.c.topic)
        )
        with self._reading.connect() as connection:
            return list(connection.execute(query).scalars())


def _signs(since: datetime) -> Iterator[Select[Any]]:
    """Yield who was stuck on what: said so, found a task too hard, put it off twice, or missed two questions."""
    said = traces.c.kind.in_(("sounded stuck", "helped")) & (traces.c.at >= since)
    yield select(traces.c.learner, traces.c.topic).where(said)
    given = select(tasks.c.learner, tasks.c.topic).where(tasks.c.given_at >= since)
    yield given.where(tasks.c.state == "too-hard")
    yield _twice(given.where(tasks.c.state == "later"), tasks)
    missed = (evidence.c.kind == "recall") & ~evidence.c.right & (evidence.c.at >= since)
    yield _twice(select(evidence.c.learner, evidence.c.topic).where(missed), evidence)


def _twice(query: Select[Any], table: Table) -> Select[Any]:
    return query.group_by(table.c.learner, table.c.topic).having(func.count() >= 2)


def to_community(row: Row[Any]) -> Community:
    """Return the community of a row."""
    days = frozenset(day for day in range(7) if row.days >> day & 1)
    return Community(row.id, row.title, row.zone, row.channel, row.prompt_at, days, row.prompts, row.weekly)
