"""Who is together, and what they said, in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, update

from bot.core.partners import NO_ROUND, Company, Follow, Member, Step
from bot.core.reliability import Meeting, reliability, streak
from bot.core.rounds import Together, by_themselves
from bot.storage.outbox import insert_messages
from bot.storage.steps import reading, writing
from bot.storage.tables import companies, members, seekers, waiting
from bot.storage.writing import insert_once

IN_A_ROUND = companies.c.round != NO_ROUND
LOOKED_AT = 6
"""Meetings that tell how reliable somebody is now; what was longer ago is forgiven."""


class SqlCompanies:
    """Who is together, and what they said."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def current(self, learner: str, now: datetime) -> Company | None:
        """Return the company that somebody is in now, or was in last if they said nothing about it yet."""
        found = self.last(learner, now)
        me = found.of(learner) if found else None
        return found if found and me and (now < found.ends or me.answer is None) else None

    def last(self, learner: str, now: datetime) -> Company | None:
        """Return the newest company of a round that somebody was in, however long ago."""
        mine = select(members.c.company).where(members.c.learner == learner)
        newest = select(companies).where(companies.c.id.in_(mine), companies.c.begins <= now, IN_A_ROUND)
        with reading(self._engine) as connection:
            row = connection.execute(newest.order_by(companies.c.begins.desc(), companies.c.id.desc())).first()
            return _company(connection, row) if row else None

    def before(self, company: Company) -> Company | None:
        """Return the week before of a study group that lasts; None for its first, and for any other company."""
        if not company.study_group:
            return None
        here = companies.c.community == company.community, companies.c.study_group == company.study_group
        earlier = select(companies).where(*here, companies.c.begins < company.begins)
        with reading(self._engine) as connection:
            row = connection.execute(earlier.order_by(companies.c.begins.desc())).first()
            return _company(connection, row) if row else None

    def get(self, id: int) -> Company | None:
        """Return a company."""
        with reading(self._engine) as connection:
            row = connection.execute(select(companies).where(companies.c.id == id)).first()
            return _company(connection, row) if row else None

    def begun(self, learner: str, at: datetime) -> Company | None:
        """Return the company that somebody was brought into at an instant."""
        mine = select(members.c.company).where(members.c.learner == learner)
        with reading(self._engine) as connection:
            row = connection.execute(
                select(companies).where(companies.c.id.in_(mine), companies.c.begins == at)
            ).first()
            return _company(connection, row) if row else None

    def talks(self, learner: str, now: datetime) -> Sequence[Company]:
        """Return the companies of one question that somebody is in, and that go on."""
        mine = select(members.c.company).where(members.c.learner == learner, ~members.c.out)
        query = select(companies).where(companies.c.id.in_(mine), companies.c.ends > now, ~IN_A_ROUND)
        with reading(self._engine) as connection:
            return [_company(connection, row) for row in connection.execute(query.order_by(companies.c.id)).all()]

    def going_on(self, learner: str, now: datetime) -> Sequence[Company]:
        """Return the companies of a round that somebody is in, and that go on, newest first."""
        mine = select(members.c.company).where(members.c.learner == learner, ~members.c.out)
        here = companies.c.id.in_(mine), companies.c.begins <= now, companies.c.ends > now, IN_A_ROUND
        with reading(self._engine) as connection:
            return _companies(connection, select(companies).where(*here))

    def shared(self, learner: str, other: str) -> Sequence[Company]:
        """Return all companies that two people are or were in, newest first."""
        both = [
            companies.c.id.in_(select(members.c.company).where(members.c.learner == one)) for one in (learner, other)
        ]
        with reading(self._engine) as connection:
            return _companies(connection, select(companies).where(*both))

    def begin_beside(self, company: Company, members: Sequence[Member], follow: Follow, now: datetime) -> Company:
        """Bring some of a company together by themselves for the rest of its week, with the messages that follow."""
        with writing(self._engine) as connection:
            id = insert_company(connection, company.round, by_themselves(company, members, now))
            begun = company_of(connection, id)
            insert_messages(connection, follow(begun), now)
            return begun

    def change(self, id: int, step: Step, now: datetime) -> tuple[Company, int]:
        """Take a step with a company as it is now, alone with it, and keep what changed and the messages that follow.

        Where somebody is left alone by it, they wait for a second chance.
        """
        with writing(self._engine) as connection:
            row = connection.execute(select(companies).where(companies.c.id == id).with_for_update()).one()
            before = _company(connection, row)
            company, messages = step(before)
            connection.execute(update(companies).where(companies.c.id == id).values(agreed=company.agreed))
            for one in set(company.members) - set(before.members):
                mine = update(members).where(members.c.company == id, members.c.place == one.place)
                said = {"works": sorted(one.works), "answer": one.answer, "contact": one.contact, "out": one.out}
                connection.execute(mine.values(said))
            _wait(connection, before, company)
            return company, insert_messages(connection, list(messages), now)

    def reliability(self, learners: Sequence[str]) -> dict[str, float]:
        """Return the chance that each of some people comes, from 0 to 1, by what became of their last meetings."""
        past = self._past(learners)
        return {learner: reliability(past[learner][:LOOKED_AT]) for learner in learners}

    def streak(self, learner: str) -> int:
        """Return how many rounds in a row, up to the last that was answered, somebody met."""
        return streak(self._past([learner])[learner])

    def _past(self, learners: Sequence[str]) -> dict[str, list[Meeting]]:
        """Return the meetings of some people, newest first."""
        other = members.alias("other")
        query = (
            select(members.c.learner, companies.c.round, members.c.answer, members.c.out, other.c.answer.label("said"))
            .join(companies, companies.c.id == members.c.company)
            .outerjoin(other, (other.c.company == members.c.company) & (other.c.place != members.c.place))
            .where(members.c.learner.in_(list(learners)), IN_A_ROUND)
            .order_by(companies.c.begins.desc(), members.c.company.desc())
        )
        found: defaultdict[str, dict[int, Meeting]] = defaultdict(dict)
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                meeting = Meeting(row.answer, frozenset({row.said} if row.said else ()), row.out)
                before = found[row.learner].get(row.round)
                found[row.learner][row.round] = before.with_another(meeting) if before else meeting
        return defaultdict(list, {learner: list(meetings.values()) for learner, meetings in found.items()})


