"""Traces are kept once an hour and for two weeks, and a look at learners reads all that it needs at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, update

from benchmarks.crowd import move_in
from bot.core.communities import FEWEST_STUCK, Community
from bot.core.learners import Learner, LearnerSettings, Task, TaskState
from bot.core.mastery import Evidence
from bot.core.message import Kind, Message
from bot.core.parcel import MAY_HAVE_ARRIVED, State
from bot.core.traces import KEPT_FOR, Trace
from bot.storage.communities import SqlCommunities
from bot.storage.diary import SqlDiary
from bot.storage.outbox import insert_messages
from bot.storage.tables import memberships, outbox
from bot.storage.traces import SqlTraces

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = LearnerSettings(daily=True)
PEOPLE = [Learner(f"learner-{number}", SETTINGS, since=NOON, heard_at=NOON) for number in range(FEWEST_STUCK + 1)]
ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For what is the same SQL as elsewhere."""
ADA, BOB = PEOPLE[0].id, PEOPLE[1].id


@pytest.fixture
def traces(engine: Engine) -> SqlTraces:
    move_in(engine, PEOPLE, NOON)
    return SqlTraces(engine)


def test_a_look_reads_what_each_learner_did_and_nothing_of_the_others(engine: Engine, traces: SqlTraces) -> None:
    diary = SqlDiary(engine)
    task = Task("2026-11-20", (NOON - DAY).date(), "sql.read", "sql", "theory", 20, "open", NOON - DAY)
    answer = Evidence("sql", "recall", NOON - DAY, right=False)
    diary.give(ADA, task)
    diary.give(ADA, Task("2026-09-20", (NOON - 62 * DAY).date(), "git.read", "git", "theory", 20, "open", NOON - DAY))
    diary.add(ADA, "1", answer)
    diary.add(ADA, "2", Evidence("sql", "theory", NOON))
    diary.add(ADA, "3", Evidence("git", "recall", NOON - KEPT_FOR - DAY, right=False))
    for _ in range(2):
        traces.keep(ADA, Trace("sql", "asked", NOON))
    assert traces.turn_down(ADA, NOON.date(), ["waits", "words"], NOON)

    found = traces.watched([ADA, BOB], NOON)
    assert found[ADA].tasks == [task]
    assert found[ADA].answers == [answer]
    assert found[ADA].traces == [Trace("sql", "asked", NOON)]
    assert (found[ADA].turned_down, found[ADA].turned_down_at) == ({"waits": 1, "words": 1}, NOON)
    assert (found[BOB].tasks, found[BOB].turned_down, found[BOB].since) == ([], {}, None)


def test_only_who_has_an_open_task_or_missed_two_questions_is_worth_a_look(engine: Engine, traces: SqlTraces) -> None:
    diary = SqlDiary(engine)
    states: list[list[TaskState]] = [["open"], ["later", "done"], ["done", "later"], ["too-hard"]]
    for learner, given in zip(PEOPLE, states, strict=False):
        for number, state in enumerate(given):
            at = NOON - (3 - number) * DAY
            diary.give(learner.id, Task(f"{at.date()}", at.date(), "sql.read", "sql", "theory", 20, state, at))
    for key, right in (("1", False), ("2", False), ("3", True)):
        diary.add(PEOPLE[3].id, key, Evidence("sql", "recall", NOON - DAY, right=right))
    diary.add(PEOPLE[1].id, "1", Evidence("sql", "recall", NOON - DAY, right=False))
    everybody = [one.id for one in PEOPLE]
    assert set(traces.worth_a_look(everybody, NOON)) == {"learner-0", "learner-2", "learner-3"}
    assert traces.worth_a_look(everybody, NOON + 30 * DAY) == []


@ON_SQLITE
def test_traces_are_gone_after_two_weeks_with_the_next_one_or_when_tidied(traces: SqlTraces) -> None:
    traces.keep(ADA, Trace("sql", "asked", NOON))
    traces.keep(BOB, Trace("sql", "asked", NOON))
    traces.keep(ADA, Trace("git", "asked", NOON + KEPT_FOR + DAY))
    assert [one.topic for one in traces.watched([ADA], NOON)[ADA].traces] == ["git"]
    assert traces.clear(NOON + DAY) == 1
    assert traces.watched([BOB], NOON)[BOB].traces == []


