"""Whoever asks, answers and posts at the same time: the database decides, once, in SQLite and PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from bot.core.calls import DAY, Call, Volunteer, asking_key
from bot.core.communities import Community
from bot.core.draft import Draft
from bot.core.learners import LearnerSettings
from bot.core.links import mark_of
from bot.core.mastery import Evidence
from bot.core.message import Kind, Message
from bot.core.request import Person, Place, Request
from bot.core.rounds import Together
from bot.storage import tables
from bot.storage.calls import SqlCalls
from bot.storage.communities import SqlCommunities
from bot.storage.diary import SqlDiary
from bot.storage.learners import SqlLearners
from bot.storage.links import SqlLinks
from bot.storage.seekers import SqlSeekers
from bot.storage.volunteers import SqlVolunteers

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOMORROW = NOON + DAY
People = dict[str, str]


@pytest.fixture
def people(engine: Engine) -> People:
    """Ada and Eve who ask, Ben and Cem who agreed to be asked, all of one community; their ids by name."""
    SqlCommunities(engine).save(Community("test:home", "Home", "UTC", None), NOON, None)
    learners, ids = SqlLearners(engine), {}
    for name in ("ada", "eve", "ben", "cem"):
        place, person = Place(platform="test", id=name), Person(id=f"test:{name}")
        said = Request(id="1", person=person, place=place, text="hi", at=NOON, community="test:home")
        ids[name] = learners.begin(said, LearnerSettings()).id
    for name in ("ben", "cem"):
        SqlVolunteers(engine).save(Volunteer(ids[name], name, NOON))
        SqlDiary(engine).add(ids[name], "t", Evidence("recall", "theory", NOON))
    return ids


def call_of(engine: Engine, learner: str) -> Call:
    written = SqlCalls(engine).write(Call(0, learner, "test:home", "recall", "Ada", Draft(goal="x"), NOON))
    return replace(written, until=TOMORROW)


def together(call: Call, volunteer: str) -> Together:
    members = ((call.learner, "Ada"), (volunteer, "Ben"))
    return Together(call.community, NOON, NOON + 7 * DAY, (), (call.topic,), "", members)


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one()


def test_two_who_ask_the_same_volunteer_at_once_do_not_both_reach_them(engine: Engine, people: People) -> None:
    calls = [call_of(engine, people[name]) for name in ("ada", "eve")]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda call: SqlCalls(engine).ask(call, people["ben"], [], NOON), calls))
    assert sorted(done) == [False, True]
    assert count(engine, "asked") == 1


def test_two_volunteers_who_take_a_question_at_once_are_not_both_put_in_touch(engine: Engine, people: People) -> None:
    call, storage = call_of(engine, people["ada"]), SqlCalls(engine)
    for name in ("ben", "cem"):
        assert storage.ask(call, people[name], [], NOON)

    def take(name: str) -> bool:
        mine = together(call, people[name])
        return SqlCalls(engine).take(call.id, people[name], mine, lambda _: [], NOON) is not None

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ("ben", "cem"))) == [False, True]
    assert count(engine, "companies") == 1


def test_a_post_is_one_message_whoever_presses_how_often(engine: Engine, people: People) -> None:
    call = call_of(engine, people["ada"])
    message = Message(
        key="call:1:post", kind=Kind.OTHER, destination="test:#help", learner=people["ada"], payload={"v": 1},
        not_before=NOON, expires_at=TOMORROW,
    )  # fmt: skip
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: SqlCalls(engine).post(call.id, message, NOON), range(3)))
    assert sorted(done) == [False, False, True]
    assert count(engine, "outbox") == 1


def test_a_post_that_failed_is_found_once_and_a_question_is_stalled_that_nobody_has_got(
    engine: Engine, people: People
) -> None:
    storage, at = SqlCalls(engine), NOON + timedelta(microseconds=7)
    call, posted = call_of(engine, people["ada"]), replace(call_of(engine, people["eve"]), posted_at=at)

    def message(key: str, to: str) -> Message:
        return Message(
            key=key, kind=Kind.OTHER, destination="test:x", learner=people[to], payload={"v": 1},
            not_before=NOON, expires_at=TOMORROW,
        )  # fmt: skip

    assert storage.post(posted.id, message(posted.post_key, "eve"), at)
    assert storage.ask(call, people["ben"], [message(asking_key(call.id, people["ben"]), "ben")], NOON)
    assert (storage.unposted(NOON), storage.stalled(NOON, NOON)) == ([], [])
    with engine.begin() as connection:
        connection.execute(update(tables.outbox).values(state="dead", settled_at=NOON, reason="gone"))
    assert [(one.call.id, one.in_doubt, one.is_late) for one in storage.unposted(NOON)] == [(posted.id, False, False)]
    assert [one.id for one in storage.stalled(NOON, NOON)] == [call.id]
    assert storage.take_back(storage.unposted(NOON)[0].call, [], NOON)
    assert not storage.take_back(posted, [], NOON)
    assert storage.unposted(NOON) == []


def test_who_is_busy_stopped_or_kept_apart_is_not_there_for_a_call(engine: Engine, people: People) -> None:
    volunteers, call = SqlVolunteers(engine), call_of(engine, people["ada"])
    assert {one.volunteer.name for one in volunteers.around(call, NOON)} == {"ben", "cem"}
    SqlCalls(engine).ask(call_of(engine, people["eve"]), people["ben"], [], NOON)
    [ben] = [one for one in volunteers.around(call, NOON) if one.volunteer.name == "ben"]
    assert (ben.open, list(ben.asked)) == (1, [NOON])
    [ben] = [one for one in volunteers.around(call, TOMORROW) if one.volunteer.name == "ben"]
    assert ben.open == 0, "what nobody answered in a day is over"
    SqlSeekers(engine).block(people["cem"], people["ada"], NOON)
    volunteers.leave(people["ben"])
    assert volunteers.around(call, NOON) == []


def test_a_talk_that_goes_on_is_open_until_somebody_ends_it(engine: Engine, people: People) -> None:
    storage, call, other = SqlCalls(engine), call_of(engine, people["ada"]), call_of(engine, people["eve"])
    storage.ask(call, people["ben"], [], NOON)
    company = storage.take(call.id, people["ben"], together(call, people["ben"]), lambda _: [], NOON)
    assert company is not None
    assert company.is_for_a_question
    volunteers, later = SqlVolunteers(engine), NOON + timedelta(days=2)
    assert [one.open for one in volunteers.around(other, later) if one.volunteer.name == "ben"] == [1]
    with engine.begin() as connection:
        connection.execute(tables.members.update().where(tables.members.c.place == 0).values(out=True))
    assert [one.open for one in volunteers.around(other, later) if one.volunteer.name == "ben"] == [0]


def test_old_questions_are_cleared(engine: Engine, people: People) -> None:
    call_of(engine, people["ada"])
    assert SqlCalls(engine).clear(NOON) == 0
    assert SqlCalls(engine).clear(TOMORROW) == 1


def test_a_question_that_is_out_stays_out_when_its_two_accounts_become_one(engine: Engine, people: People) -> None:
    call, links = call_of(engine, people["ada"]), SqlLinks(engine)
    assert SqlCalls(engine).ask(call, people["ben"], [], NOON)
    links.keep(mark_of("ABCDE"), people["eve"], NOON)
    assert links.join(mark_of("ABCDE"), "test:ada", NOON)
    assert [one.id for one in SqlCalls(engine).waiting_for(people["ben"], NOON)] == [call.id]
    found = SqlCalls(engine).get(call.id)
    assert found is not None
    assert found.learner == people["eve"]
