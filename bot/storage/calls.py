"""Calls for help in SQL: the questions, whom they were put to, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, exists, func, insert, or_, select, update

from bot.core.calls import DAY, Call, Said, Unposted, asking_key, failed_key
from bot.core.draft import Draft
from bot.core.message import Message
from bot.core.parcel import MAY_HAVE_ARRIVED, SETTLED, State
from bot.core.partners import NO_ROUND, Company, Follow
from bot.core.rounds import Together
from bot.storage.companies import company_of, insert_company
from bot.storage.outbox import insert_messages
from bot.storage.seekers import apart
from bot.storage.steps import reading, writing
from bot.storage.tables import asked, calls, memberships, outbox, volunteers
from bot.storage.volunteers import asked_since
from bot.storage.writing import insert_once


class SqlCalls:
    """The questions, whom they were put to, and what came of it. Whoever writes locks the call first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, id: int) -> Call | None:
        """Return a call."""
        with reading(self._engine) as connection:
            row = connection.execute(select(calls).where(calls.c.id == id)).first()
        return _call(row) if row else None

    def newest(self, learner: str, topic: str) -> Call | None:
        """Return what somebody wrote last about a topic."""
        mine = select(calls).where(calls.c.learner == learner, calls.c.topic == topic)
        with reading(self._engine) as connection:
            row = connection.execute(mine.order_by(calls.c.id.desc()).limit(1)).first()
        return _call(row) if row else None

    def write(self, call: Call) -> Call:
        """Keep a new call; return it with its id."""
        row = {"learner": call.learner, "community": call.community, "topic": call.topic, "at": call.at} | _words(call)
        with writing(self._engine) as connection:
            id = connection.execute(insert(calls).values(row).returning(calls.c.id)).scalar_one()
        return replace(call, id=id, until=None, company=None, posted_at=None, helped=None)

    def change(self, call: Call) -> bool:
        """Keep its words, name and reach; False where somebody else has seen it by now."""
        unseen = update(calls).where(calls.c.id == call.id, calls.c.until.is_(None), calls.c.posted_at.is_(None))
        with writing(self._engine) as connection:
            return connection.execute(unseen.values(_words(call))).rowcount == 1

    def sent_since(self, learner: str, since: datetime) -> int:
        """Return how many calls of somebody went out since an instant."""
        out = or_(calls.c.until.is_not(None), calls.c.posted_at.is_not(None))
        query = select(func.count()).select_from(calls).where(calls.c.learner == learner, calls.c.at > since, out)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def ask(self, call: Call, volunteer: str, messages: Sequence[Message], now: datetime) -> bool:
        """Put a call to a volunteer until its `until`; False where they or the call are not free any more."""
        theirs = select(volunteers.c.learner).where(volunteers.c.learner == volunteer).with_for_update()
        with writing(self._engine) as connection:
            before = _locked(connection, call.id)
            if before is None or before.company is not None:
                return False
            if connection.execute(theirs).first() is None:
                return False
            if connection.execute(asked_since(volunteer, now - DAY)).scalar_one():
                return False
            if not insert_once(connection, asked, {"call": call.id, "learner": volunteer, "at": now}):
                return False
            _set(connection, call.id, until=call.until, wider=call.wider)
            insert_messages(connection, messages, now)
            return True

    def waits_for(self, id: int, volunteer: str) -> bool:
        """Tell whether a volunteer was asked and has not answered, and is still to be asked by this person."""
        here = exists().where(memberships.c.learner == volunteer, memberships.c.community == calls.c.community)
        query = (
            select(asked.c.call)
            .join(calls, calls.c.id == asked.c.call)
            .join(volunteers, volunteers.c.learner == asked.c.learner)
            .where(asked.c.call == id, asked.c.learner == volunteer, asked.c.answer.is_(None))
            .where(~apart(calls.c.learner, volunteer), or_(here, and_(calls.c.wider, volunteers.c.wider)))
        )
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    def waiting_for(self, volunteer: str, now: datetime) -> Sequence[Call]:
        """Return the calls that wait for a volunteer's answer."""
        theirs = select(asked.c.call).where(asked.c.learner == volunteer, asked.c.answer.is_(None))
        query = select(calls).where(calls.c.id.in_(theirs), calls.c.until > now, calls.c.company.is_(None))
        with reading(self._engine) as connection:
            return [_call(row) for row in connection.execute(query.order_by(calls.c.id))]

    def answer(self, id: int, volunteer: str, said: Said) -> bool:
        """Keep that a volunteer said no; False where they were not asked, or have answered."""
        open = update(asked).where(asked.c.call == id, asked.c.learner == volunteer, asked.c.answer.is_(None))
        with writing(self._engine) as connection:
            return connection.execute(open.values(answer=said)).rowcount == 1

    def end(self, id: int, messages: Sequence[Message], now: datetime) -> bool:
        """Close a call that nobody is left for, with word of it; False where it was taken or is over."""
        with writing(self._engine) as connection:
            call = _locked(connection, id)
            waits = select(asked.c.learner).where(asked.c.call == id, asked.c.answer.is_(None))
            if call is None or not call.is_open(now) or connection.execute(waits).first():
                return False
            _set(connection, id, until=now)
            insert_messages(connection, messages, now)
            return True

    def take(self, id: int, volunteer: str, together: Together, follow: Follow, now: datetime) -> Company | None:
        """Put who asked and a volunteer in touch, once for each call."""
        mine = (asked.c.call == id, asked.c.learner == volunteer)
        with writing(self._engine) as connection:
            call = _locked(connection, id)
            said = connection.execute(select(asked.c.answer).where(*mine)).first()
            if call is None or said is None or call.learner == volunteer:
                return None
            if call.company is not None and said.answer == "yes":
                return company_of(connection, call.company)
            is_apart = connection.execute(select(apart(call.learner, volunteer))).scalar_one()
            if said.answer is not None or is_apart or not call.is_open(now):
                return None
            company = company_of(connection, insert_company(connection, NO_ROUND, together))
            connection.execute(update(asked).where(*mine).values(answer="yes"))
            _set(connection, id, company=company.id)
            insert_messages(connection, follow(company), now)
            return company

    def post(self, id: int, message: Message, now: datetime) -> bool:
        """Put a call into a channel; False where it was."""
        return self._once(id, "posted_at", now, [message], now)

    def unposted(self, since: datetime) -> Sequence[Unposted]:
        """Return the posts since an instant that failed for good, and of which nobody was told."""
        lately = select(calls).where(calls.c.posted_at > since)
        with reading(self._engine) as connection:
            posted = {call.post_key: call for call in map(_call, connection.execute(lately))}
            failed = outbox.c.key.in_(posted) & outbox.c.state.in_([State.DEAD, State.EXPIRED])
            rows = connection.execute(select(outbox.c.key, outbox.c.state, outbox.c.reason).where(failed)).all()
            told = _there(connection, [failed_key(posted[row.key]) for row in rows])
        return [
            Unposted(
                call,
                in_doubt=(row.reason or "").startswith(MAY_HAVE_ARRIVED),
                is_late=row.state == State.EXPIRED,
            )
            for row in rows
            if failed_key(call := posted[row.key]) not in told
        ]

    def take_back(self, call: Call, messages: Sequence[Message], now: datetime) -> bool:
        """Note that a post did not arrive, with word of it; it may be posted again. False where that is known."""
        mine = update(calls).where(calls.c.id == call.id, calls.c.posted_at == call.posted_at)
        with writing(self._engine) as connection:
            if not connection.execute(mine.values(posted_at=None)).rowcount:
                return False
            insert_messages(connection, messages, now)
            return True

    def stalled(self, silent_since: datetime, now: datetime) -> Sequence[Call]:
        """Return the open calls that wait for nobody but those who got them before an instant, or never did."""
        open = select(calls).where(calls.c.company.is_(None), calls.c.until > now)
        with reading(self._engine) as connection:
            found = {call.id: call for call in map(_call, connection.execute(open.order_by(calls.c.id)))}
            waits = select(asked.c.call, asked.c.learner).where(asked.c.call.in_(found), asked.c.answer.is_(None))
            asking = {asking_key(row.call, row.learner): row.call for row in connection.execute(waits)}
            fresh = or_(outbox.c.state.not_in(SETTLED), outbox.c.settled_at > silent_since)
            came = and_(outbox.c.state.not_in([State.DEAD, State.EXPIRED]), fresh)
            held = connection.execute(select(outbox.c.key).where(outbox.c.key.in_(asking), came)).scalars()
            waited_for = {asking[key] for key in held}
        return [call for id, call in found.items() if id not in waited_for]

    def tell(self, messages: Sequence[Message], now: datetime) -> None:
        """Put messages about calls on their way, each once."""
        with writing(self._engine) as connection:
            insert_messages(connection, messages, now)

    def judge(self, id: int, messages: Sequence[Message], now: datetime, *, helped: bool) -> bool:
        """Keep whether it helped; False where that is known."""
        return self._once(id, "helped", helped, messages, now)

    def clear(self, before: datetime) -> int:
        """Remove calls that were written before an instant; return how many."""
        with writing(self._engine) as connection:
            return connection.execute(delete(calls).where(calls.c.at < before)).rowcount

    def _once(self, id: int, column: str, value: object, messages: Sequence[Message], now: datetime) -> bool:
        """Set a column that is empty, with the messages that follow; False, and nothing written, where it is set."""
        empty = update(calls).where(calls.c.id == id, calls.c[column].is_(None))
        with writing(self._engine) as connection:
            if not connection.execute(empty.values({column: value})).rowcount:
                return False
            insert_messages(connection, messages, now)
            return True


def _there(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return those of the keys under which there is a message."""
    return set(connection.execute(select(outbox.c.key).where(outbox.c.key.in_(list(keys)))).scalars())


def _locked(connection: Connection, id: int) -> Call | None:
    row = connection.execute(select(calls).where(calls.c.id == id).with_for_update()).first()
    return _call(row) if row else None


def _set(connection: Connection, id: int, **values: Any) -> None:
    connection.execute(update(calls).where(calls.c.id == id).values(values))


def _words(call: Call) -> dict[str, Any]:
    return {"name": call.name, "draft": call.draft.model_dump(mode="json"), "wider": call.wider}


def _call(row: Row[Any]) -> Call:
    values = row._asdict()
    return Call(**values | {"draft": Draft.model_validate(values["draft"])})
