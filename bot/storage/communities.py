"""Communities in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, delete, func, or_, select, union, update

from bot.core.communities import FEWEST_STUCK, Community
from bot.core.due import Slot
from bot.storage.steps import reading, writing
from bot.storage.tables import communities, evidence, memberships, outbox, places, schedules, tasks, traces
from bot.storage.writing import insert_once


class SqlCommunities:
    """The communities, their members, and where their members are on the roadmap."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, id: str) -> Community | None:
        """Return a community."""
        with reading(self._engine) as connection:
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
            "left_at": community.left_at,
            "weekly": community.weekly,
            "help": community.help,
        }
        id = f"prompt:{community.id}"
        slot = {"next_at": next.at if next else None, "next_date": next.date if next else None, "enabled": bool(next)}
        with writing(self._engine) as connection:
            if not insert_once(connection, communities, {"id": community.id, "since": at} | row):
                connection.execute(update(communities).where(communities.c.id == community.id).values(row))
            schedule = {"id": id, "kind": "prompt", "owner": community.id} | slot
            if not insert_once(connection, schedules, schedule):
                connection.execute(update(schedules).where(schedules.c.id == id).values(slot))

    def last_slot(self, id: str) -> Slot | None:
        """Return when the last prompt was due."""
        query = select(schedules.c.last_date, schedules.c.last_at).where(schedules.c.id == f"prompt:{id}")
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return Slot(row.last_date, row.last_at) if row and row.last_at else None

    def leave(self, id: str, at: datetime) -> None:
        """Note that the bot is not in a community any more; nothing is due there."""
        with writing(self._engine) as connection:
            due = update(schedules).where(schedules.c.owner == id)
            connection.execute(due.values(next_at=None, next_date=None, enabled=False))
            connection.execute(update(communities).where(communities.c.id == id).values(left_at=at))

    def move(self, old: str, new: str) -> None:
        """Give a community another id, and every destination in it that begins with the old one."""
        with writing(self._engine) as connection:
            row = connection.execute(select(communities).where(communities.c.id == old)).mappings().first()
            if row is None:
                return
            channels = {name: _moved(row[name], old, new) for name in ("channel", "help")}
            insert_once(connection, communities, {**row, "id": new, **channels})
            _rename_members(connection, old, new)
            _rename_schedules(connection, old, new)
            _rename_places(connection, old, new)
            _rename_destinations(connection, old, new)
            connection.execute(delete(communities).where(communities.c.id == old))

    def clear(self, before: datetime) -> int:
        """Remove communities that sent the bot away before an instant; return how many."""
        gone = delete(communities).where(communities.c.left_at < before).returning(communities.c.id)
        with writing(self._engine) as connection:
            ids = list(connection.execute(gone).scalars())
            connection.execute(delete(schedules).where(schedules.c.owner.in_(ids)))
        return len(ids)

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
        with reading(self._engine) as connection:
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
        with reading(self._engine) as connection:
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
    return Community(
        row.id, row.title, row.zone, row.channel, row.prompt_at, days, row.prompts, row.weekly, row.left_at, row.help
    )


def _moved(destination: str | None, old: str, new: str) -> str | None:
    """Return a destination under the new id: the community's own, or one inside it, such as `telegram:-5/7`."""
    if destination == old or (destination or "").startswith(f"{old}/"):
        return f"{new}{(destination or '').removeprefix(old)}"
    return destination


def _rename_members(connection: Connection, old: str, new: str) -> None:
    there = select(memberships.c.learner).where(memberships.c.community == new)
    mine = update(memberships).where(memberships.c.community == old, memberships.c.learner.not_in(there))
    connection.execute(mine.values(community=new))


def _rename_schedules(connection: Connection, old: str, new: str) -> None:
    owned = select(schedules.c.id).where(schedules.c.owner == old)
    for id in connection.execute(owned).scalars().all():
        renamed = f"{id.removesuffix(old)}{new}"
        connection.execute(delete(schedules).where(schedules.c.id == renamed))
        connection.execute(update(schedules).where(schedules.c.id == id).values(id=renamed, owner=new))


def _rename_places(connection: Connection, old: str, new: str) -> None:
    platform = old.partition(":")[0]
    for id in connection.execute(select(places.c.id).where(places.c.community == old)).scalars().all():
        renamed = (_moved(f"{platform}:{id}", old, new) or "").partition(":")[2]
        here = update(places).where(places.c.platform == platform, places.c.id == id)
        connection.execute(here.values(id=renamed, community=new))


def _rename_destinations(connection: Connection, old: str, new: str) -> None:
    inside = or_(outbox.c.destination == old, outbox.c.destination.startswith(f"{old}/", autoescape=True))
    for id, destination in connection.execute(select(outbox.c.id, outbox.c.destination).where(inside)).all():
        connection.execute(update(outbox).where(outbox.c.id == id).values(destination=_moved(destination, old, new)))
