"""Who agreed to be asked, in SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, delete, exists, func, or_, select, update

from bot.core.calls import DAY, Call, Volunteer, Willing
from bot.core.mastery import Evidence
from bot.storage.learners import LEARNER, to_learner
from bot.storage.seekers import apart, reached_at
from bot.storage.steps import reading, writing
from bot.storage.tables import (
    asked,
    calls,
    companies,
    evidence,
    learners,
    members,
    memberships,
    volunteers,
)
from bot.storage.traces import reminded
from bot.storage.writing import insert_once

LATELY = 7 * DAY
"""How far back it is read when somebody was asked."""


class SqlVolunteers:
    """Who agreed to be asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, learner: str) -> Volunteer | None:
        """Return what somebody agreed to; None where they never did, or stopped."""
        with reading(self._engine) as connection:
            row = connection.execute(select(volunteers).where(volunteers.c.learner == learner)).first()
        return _volunteer(row) if row else None

    def save(self, volunteer: Volunteer) -> None:
        """Keep it, new or changed."""
        row = {
            "name": volunteer.name,
            "since": volunteer.since,
            "wider": volunteer.wider,
            "without": sorted(volunteer.without),
        }
        with writing(self._engine) as connection:
            if not insert_once(connection, volunteers, {"learner": volunteer.learner} | row):
                connection.execute(update(volunteers).where(volunteers.c.learner == volunteer.learner).values(row))

    def leave(self, learner: str) -> None:
        """Ask somebody no more."""
        with writing(self._engine) as connection:
            connection.execute(delete(volunteers).where(volunteers.c.learner == learner))

    def around(self, call: Call, now: datetime) -> Sequence[Willing]:
        """Return the volunteers who are there for a call, whatever they know and whenever they were asked."""
        with reading(self._engine) as connection:
            there = {row.learner: _volunteer(row) for row in connection.execute(_there(call))}
            ids = list(there)
            where = reached_at(connection, ids)
            people = {row.id: to_learner(row) for row in connection.execute(LEARNER.where(learners.c.id.in_(ids)))}
            shown, times = _shown(connection, ids, call.topic), _asked(connection, ids, now)
            busy = Counter(connection.execute(_open(ids, now)).scalars())
            sent = reminded(connection, ids, now)
            return [
                Willing(there[id], people[id], where[id], shown[id], times[id], busy[id], sent[id])
                for id in ids
                if id in where
            ]


def _there(call: Call) -> Select[Any]:
    """Select the volunteers whom a call may be put to, by where they are and whom they are kept apart from."""
    one = volunteers.c.learner
    here = exists().where(memberships.c.learner == one, memberships.c.community == call.community)
    return select(volunteers).where(
        one != call.learner,
        or_(here, volunteers.c.wider) if call.wider else here,
        ~apart(one, call.learner),
        ~exists().where(asked.c.call == call.id, asked.c.learner == one),
    )


def _shown(connection: Connection, ids: Sequence[str], topic: str) -> defaultdict[str, list[Evidence]]:
    query = select(evidence).where(evidence.c.learner.in_(ids), evidence.c.topic == topic)
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    for row in connection.execute(query.order_by(evidence.c.at, evidence.c.id)):
        found[row.learner].append(Evidence(row.topic, row.kind, row.at, row.right, row.question))
    return found


def _asked(connection: Connection, ids: Sequence[str], now: datetime) -> defaultdict[str, list[datetime]]:
    query = select(asked.c.learner, asked.c.at).where(asked.c.learner.in_(ids), asked.c.at > now - LATELY)
    found: defaultdict[str, list[datetime]] = defaultdict(list)
    for learner, at in connection.execute(query):
        found[learner].append(at)
    return found


def _open(ids: Sequence[str], now: datetime) -> Select[Any]:
    """Select a volunteer for each question that waits for their answer, and for each talk that goes on."""
    somebody_left = exists().where(members.c.company == companies.c.id, members.c.out)
    waits = and_(asked.c.answer.is_(None), calls.c.company.is_(None), calls.c.until > now)
    goes_on = and_(asked.c.answer == "yes", companies.c.ends > now, ~somebody_left)
    return (
        select(asked.c.learner)
        .join(calls, calls.c.id == asked.c.call)
        .outerjoin(companies, companies.c.id == calls.c.company)
        .where(asked.c.learner.in_(ids), or_(waits, goes_on))
    )


def asked_since(learner: str, since: datetime) -> Select[Any]:
    """Select how often a volunteer was asked since an instant."""
    return select(func.count()).select_from(asked).where(asked.c.learner == learner, asked.c.at > since)


def _volunteer(row: Row[Any]) -> Volunteer:
    return Volunteer(row.learner, row.name, row.since, row.wider, frozenset(row.without))
