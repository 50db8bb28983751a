"""A round is written once, in one step, whoever tries again and wherever it was cut off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from bot.core.communities import Community
from bot.core.learners import LearnerSettings
from bot.core.message import Kind, Message
from bot.core.partners import Cadence, Seeking, Wish
from bot.core.request import Person, Place, Request
from bot.core.rounds import Held, Together
from bot.storage import tables
from bot.storage.communities import SqlCommunities
from bot.storage.companies import SqlCompanies
from bot.storage.learners import SqlLearners
from bot.storage.rounds import SqlRounds
from bot.storage.seekers import SqlSeekers

SUNDAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
HOME = "test:home"
NAMES = ("ada", "ben", "cem")
CADENCE = Cadence(HOME, next_at=SUNDAY)


@pytest.fixture
def book(engine: Engine) -> SqlRounds:
    SqlCommunities(engine).save(Community(HOME, "Home", "UTC", None), SUNDAY, None)
    found = SqlRounds(engine)
    found.save(CADENCE)
    return found


@pytest.fixture
def people(engine: Engine, book: SqlRounds) -> list[str]:
    learners, seekers = SqlLearners(engine), SqlSeekers(engine)
    found = []
    for name in NAMES:
        place = Place(platform="test", id=name)
        said = Request(id="1", person=Person(id=f"test:{name}"), place=place, text="hi", at=SUNDAY, community=HOME)
        found.append(learners.begin(said, LearnerSettings()).id)
        seekers.save(wishing(name, found[-1]))
    return found


def wishing(name: str, learner: str) -> Seeking:
    return Seeking(learner, HOME, Wish(name=name), since=SUNDAY, suits_at=SUNDAY)


def round_of(people: list[str], number: int = 1, at: datetime = SUNDAY) -> Held:
    ada, ben, cem = people
    together = Together(HOME, at, at + WEEK, (at,), ("recall",), "", ((ada, "ada"), (ben, "ben")))
    message = Message(
        key=f"introduction:{number}:{ada}", kind=Kind.PAIRING, destination="test:ada", learner=ada, payload={"v": 1},
        not_before=at, expires_at=at + WEEK,
    )  # fmt: skip
    cadence = replace(CADENCE, next_at=at)
    there = tuple(wishing(name, learner) for name, learner in zip(NAMES, people, strict=True))
    return Held(cadence, number, there, 0, (together,), ((cem, "hours"),), (), (message,), at + WEEK)


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one()


def test_two_who_hold_the_same_round_hold_it_once(book: SqlRounds, people: list[str], engine: Engine) -> None:
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(lambda _: book.hold(round_of(people), SUNDAY), range(2))) == [False, True]
    assert {name: count(engine, name) for name in ("rounds", "companies", "members", "outbox", "waiting")} == {
        "rounds": 1, "companies": 1, "members": 2, "outbox": 1, "waiting": 1,
    }  # fmt: skip
    assert not book.due(SUNDAY + timedelta(hours=1))


def test_a_round_that_is_cut_off_leaves_nothing(book: SqlRounds, people: list[str], engine: Engine) -> None:
    broken = replace(round_of(people), messages=(None,))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        book.hold(broken, SUNDAY)
    assert {name: count(engine, name) for name in ("rounds", "companies", "members", "waiting")} == {
        "rounds": 0, "companies": 0, "members": 0, "waiting": 0,
    }  # fmt: skip
    assert [one.next_at for one in book.due(SUNDAY)] == [SUNDAY]


def test_a_round_is_announced_once_a_day_before(book: SqlRounds, people: list[str], engine: Engine) -> None:
    assert not book.due(SUNDAY - timedelta(days=1, minutes=1))
    [cadence] = book.due(SUNDAY - timedelta(hours=23))
    [message] = round_of(people).messages
    assert book.announce(cadence, [message], SUNDAY)
    assert not book.announce(cadence, [replace(message, key="again")], SUNDAY)
    assert count(engine, "outbox") == 1


def test_what_happened_before_is_remembered(book: SqlRounds, people: list[str], engine: Engine) -> None:
    ada, ben, cem = people
    book.hold(round_of(people), SUNDAY)
    SqlSeekers(engine).block(cem, ada, SUNDAY)
    before = book.before(people, 2)
    assert before.met == {(min(ada, ben), max(ada, ben)): 1}
    assert before.blocks == {(min(ada, cem), max(ada, cem))}
    assert before.last_size == {ada: 2, ben: 2, cem: 1}


def test_whoever_waits_is_tried_again_only_when_something_changed(
    book: SqlRounds, people: list[str], engine: Engine
) -> None:
    ada, ben, cem = people
    book.hold(round_of(people), SUNDAY)
    assert [one.learner for one in book.waiting(SUNDAY)] == [cem]
    book.rescue(book.waiting(SUNDAY), [], SUNDAY)
    assert not book.waiting(SUNDAY)
    companies = SqlCompanies(engine)
    company = companies.current(ada, SUNDAY)
    assert company
    out = tuple(replace(one, out=one.learner == ada) for one in company.members)
    companies.change(company.id, lambda found: (replace(found, members=out), ()), SUNDAY)
    assert {one.learner for one in book.waiting(SUNDAY)} == {ben, cem}
    again = Together(HOME, SUNDAY, SUNDAY + WEEK, (), (), "", ((ben, "ben"), (cem, "cem")))
    book.rescue(book.waiting(SUNDAY), [(again, [])], SUNDAY)
    found = companies.current(cem, SUNDAY)
    assert found
    assert [one.name for one in found.members] == ["ben", "cem"]
    assert not book.waiting(SUNDAY)


def test_the_past_is_told_in_numbers(book: SqlRounds, people: list[str], engine: Engine) -> None:
    book.hold(round_of(people), SUNDAY)
    companies = SqlCompanies(engine)
    company = companies.current(people[0], SUNDAY)
    assert company
    met = tuple(replace(one, answer="met") for one in company.members)
    companies.change(company.id, lambda found: (replace(found, members=met), ()), SUNDAY)
    [past] = book.past(HOME, 5)
    assert (past.seekers, past.paired, past.met, past.repeats, past.alone) == (3, 2, 2, 0, (("hours", 1),))
    assert companies.streak(people[0]) == 1
    assert companies.reliability(people)[people[0]] > 0.85


def test_no_round_is_due_where_the_bot_was_sent_away_or_rounds_are_off(book: SqlRounds, engine: Engine) -> None:
    book.save(replace(CADENCE, on=False))
    assert not book.due(SUNDAY)
    book.save(CADENCE)
    SqlCommunities(engine).leave(HOME, SUNDAY)
    assert not book.due(SUNDAY)