def insert_together(connection: Connection, round: int, together: Iterable[Together]) -> None:
    """Write people who are brought together in a round."""
    for one in together:
        insert_company(connection, round, one)
        if one.study_group:
            theirs = update(seekers).where(seekers.c.learner.in_([learner for learner, _ in one.members]))
            connection.execute(theirs.values(study_group=one.study_group))


def insert_company(connection: Connection, round: int, one: Together) -> int:
    """Write one company; return its id."""
    made = insert(companies).values(
        community=one.community,
        round=round,
        begins=one.begins,
        ends=one.ends,
        times=[time.isoformat() for time in one.times],
        topics=list(one.topics),
        question=one.question,
        study_group=one.study_group,
        room=one.room,
    )
    id: int = connection.execute(made.returning(companies.c.id)).scalar_one()
    rows = [
        {"company": id, "place": place, "learner": learner, "name": name, "works": [], "contact": "", "out": False}
        for place, (learner, name) in enumerate(one.members)
    ]
    connection.execute(insert(members), rows)
    return id


def _wait(connection: Connection, before: Company, company: Company) -> None:
    """Let whoever is left alone wait for somebody else, in their own community; who can't make it waits no more."""
    if company.is_for_a_question:
        return
    there = {one.learner for one in company.there}
    out = [one.learner for one in before.there if one.learner not in there]
    connection.execute(delete(waiting).where(waiting.c.learner.in_(out)))
    if len(company.there) == 1 < len(before.there):
        left = company.there[0].learner
        looking = select(seekers.c.community).where(seekers.c.learner == left, seekers.c.left_at.is_(None))
        home = connection.execute(looking).scalar()
        if home:
            row = {"community": home, "round": company.round, "ends": company.ends, "tried": False}
            insert_once(connection, waiting, {"learner": left} | row)


def company_of(connection: Connection, id: int) -> Company:
    """Return a company, within the caller's transaction."""
    return _company(connection, connection.execute(select(companies).where(companies.c.id == id)).one())


def _companies(connection: Connection, query: Select[Any]) -> list[Company]:
    newest = query.order_by(companies.c.begins.desc(), companies.c.id.desc())
    return [_company(connection, row) for row in connection.execute(newest).all()]


def _company(connection: Connection, row: Row[Any]) -> Company:
    people = connection.execute(select(members).where(members.c.company == row.id).order_by(members.c.place))
    return Company(
        row.id,
        row.community,
        row.round,
        row.begins,
        row.ends,
        tuple(datetime.fromisoformat(time) for time in row.times),
        tuple(row.topics),
        row.question,
        row.agreed,
        tuple(
            Member(one.place, one.learner, one.name, frozenset(one.works), one.answer, one.contact, one.out)
            for one in people
        ),
        row.study_group,
        row.room,
    )
