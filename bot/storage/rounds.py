"""Rounds in SQL: what is due, who takes part, and the one step that writes a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Engine, delete, or_, select, update

from bot.core.message import Message
from bot.core.partners import Cadence, Past, Seeking
from bot.core.rounds import Before, Held, Together, Waiting
from bot.storage.companies import IN_A_ROUND, insert_together
from bot.storage.outbox import insert_messages
from bot.storage.seekers import LOOKING, SEEKING, to_seeking
from bot.storage.steps import reading, writing
from bot.storage.tables import blocks, cadences, communities, companies, members, rounds, seekers, waiting
from bot.storage.writing import insert_once

ANNOUNCED_BEFORE = timedelta(days=1)


class SqlRounds:
    """When communities have their rounds, and what became of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, community: str) -> Cadence | None:
        """Return a community's cadence."""
        with reading(self._engine) as connection:
            row = connection.execute(select(cadences).where(cadences.c.community == community)).first()
        return Cadence(**row._asdict()) if row else None

    def save(self, cadence: Cadence) -> None:
        """Keep a cadence, new or changed."""
        row = asdict(cadence)
        with writing(self._engine) as connection:
            if not insert_once(connection, cadences, row):
                here = update(cadences).where(cadences.c.community == cadence.community)
                connection.execute(here.values(row))

    def due(self, now: datetime) -> Sequence[Cadence]:
        """Return the cadences whose next round is to be announced, or held."""
        soon = cadences.c.announced.is_(False) & (cadences.c.next_at <= now + ANNOUNCED_BEFORE)
        query = (
            select(cadences)
            .join(communities, communities.c.id == cadences.c.community)
            .where(cadences.c.on, communities.c.left_at.is_(None), or_(soon, cadences.c.next_at <= now))
            .order_by(cadences.c.community)
        )
        with reading(self._engine) as connection:
            return [Cadence(**row._asdict()) for row in connection.execute(query)]

    def seekers(self, community: str) -> Sequence[Seeking]:
        """Return everybody in a community who looks for company, paused or not, by learner."""
        query = select(*SEEKING).where(seekers.c.community == community, LOOKING).order_by(seekers.c.learner)
        with reading(self._engine) as connection:
            return [to_seeking(row) for row in connection.execute(query)]

    def before(self, learners: Sequence[str], round: int) -> Before:
        """Return what happened to some people before a round."""
        everybody = set(learners)
        with reading(self._engine) as connection:
            together = _together(connection, everybody, round)
            barred = select(blocks.c.learner, blocks.c.other)
            pairs = {(min(row), max(row)) for row in connection.execute(barred) if everybody.issuperset(row)}
            alone = connection.execute(select(waiting.c.learner, waiting.c.round)).all()
        met = {(one, other): number for number, company in together for one, other in combinations(sorted(company), 2)}
        sizes = {one: len(company) for _, company in together for one in company}
        sizes |= {row.learner: 1 for row in alone if row.learner in everybody and row.round < round}
        return Before(met, frozenset(pairs), sizes)

    def announce(self, cadence: Cadence, messages: Sequence[Message], now: datetime) -> bool:
        """Write the announcements of the next round; False where they are written already."""
        here = update(cadences).where(
            cadences.c.community == cadence.community,
            cadences.c.next_at == cadence.next_at,
            cadences.c.announced.is_(False),
        )
        with writing(self._engine) as connection:
            if not connection.execute(here.values(announced=True)).rowcount:
                return False
            insert_messages(connection, list(messages), now)
        return True

    def hold(self, held: Held, now: datetime) -> bool:
        """Write a round; False where one of that number was held, or somebody in it is not as they were any more."""
        cadence, reasons = held.cadence, Counter(reason for _, reason in held.alone)
        row = {
            "community": cadence.community,
            "number": held.number,
            "at": cadence.next_at,
            "seekers": len(held.there),
            "repeats": held.repeats,
            "alone": dict(sorted(reasons.items())),
        }
        with writing(self._engine) as connection:
            if not _as_planned(connection, held):
                return False
            is_new = insert_once(connection, rounds, row)
            if is_new:
                for seeking in held.changed:
                    _change(connection, seeking)
                insert_together(connection, held.number, held.together)  # gives seats, after others were given up
                _wait(connection, held)
                insert_messages(connection, list(held.messages), now)
            here = update(cadences).where(cadences.c.community == cadence.community)
            here = here.where(cadences.c.next_at == cadence.next_at)
            connection.execute(here.values(next_at=held.next_at, announced=False))
        return is_new

    def waiting(self, now: datetime) -> Sequence[Waiting]:
        """Return who waits for a second chance, where something changed since the last try; else nobody."""
        here = select(waiting)
        with reading(self._engine) as connection:
            rows = connection.execute(here.where(waiting.c.ends > now).order_by(waiting.c.learner)).all()
        if all(row.tried for row in rows):
            return []
        return [Waiting(row.learner, row.community, row.round, row.ends) for row in rows]

    def rescue(
        self, waited: Sequence[Waiting], found: Sequence[tuple[Together, Sequence[Message]]], now: datetime
    ) -> None:
        """Bring together those of whom all wait still, each company with its messages; all who waited were tried."""
        with writing(self._engine) as connection:
            for one, messages in found:
                mine = waiting.c.learner.in_([learner for learner, _ in one.members])
                locked = select(waiting.c.round).where(mine).order_by(waiting.c.learner).with_for_update()
                numbers = connection.execute(locked).scalars().all()
                if len(numbers) < len(one.members) or _kept_apart(connection, [one]):
                    continue  # somebody was helped, left or blocked another one meanwhile
                insert_together(connection, max(numbers), [one])
                connection.execute(delete(waiting).where(mine))
                insert_messages(connection, list(messages), now)
            tried = waiting.c.learner.in_([one.learner for one in waited])
            connection.execute(update(waiting).where(tried).values(tried=True))

    def past(self, community: str, last: int) -> Sequence[Past]:
        """Return the last rounds of a community, newest first."""
        query = select(rounds).where(rounds.c.community == community).order_by(rounds.c.number.desc()).limit(last)
        with reading(self._engine) as connection:
            return [_past(connection, row._asdict()) for row in connection.execute(query)]


