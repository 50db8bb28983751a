"""Learners in SQL."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, bindparam, delete, insert, select, update

from bot.core.due import Slot
from bot.core.learners import Learner, LearnerSettings, mark_of
from bot.core.request import Request
from bot.core.rhythm import next_daily
from bot.storage.steps import reading, writing
from bot.storage.tables import (
    addresses,
    asked,
    blocks,
    calls,
    cards,
    communities,
    evidence,
    forgotten,
    handled,
    learners,
    links,
    members,
    memberships,
    opened,
    outbox,
    posted,
    schedules,
    seekers,
    tasks,
    traces,
    turned_down,
    volunteers,
    waiting,
)
from bot.storage.writing import insert_once

HEARD_AGAIN = timedelta(minutes=10)
"""A talk writes `heard_at` this often at most: every write waits for the disk."""

LEARNER: Select[Any] = select(
    learners.c.id, learners.c.settings, learners.c.since, learners.c.heard_at, learners.c.ignored
)
"""Selects what `to_learner` reads."""
_BEHIND = LEARNER.join(addresses).where(addresses.c.person == bindparam("person"))
"""Put together once: it is asked with nearly every word, and building it took as long as running it."""


class SqlLearners:
    """Who studies with us, and where they can be reached."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, person: str) -> Learner | None:
        """Return the learner behind a person, if that person ever began."""
        with reading(self._engine) as connection:
            return _find(connection, person)

    def known(self, persons: Collection[str]) -> set[str]:
        """Return those persons who ever began."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(addresses.c.person).where(addresses.c.person.in_(persons))).scalars())

    def get(self, id: str) -> Learner | None:
        """Return a learner by id; None where forgotten."""
        with reading(self._engine) as connection:
            row = connection.execute(LEARNER.where(learners.c.id == id)).first()
        return to_learner(row) if row else None

    def begin(self, request: Request, settings: LearnerSettings) -> Learner:
        """Return the learner behind a request, making one with these settings where there is none."""
        with writing(self._engine) as connection:
            learner = _find(connection, request.person.id)
            if learner is None:
                learner = Learner(secrets.token_hex(8), settings, since=request.at, heard_at=request.at)
                _insert(connection, learner, request.person.id)
            if request.community:
                _join(connection, learner.id, request.community, request.at)
        return learner

    def heard(self, request: Request) -> Learner | None:
        """Note that a person spoke; return the learner as they were before, where something changed by it."""
        with reading(self._engine) as connection:
            learner = _find(connection, request.person.id)
            refused = select(addresses.c.refused).where(addresses.c.person == request.person.id)
            is_refused = learner is not None and connection.execute(refused).scalar() is not None
        if learner is None:
            return None
        if not learner.ignored and not is_refused and request.at - learner.heard_at < HEARD_AGAIN:
            return None
        with writing(self._engine) as connection:
            spoke = update(learners).where(learners.c.id == learner.id)
            connection.execute(spoke.values(heard_at=request.at, ignored=0))
            here = update(addresses).where(addresses.c.person == request.person.id)
            connection.execute(here.values(heard_at=request.at, refused=None))
        return learner

    def change(self, learner: Learner, settings: LearnerSettings, next: Slot | None) -> Learner:
        """Save settings, and when the next daily task is due (None: never), in one step."""
        due = update(schedules).where(schedules.c.id == f"daily:{learner.id}")
        saved = update(learners).where(learners.c.id == learner.id)
        with writing(self._engine) as connection:
            # the schedule first, as the planner does, or the two could wait for each other
            if next:
                connection.execute(due.values(next_at=next.at, next_date=next.date, enabled=True))
            else:
                connection.execute(due.values(next_at=None, next_date=None, enabled=False))
            connection.execute(saved.values(settings=settings.model_dump(mode="json")))
        return Learner(learner.id, settings, learner.since, learner.heard_at, learner.ignored)

    def last_slot(self, learner: str) -> Slot | None:
        """Return when the last daily task was due."""
        query = select(schedules.c.last_date, schedules.c.last_at).where(schedules.c.id == f"daily:{learner}")
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return Slot(row.last_date, row.last_at) if row and row.last_at else None

    def everything_about(self, learner: str) -> dict[str, list[dict[str, Any]]]:
        """Return all rows about a learner, by table."""
        found: dict[str, list[dict[str, Any]]] = {}
        with reading(self._engine) as connection:
            for table, owner in OWNED:
                rows = connection.execute(select(table).where(table.c[owner] == learner)).mappings()
                found[table.name] = [dict(row) for row in rows]
            found["posted"] = [dict(row) for row in connection.execute(_posted_to(learner)).mappings()]
            found["cards"] = [dict(row) for row in connection.execute(_shown_to(learner)).mappings()]
            found["handled"] = [dict(row) for row in connection.execute(_said_by(learner)).mappings()]
        return found

    def forget(self, learner: str, at: datetime) -> None:
        """Remove every row about a learner, messages on their way included, and leave a mark that names nobody."""
        with writing(self._engine) as connection:
            remove(connection, learner)
            connection.execute(insert(forgotten).values(mark=mark_of(learner), at=at))


OWNED = (
    (outbox, "learner"),
    (seekers, "learner"),
    (waiting, "learner"),
    (blocks, "learner"),
    (members, "learner"),
    (schedules, "owner"),
    (evidence, "learner"),
    (tasks, "learner"),
    (opened, "learner"),
    (traces, "learner"),
    (turned_down, "learner"),
    (memberships, "learner"),
    (links, "learner"),
    (asked, "learner"),
    (calls, "learner"),
    (volunteers, "learner"),
    (addresses, "learner"),
    (learners, "id"),
)
"""Every table that says something about a learner, dependents first; a test finds one that is missing here."""


def remove(connection: Connection, learner: str) -> None:
    """Remove every row about a learner."""
    persons = list(connection.execute(select(addresses.c.person).where(addresses.c.learner == learner)).scalars())
    connection.execute(delete(posted).where(posted.c.destination.in_(persons)))
    connection.execute(delete(cards).where(cards.c.person.in_(persons)))
    # the update stays known, or it would take effect again
    connection.execute(update(handled).where(handled.c.person.in_(persons)).values(person=None, reply=None))
    # the place in a company stays, or their partners would never have met anybody
    emptied: dict[str, Any] = {"learner": None, "name": "", "works": [], "answer": None, "contact": ""}
    connection.execute(update(members).where(members.c.learner == learner).values(emptied))
    # what others got or are to get of their questions
    for id in connection.execute(select(calls.c.id).where(calls.c.learner == learner)).scalars().all():
        for table in (outbox, posted):
            connection.execute(delete(table).where(table.c.key.startswith(f"call:{id}:")))
    for table, owner in OWNED:
        connection.execute(delete(table).where(table.c[owner] == learner))


def to_learner(row: Row[Any]) -> Learner:
    """Return the learner of a row with the columns of `learners`."""
    return Learner(row.id, LearnerSettings.model_validate(row.settings), row.since, row.heard_at, row.ignored)


def _find(connection: Connection, person: str) -> Learner | None:
    row = connection.execute(_BEHIND, {"person": person}).first()
    return to_learner(row) if row else None


def _insert(connection: Connection, learner: Learner, person: str) -> None:
    settings = learner.settings.model_dump(mode="json")
    row = {"id": learner.id, "settings": settings, "since": learner.since, "heard_at": learner.heard_at}
    connection.execute(insert(learners).values(row))
    connection.execute(insert(addresses).values(person=person, learner=learner.id, heard_at=learner.heard_at))
    due = next_daily(learner.settings, learner.id, learner.since, None)
    slot = {"next_at": due.at, "next_date": due.date, "enabled": True} if due else {"enabled": False}
    schedule = {"id": f"daily:{learner.id}", "kind": "daily", "owner": learner.id} | slot
    connection.execute(insert(schedules).values(schedule))


def _join(connection: Connection, learner: str, community: str, at: datetime) -> None:
    if connection.execute(select(communities.c.id).where(communities.c.id == community)).first():
        insert_once(connection, memberships, {"learner": learner, "community": community, "since": at})


def _posted_to(learner: str) -> Select[Any]:
    persons = select(addresses.c.person).where(addresses.c.learner == learner)
    return select(posted).where(posted.c.destination.in_(persons))


def _said_by(learner: str) -> Select[Any]:
    persons = select(addresses.c.person).where(addresses.c.learner == learner)
    return select(handled).where(handled.c.person.in_(persons))


def _shown_to(learner: str) -> Select[Any]:
    persons = select(addresses.c.person).where(addresses.c.learner == learner)
    return select(cards).where(cards.c.person.in_(persons))