@ON_SQLITE
def test_a_prompt_is_turned_down_once(traces: SqlTraces) -> None:
    assert traces.turn_down(ADA, NOON.date(), ["waits"], NOON)
    assert not traces.turn_down(ADA, NOON.date(), ["waits"], NOON + DAY)
    assert traces.turn_down(ADA, (NOON + DAY).date(), ["waits"], NOON + DAY)
    assert traces.watched([ADA], NOON)[ADA].turned_down == {"waits": 2}


def test_reminders_that_may_have_arrived_count_and_those_that_were_not_sent_do_not(
    engine: Engine, traces: SqlTraces
) -> None:
    ends = [
        (Kind.STUCK, State.SENT, None, True),
        (Kind.NUDGE, State.PENDING, None, True),
        (Kind.STUCK, State.DEAD, f"{MAY_HAVE_ARRIVED}: no answer in time", True),
        (Kind.STUCK, State.EXPIRED, f"{MAY_HAVE_ARRIVED}: no answer in time", True),
        (Kind.STUCK, State.EXPIRED, "not wanted any more", False),
        (Kind.DAILY, State.SENT, None, False),
    ]
    with engine.begin() as connection:
        for number, (kind, state, reason, _) in enumerate(ends):
            insert_messages(connection, [_message(f"{number}", kind, NOON)], NOON)
            row = update(outbox).where(outbox.c.key == f"{number}")
            settled_at = NOON + timedelta(minutes=5) if state is State.SENT else None
            connection.execute(row.values(state=state, reason=reason, settled_at=settled_at))
        insert_messages(connection, [_message("old", Kind.STUCK, NOON - KEPT_FOR - DAY)], NOON)
    sent = traces.watched([ADA], NOON)[ADA].reminded
    assert {one.key for one in sent} == {f"{number}" for number, (*_, counts) in enumerate(ends) if counts}
    assert {one.at for one in sent if one.key == "0"} == {NOON + timedelta(minutes=5)}


def _message(key: str, kind: Kind, at: datetime) -> Message:
    return Message(
        key=key, kind=kind, destination="web:x", learner=ADA, payload={"v": 1}, not_before=at, expires_at=at + DAY
    )


# -- what a community is stuck on ------------------------------------------------------------------------------------


def test_a_community_hears_of_a_topic_from_five_members_on(engine: Engine, traces: SqlTraces) -> None:
    communities, diary = SqlCommunities(engine), SqlDiary(engine)
    for id in ("club", "others"):
        communities.save(Community(id, "Club", "UTC", "web:board"), NOON, None)
    inside, outside = PEOPLE[:-1], PEOPLE[-1]
    with engine.begin() as connection:
        for one in PEOPLE:
            club = "others" if one is outside else "club"
            connection.execute(insert(memberships).values(learner=one.id, community=club, since=NOON))

    # five members in four ways, one of them in two; the sixth belongs elsewhere
    traces.keep(inside[0].id, Trace("sql", "sounded stuck", NOON))
    traces.keep(inside[1].id, Trace("sql", "helped", NOON))
    given: list[tuple[int, int, TaskState]] = [(1, 2, "later"), (2, 2, "later"), (1, 3, "too-hard"), (1, 0, "too-hard")]
    for days_ago, number, state in given:
        at = NOON - days_ago * DAY
        task = Task(f"{at.date()}", at.date(), "sql.read", "sql", "theory", 20, state, at)
        diary.give(inside[number].id, task)
    traces.keep(outside.id, Trace("sql", "helped", NOON))
    for key in ("1", "2"):
        diary.add(inside[4].id, key, Evidence("sql", "recall", NOON, right=False))
        assert communities.stuck_topics("club", NOON - 7 * DAY) == (["sql"] if key == "2" else [])
    assert communities.stuck_topics("others", NOON - 7 * DAY) == []
    assert communities.stuck_topics("club", NOON + DAY) == []


@ON_SQLITE
def test_asking_or_putting_off_once_is_not_being_stuck(engine: Engine, traces: SqlTraces) -> None:
    SqlCommunities(engine).save(Community("club", "Club", "UTC", "web:board"), NOON, None)
    for one in PEOPLE:
        with engine.begin() as connection:
            connection.execute(insert(memberships).values(learner=one.id, community="club", since=NOON))
        traces.keep(one.id, Trace("sql", "asked", NOON))
        SqlDiary(engine).give(one.id, Task("1", NOON.date(), "sql.read", "sql", "theory", 20, "later", NOON))
        SqlDiary(engine).add(one.id, "1", Evidence("sql", "recall", NOON, right=False))
    assert SqlCommunities(engine).stuck_topics("club", NOON - DAY) == []