def _together(connection: Connection, learners: set[str], round: int) -> list[tuple[int, list[str]]]:
    """Return who was together before a round, oldest first, with the number of the round."""
    mine = select(members.c.company).where(members.c.learner.in_(learners))
    query = (
        select(companies.c.id, companies.c.round, members.c.learner)
        .join(members, members.c.company == companies.c.id)
        .where(companies.c.id.in_(mine), IN_A_ROUND, companies.c.round < round, members.c.learner.is_not(None))
        .order_by(companies.c.round, companies.c.id)
    )
    found: dict[int, tuple[int, list[str]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.id, (row.round, []))[1].append(row.learner)
    return list(found.values())


def _as_planned(connection: Connection, held: Held) -> bool:
    """Tell whether all who take part are as they were when the round was worked out, and keep them so until it is."""
    here = seekers.c.community == held.cadence.community
    query = select(*SEEKING).where(here, LOOKING).order_by(seekers.c.learner).with_for_update()
    now = {row.learner: to_seeking(row) for row in connection.execute(query)}
    if any(one.learner not in now or _choices(one) != _choices(now[one.learner]) for one in held.there):
        return False
    return not _kept_apart(connection, held.together)


def _kept_apart(connection: Connection, together: Sequence[Together]) -> bool:
    """Tell whether two who are to be brought together have been kept apart by now."""
    barred = connection.execute(select(blocks.c.learner, blocks.c.other))
    company = {learner: number for number, one in enumerate(together) for learner, _ in one.members}
    return any(company.get(row.learner, -1) == company.get(row.other, -2) for row in barred)


def _choices(seeking: Seeking) -> tuple[object, ...]:
    """Return what a round is worked out from."""
    return seeking.community, seeking.wish, seeking.paused_until, seeking.skips, seeking.study_group


def _change(connection: Connection, seeking: Seeking) -> None:
    """Keep what a round changes for somebody, unless they left or chose something meanwhile."""
    mine = update(seekers).where(seekers.c.learner == seeking.learner, seekers.c.suits_at == seeking.suits_at)
    said = {"paused_until": seeking.paused_until, "skips": seeking.skips, "silent": seeking.silent}
    connection.execute(mine.values(said | {"study_group": seeking.study_group}))


def _wait(connection: Connection, held: Held) -> None:
    """Let those who stayed alone wait, and nobody else of this community."""
    connection.execute(delete(waiting).where(waiting.c.community == held.cadence.community))
    for learner, _ in held.alone:
        row = {"community": held.cadence.community, "round": held.number, "ends": held.next_at, "tried": False}
        insert_once(connection, waiting, {"learner": learner} | row)


def _past(connection: Connection, row: dict[str, Any]) -> Past:
    here = companies.c.community == row["community"], companies.c.round == row["number"]
    query = select(members.c.company, members.c.place, members.c.learner, members.c.answer)
    query = query.join(companies, companies.c.id == members.c.company)
    people = connection.execute(query.where(*here)).all()
    met = {person.company for person in people if person.answer == "met"}
    # some are in two companies of a round, and whoever was forgotten has no name but a place
    somebody = {person: person.learner or (person.company, person.place) for person in people}
    return Past(
        row["number"],
        row["at"],
        row["seekers"],
        paired=len(set(somebody.values())),
        met=len({who for person, who in somebody.items() if person.company in met}),
        repeats=row["repeats"],
        alone=tuple(row["alone"].items()),
    )
