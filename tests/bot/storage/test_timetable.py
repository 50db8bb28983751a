"""The timetable in SQL: what is due, and that a message and its schedule are written together or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import ClauseElement, Engine, Executable, Select, event, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from benchmarks.crowd import crowd, move_in
from bot.core.communities import Community
from bot.core.due import Slot
from bot.core.learners import Learner, LearnerSettings
from bot.core.message import Kind, Message
from bot.core.times import EVERY_DAY
from bot.core.timetable import Due, Move
from bot.storage.communities import SqlCommunities
from bot.storage.learners import SqlLearners
from bot.storage.tables import addresses, learners, outbox, schedules
from bot.storage.timetable import SqlTimetable, due

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = Slot(date(2026, 11, 22), datetime(2026, 11, 22, 8, 30, tzinfo=UTC))
TOMORROW = Slot(date(2026, 11, 23), datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
SETTINGS = LearnerSettings(at=time(8, 30), time_chosen=True, daily=True)
ADA, BOB = (Learner(name, SETTINGS, since=NOON, heard_at=NOON) for name in ("ada", "bob"))


@pytest.fixture
def timetable(engine: Engine) -> SqlTimetable:
    move_in(engine, [ADA, BOB], NOON)
    return SqlTimetable(engine)


def met(due: Due, next: Slot | None = TOMORROW, ignored: int = 1) -> Move:
    """The move that meets a due slot with a message."""
    assert isinstance(due.owner, Learner)
    message = Message(
        key=f"daily:{due.owner.id}:{due.slot.date}",
        kind=Kind.DAILY,
        destination=f"telegram:{due.owner.id}",
        learner=due.owner.id,
        payload={"v": 1},
        not_before=due.slot.at,
        expires_at=due.slot.at + timedelta(hours=6),
    )
    return Move(due, due.slot, message, next, ignored)


def keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(outbox.c.key).order_by("key")).scalars())


def next_dates(engine: Engine) -> dict[str, date | None]:
    with engine.connect() as connection:
        return {
            row.owner: row.next_date for row in connection.execute(select(schedules.c.owner, schedules.c.next_date))
        }


def ignored(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.id: row.ignored for row in connection.execute(select(learners.c.id, learners.c.ignored))}


# -- what is due ---------------------------------------------------------------------------------------------------


def test_nothing_is_due_before_its_instant_and_it_is_at_it(timetable: SqlTimetable) -> None:
    assert timetable.due(TODAY.at - timedelta(microseconds=1), 10) == []
    (first, second) = sorted(timetable.due(TODAY.at, 10), key=lambda due: due.id)
    assert (first.owner, first.slot, first.last, first.destination) == (ADA, TODAY, None, "telegram:ada")
    assert second.owner == BOB
    assert timetable.next_due() == TODAY.at


def test_the_longest_due_comes_first_and_only_so_many(engine: Engine, timetable: SqlTimetable) -> None:
    with engine.begin() as connection:
        late = update(schedules).where(schedules.c.owner == "bob")
        connection.execute(late.values(next_at=TODAY.at - timedelta(hours=1)))
    assert [due.owner for due in timetable.due(TODAY.at, 1)] == [BOB]


def test_a_message_goes_where_the_learner_spoke_last_and_was_not_refused(
    engine: Engine, timetable: SqlTimetable
) -> None:
    def goes_to() -> str | None:
        return next(due.destination for due in timetable.due(TODAY.at, 10) if due.owner == ADA)

    discord = {"person": "discord:7", "learner": "ada", "heard_at": NOON + timedelta(minutes=1)}
    with engine.begin() as connection:
        connection.execute(insert(addresses).values(discord))
    assert goes_to() == "discord:7"
    for person, left in (("discord:7", "telegram:ada"), ("telegram:ada", None)):
        with engine.begin() as connection:
            connection.execute(update(addresses).where(addresses.c.person == person).values(refused="blocked"))
        assert goes_to() == left


def test_a_communitys_prompt_is_due_with_its_channel(engine: Engine, timetable: SqlTimetable) -> None:
    club = Community("discord:1", "Club", "Asia/Tokyo", "discord:55", time(9), EVERY_DAY - {6})
    SqlCommunities(engine).save(club, NOON, TODAY)
    found = [due for due in timetable.due(TODAY.at, 10) if due.kind == "prompt"]
    assert [(due.owner, due.destination) for due in found] == [(club, "discord:55")]


def test_all_schedules_can_be_gone_through_part_by_part(timetable: SqlTimetable) -> None:
    (first,) = timetable.upcoming("", 1)
    (second,) = timetable.upcoming(first.id, 1)
    assert [first.owner, second.owner] == [ADA, BOB]
    assert timetable.upcoming(second.id, 1) == []


# -- moving on -----------------------------------------------------------------------------------------------------


def test_a_move_writes_the_message_the_next_slot_the_last_one_and_the_count(
    engine: Engine, timetable: SqlTimetable
) -> None:
    assert timetable.move([met(due) for due in timetable.due(TODAY.at, 10)], TODAY.at) == 2
    assert keys(engine) == ["daily:ada:2026-11-22", "daily:bob:2026-11-22"]
    assert next_dates(engine) == {"ada": TOMORROW.date, "bob": TOMORROW.date}
    assert ignored(engine) == {"ada": 1, "bob": 1}
    assert SqlLearners(engine).last_slot("ada") == TODAY
    assert timetable.due(TODAY.at, 10) == []


def test_killed_between_the_schedule_and_the_message_neither_is_written(
    engine: Engine, timetable: SqlTimetable
) -> None:
    moves = [met(due) for due in timetable.due(TODAY.at, 10)]

    def die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO outbox"):
            raise SQLAlchemyError("killed")

    event.listen(engine, "before_cursor_execute", die)
    with pytest.raises(SQLAlchemyError, match="killed"):
        timetable.move(moves, TODAY.at)
    event.remove(engine, "before_cursor_execute", die)

    assert keys(engine) == []
    assert next_dates(engine) == {"ada": TODAY.date, "bob": TODAY.date}
    assert ignored(engine) == {"ada": 0, "bob": 0}
    assert timetable.move(moves, TODAY.at) == 2


def test_moving_twice_is_moving_once(engine: Engine, timetable: SqlTimetable) -> None:
    moves = [met(due) for due in timetable.due(TODAY.at, 10)]
    assert timetable.move(moves, TODAY.at) == 2
    assert timetable.move(moves, TODAY.at) == 0
    assert ignored(engine) == {"ada": 1, "bob": 1}


def test_a_schedule_that_was_changed_meanwhile_is_left_alone_and_the_others_move(
    engine: Engine, timetable: SqlTimetable
) -> None:
    moves = [met(due) for due in timetable.due(TODAY.at, 10)]
    later = replace(TODAY, at=TODAY.at + timedelta(hours=2))
    SqlLearners(engine).change(ADA, SETTINGS.model_copy(update={"at": time(10, 30)}), later)
    assert timetable.move(moves, TODAY.at) == 1
    assert keys(engine) == ["daily:bob:2026-11-22"]
    assert next_dates(engine)["ada"] == TODAY.date
    assert ignored(engine) == {"ada": 0, "bob": 1}


def test_a_schedule_that_was_switched_off_meanwhile_stays_off(engine: Engine, timetable: SqlTimetable) -> None:
    moves = [met(due) for due in timetable.due(TODAY.at, 10)]
    SqlLearners(engine).change(ADA, SETTINGS.model_copy(update={"daily": False}), None)
    assert timetable.move(moves, TODAY.at) == 1
    assert next_dates(engine)["ada"] is None


def test_a_word_said_meanwhile_is_not_counted_as_silence(engine: Engine, timetable: SqlTimetable) -> None:
    with engine.begin() as connection:
        connection.execute(update(learners).values(ignored=2))
    moves = [met(due, ignored=3) for due in timetable.due(TODAY.at, 10)]
    with engine.begin() as connection:
        connection.execute(update(learners).where(learners.c.id == "ada").values(ignored=0))
    assert timetable.move(moves, TODAY.at) == 2
    assert ignored(engine) == {"ada": 0, "bob": 3}


def test_who_was_forgotten_meanwhile_gets_nothing_and_leaves_no_row(engine: Engine, timetable: SqlTimetable) -> None:
    moves = [met(due) for due in timetable.due(TODAY.at, 10)]
    SqlLearners(engine).forget("ada", TODAY.at)
    assert timetable.move(moves, TODAY.at) == 1
    assert keys(engine) == ["daily:bob:2026-11-22"]
    assert not any(SqlLearners(engine).everything_about("ada").values())


def test_a_schedule_moves_on_also_without_a_message(engine: Engine, timetable: SqlTimetable) -> None:
    moves = [Move(due, met=None, message=None, next=TOMORROW) for due in timetable.due(TODAY.at, 10)]
    assert timetable.move(moves, TODAY.at) == 0
    assert next_dates(engine) == {"ada": TOMORROW.date, "bob": TOMORROW.date}
    assert SqlLearners(engine).last_slot("ada") is None
    assert ignored(engine) == {"ada": 0, "bob": 0}


def test_a_schedule_without_a_next_slot_is_off(engine: Engine, timetable: SqlTimetable) -> None:
    timetable.move([met(due, next=None) for due in timetable.due(TODAY.at, 10)], TODAY.at)
    assert timetable.next_due() is None
    assert timetable.upcoming("", 10) == []


def test_a_learner_who_changes_settings_and_the_planner_never_wait_for_each_other(
    engine: Engine, timetable: SqlTimetable
) -> None:
    failed: list[BaseException] = []

    def change() -> None:
        try:
            SqlLearners(engine).change(ADA, SETTINGS, TOMORROW)
        except SQLAlchemyError as error:
            failed.append(error)

    changing = threading.Thread(target=change)
    with engine.begin() as planning:  # in the order in which the timetable locks
        planning.execute(select(schedules.c.id).where(schedules.c.owner == "ada").with_for_update()).all()
        changing.start()
        changing.join(timeout=0.3)
        planning.execute(update(learners).where(learners.c.id == "ada").values(ignored=1))
    changing.join()
    assert failed == []


# -- speed ---------------------------------------------------------------------------------------------------------


def test_what_is_due_is_found_by_its_index_and_without_sorting(engine: Engine) -> None:
    move_in(engine, list(crowd(3_000, NOON, Random(1))), NOON)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE schedules"))
    with engine.connect() as connection:
        plan = connection.execute(_Explain(due(NOON + timedelta(days=1)).limit(500))).all()
    words = "\n".join(str(line[-1]) for line in plan)
    assert "ix_schedules_due" in words
    assert "sort" not in words.lower()
    assert "b-tree" not in words.lower(), "SQLite's word for sorting"


class _Explain(Executable, ClauseElement):
    """`EXPLAIN` of a query with its parameters bound, as it runs."""

    inherit_cache = False

    def __init__(self, query: Select[tuple[object, ...]]) -> None:
        self.query = query


@compiles(_Explain)
def _explain(element: _Explain, compiler: SQLCompiler, **options: object) -> str:
    word = "EXPLAIN QUERY PLAN" if compiler.dialect.name == "sqlite" else "EXPLAIN"
    return f"{word} {compiler.process(element.query, **options)}"
