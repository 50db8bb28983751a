"""Learners are kept, found by every address, heard, and forgotten without a trace."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, insert, select, update

from bot.core.calls import Call, Volunteer
from bot.core.draft import Draft
from bot.core.due import Slot
from bot.core.learners import Learner, LearnerSettings, Opened, Task, mark_of
from bot.core.mastery import Evidence
from bot.core.partners import Cadence, Seeking, Wish
from bot.core.reply import Basis, Reply
from bot.core.request import Person, Place, Request
from bot.core.rounds import Held, Together
from bot.core.times import EVERY_DAY
from bot.core.traces import Trace
from bot.storage import tables
from bot.storage.calls import SqlCalls
from bot.storage.diary import SqlDiary
from bot.storage.handled import SqlHandled
from bot.storage.learners import SqlLearners
from bot.storage.mailbox import SqlMailbox
from bot.storage.rounds import SqlRounds
from bot.storage.seekers import SqlSeekers
from bot.storage.traces import SqlTraces
from bot.storage.volunteers import SqlVolunteers

HELLO = Reply(text="Hello", basis=Basis(intent="today"))
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BERLIN = LearnerSettings(zone="Europe/Berlin", zone_shown="berlin", at=time(8, 30), time_chosen=True, daily=True)


def said_by(person: str, at: datetime = NOON) -> Request:
    return Request(
        id="1", person=Person(id=person), place=Place(platform="web", id="page"), text="hi", at=at, community="local"
    )


@pytest.fixture
def learners(engine: Engine) -> SqlLearners:
    with engine.begin() as connection:
        connection.execute(
            insert(tables.communities).values(
                id="local", title="here", zone="UTC", prompt_at=time(9), days=127, prompts=True, since=NOON
            )
        )
    return SqlLearners(engine)


def test_somebody_new_is_nobody_we_know(learners: SqlLearners) -> None:
    assert learners.find("web:ada") is None


def test_of_many_persons_those_who_began_are_known(learners: SqlLearners) -> None:
    learners.begin(said_by("web:ada"), BERLIN)
    assert learners.known({"web:ada", "web:bob"}) == {"web:ada"}
    assert learners.known(set()) == set()


def test_beginning_twice_is_beginning_once(learners: SqlLearners) -> None:
    first = learners.begin(said_by("web:ada"), BERLIN)
    again = learners.begin(said_by("web:ada", NOON + timedelta(days=1)), LearnerSettings())
    assert again == first
    assert learners.find("web:ada") == first
    assert first.settings.zone_shown == "berlin"


def test_settings_come_back_as_they_were_saved(learners: SqlLearners) -> None:
    ada = learners.begin(said_by("web:ada"), LearnerSettings())
    changed = BERLIN.model_copy(update={"days": EVERY_DAY - {6}, "paused_until": date(2026, 12, 24), "if_then": "Tea."})
    learners.change(ada, changed, None)
    found = learners.get(ada.id)
    assert found is not None
    assert found.settings == changed


def test_a_word_makes_an_address_good_again_and_ends_the_count_of_ignored_messages(
    learners: SqlLearners, engine: Engine
) -> None:
    ada = learners.begin(said_by("web:ada"), BERLIN)
    with engine.begin() as connection:
        connection.execute(update(tables.addresses).values(refused="blocked"))
        connection.execute(update(tables.learners).values(ignored=4))
    before = learners.heard(said_by("web:ada", NOON + timedelta(minutes=1)))
    assert before is not None
    assert before.ignored == 4
    after = learners.get(ada.id)
    assert after is not None
    assert (after.ignored, after.heard_at) == (0, NOON + timedelta(minutes=1))
    with engine.connect() as connection:
        assert connection.execute(select(tables.addresses.c.refused)).scalar() is None


def test_a_lively_talk_is_not_written_down_word_by_word(learners: SqlLearners) -> None:
    learners.begin(said_by("web:ada"), BERLIN)
    assert learners.heard(said_by("web:ada", NOON + timedelta(minutes=5))) is None
    assert learners.heard(said_by("web:ada", NOON + timedelta(minutes=11))) is not None
    assert learners.heard(said_by("web:stranger")) is None


def test_forgetting_leaves_no_row_that_names_the_learner(learners: SqlLearners, engine: Engine) -> None:
    ada, bob = (learners.begin(said_by(person), BERLIN) for person in ("web:ada", "web:bob"))
    diary, mailbox, traces = SqlDiary(engine), SqlMailbox(engine), SqlTraces(engine)
    for learner in (ada, bob):
        diary.add(learner.id, "k", Evidence("recall", "recall", NOON))
        diary.give(learner.id, Task("2026-11-21", NOON.date(), "recall.read", "recall", "theory", 20, "open", NOON))
        diary.open(learner.id, Opened("recall", "A book", NOON))
        traces.keep(learner.id, Trace("recall", "asked", NOON))
        traces.turn_down(learner.id, NOON.date(), ["waits"], NOON)
        learners.change(learner, BERLIN, Slot(date(2026, 11, 22), NOON + timedelta(hours=20)))
    for person in ("web:ada", "web:bob"):
        mailbox.post(person, HELLO, f"daily:{person}", NOON)
        SqlHandled(engine).once(said_by(person).model_copy(update={"id": f"update of {person[4:]}"}), lambda _: HELLO)
    _bring_together(engine, ada, bob)
    _ask_each_other(engine, ada, bob)
    with engine.begin() as connection:
        for learner in (ada, bob):
            connection.execute(insert(tables.outbox).values(_waiting(learner.id)))
            connection.execute(
                insert(tables.links).values(mark=f"m-{learner.since}-{learner is ada}", learner=learner.id, at=NOON)
            )
        for person in ("web:ada", "web:bob"):
            connection.execute(
                insert(tables.cards).values(name=f"poll {person[-3]}", person=person, sends=["/x"], at=NOON)
            )
            connection.execute(insert(tables.handled).values(id=f"update {person[-3]}", person=person, at=NOON))

    assert {name for name, rows in learners.everything_about(ada.id).items() if rows} == {
        "learners", "addresses", "memberships", "evidence", "tasks", "opened", "schedules", "outbox", "posted",
        "handled", "seekers", "members", "waiting", "blocks",
        "traces", "turned_down",
        "links", "cards",
        "calls", "asked", "volunteers",
    }  # fmt: skip
    learners.forget(ada.id, NOON)

    with engine.connect() as connection:
        stored = {
            table.name: [str(dict(row)) for row in connection.execute(select(table)).mappings()]
            for table in tables.metadata.sorted_tables
        }
    for name, rows in stored.items():
        assert not [row for row in rows if ada.id in row or "web:ada" in row], name
    assert [mark_of(ada.id) in row for row in stored["forgotten"]] == [True]
    assert learners.find("web:ada") is None
    assert learners.find("web:bob") == bob
    left = {name for name, rows in learners.everything_about(bob.id).items() if rows}
    # whom ada barred is no matter of bob's, and what she asked him is gone
    assert left == set(learners.everything_about(bob.id)) - {"blocks", "asked"}


def test_every_table_about_a_learner_is_part_of_export_and_forgetting(learners: SqlLearners) -> None:
    names = {"learner", "owner", "person"}
    personal = {table.name for table in tables.metadata.sorted_tables if names & set(table.c.keys())}
    assert personal | {"learners", "posted"} == set(learners.everything_about("nobody"))


def _bring_together(engine: Engine, *people: Learner) -> None:
    seekers, week = SqlSeekers(engine), timedelta(days=7)
    for one in people:
        seekers.save(Seeking(one.id, "local", Wish(name="Ada"), since=NOON, suits_at=NOON))
    members = tuple((one.id, "Ada") for one in people)
    together = Together("local", NOON, NOON + week, (NOON,), ("recall",), "", members)
    alone = tuple((one.id, "hours") for one in people)
    held = Held(Cadence("local", next_at=NOON), 1, (), 0, (together,), alone, (), (), NOON + week)
    SqlRounds(engine).hold(held, NOON)
    seekers.block(people[0].id, people[1].id, NOON)


def _ask_each_other(engine: Engine, *people: Learner) -> None:
    calls, volunteers = SqlCalls(engine), SqlVolunteers(engine)
    for one, other in (people, people[::-1]):
        volunteers.save(Volunteer(one.id, "Ada", NOON))
        volunteers.save(Volunteer(other.id, "Ada", NOON))
        call = calls.write(Call(0, one.id, "local", "recall", "Ada", Draft(goal="x"), NOON))
        SqlMailbox(engine).post("local:board", HELLO.model_copy(update={"text": one.id}), f"call:{call.id}:post", NOON)
        assert calls.ask(replace(call, until=NOON + timedelta(days=1)), other.id, [], NOON)


def _waiting(learner: str) -> dict[str, object]:
    return {
        "key": f"daily:{learner}", "kind": "daily", "platform": "web", "destination": "web:x", "learner": learner,
        "payload": {"v": 1}, "state": "pending", "fence": 0, "attempts": 0, "repeat": False,
        "not_before": NOON, "expires_at": NOON, "created_at": NOON,
    }  # fmt: skip
