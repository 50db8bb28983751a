"""The database: durable, migrated, and in one pair of hands."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert, inspect, select, text
from sqlalchemy.exc import StatementError

from bot.storage import tables
from bot.storage.columns import database_now
from bot.storage.database import MIGRATIONS, NEWEST, StorageError, migrate, only_process, open_database, revision
from bot.storage.tables import facts, metadata, unanswered

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_migrations_lead_to_the_very_tables_that_the_code_uses(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection)
        assert revision(connection) == NEWEST
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_an_empty_database_gets_the_tables_that_the_migrations_lead_to(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.connect() as connection:
        assert revision(connection) == NEWEST
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_new_and_migrated_databases_index_the_same_rows_only(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.begin() as connection:
        new = indexed_rows(connection)
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection)
        assert indexed_rows(connection) == new
    engine.dispose()
    assert set(new) == {f"ix_outbox_{name}" for name in ("due", "ending", "in_flight", "line")} | {"ix_schedules_due"}


def indexed_rows(connection: Connection) -> dict[str, str]:
    """Return for each index of some rows only which those are, as the database puts it."""
    found: dict[str, str] = {}
    for table in ("schedules", "outbox"):
        for index in inspect(connection).get_indexes(table):
            where = [value for option, value in index.get("dialect_options", {}).items() if option.endswith("_where")]
            found |= {str(index["name"]): str(value) for value in where}
    return found


def test_the_newest_schema_is_the_last_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == NEWEST


def test_a_second_opening_changes_nothing_and_keeps_what_is_there(empty_url: str) -> None:
    for value in ("first", None):
        engine = open_database(empty_url)
        with engine.begin() as connection:
            if value:
                connection.execute(insert(facts).values(name="kept", value=value))
            assert connection.execute(select(facts.c.value)).scalar() == "first"
            assert revision(connection) == NEWEST
        engine.dispose()


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError, match=r"newer Trailmate .* Update this program"):
        open_database(empty_url)


def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "trailmate.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match=r"trailmate\.db cannot be opened.*restore"):
        open_database(f"sqlite:///{path}")


def test_a_database_made_before_there_were_migrations_is_taken_along(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(insert(unanswered).values(question="what is love", at=datetime(2026, 1, 1, tzinfo=UTC)))
        for table in reversed(metadata.sorted_tables):
            if table.name not in ("unanswered", "verdicts"):
                connection.execute(text(f"DROP TABLE {table.name}"))
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.execute(select(unanswered.c.question)).scalars().all() == ["what is love"]
    engine.dispose()


def test_who_wanted_no_daily_task_is_looked_at_from_now_on_and_no_community_gets_a_new_post(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection, "0006")
        connection.execute(
            text(
                "INSERT INTO communities (id, title, zone, prompt_at, days, prompts, since, weekly)"
                " VALUES ('quiet', 'Quiet', 'UTC', '09:00:00', 127, false, '2026-01-01 00:00:00.000000', true)"
            )
        )
        for name, chosen in (("a", {}), ("b", {"daily": True}), ("c", {"stuck_prompts": False})):
            row = {"id": name, "since": NOON, "heard_at": NOON, "settings": {"v": 1} | chosen}
            connection.execute(insert(tables.learners).values(row))
            schedule = {"id": f"daily:{name}", "kind": "daily", "owner": name, "enabled": False}
            connection.execute(insert(tables.schedules).values(schedule))
        migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        due = select(tables.schedules.c.owner).where(
            tables.schedules.c.next_at.is_not(None), tables.schedules.c.enabled
        )
        assert connection.execute(due).scalars().all() == ["a"]
        assert connection.execute(select(tables.communities.c.weekly)).scalar() is False
    engine.dispose()


def test_sqlite_keeps_what_it_acknowledged_even_in_a_power_cut(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
            connection.rollback()  # let the other one begin


def test_a_second_process_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with only_process(url), pytest.raises(StorageError, match="Another Trailmate uses"), only_process(url):
        pass
    with only_process(url):
        pass  # free again


def test_an_instant_comes_back_as_the_same_moment_in_utc(engine: Engine) -> None:
    tokyo = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    with engine.begin() as connection:
        connection.execute(insert(unanswered).values(question="when", at=tokyo))
        found = connection.execute(select(unanswered.c.at)).scalar_one()
    assert found == tokyo
    assert found.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 # what is refused
    with engine.begin() as connection, pytest.raises(StatementError, match="no time zone"):
        connection.execute(insert(unanswered).values(question="when", at=naive))


def test_the_databases_clock_compares_with_stored_instants(engine: Engine) -> None:
    with engine.begin() as connection:
        now = connection.execute(select(database_now())).scalar_one()
        for question, at in (("before", now - timedelta(seconds=5)), ("after", now + timedelta(seconds=60))):
            connection.execute(insert(unanswered).values(question=question, at=at))
        past = select(unanswered.c.question).where(unanswered.c.at < database_now())
        assert connection.execute(past).scalars().all() == ["before"]


def test_answers_from_before_learn_from_their_keys_which_question_they_answered(empty_url: str) -> None:
    engine = open_database(empty_url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection, to=before("0003"))
        row = {"id": "ada", "since": NOON, "heard_at": NOON, "settings": {}}
        connection.execute(insert(tables.learners).values(row))
        for key, topic, kind, _ in ANSWERS:
            answer = {"learner": "ada", "key": key, "topic": topic, "kind": kind, "right": True, "at": NOON}
            connection.execute(insert(tables.evidence).values(answer))
    engine.dispose()
    engine = open_database(empty_url)
    with engine.connect() as connection:
        rows = connection.execute(select(tables.evidence.c.key, tables.evidence.c.question)).all()
    assert {tuple(row) for row in rows} == {(key, question) for key, _, _, question in ANSWERS}
    engine.dispose()


def before(revision: str) -> str:
    """Return the schema that a migration starts from."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_revision(revision).down_revision)


ANSWERS = (
    ("check:recall.2:2026-11-21", "recall", "recall", "recall.2"),
    ("check:evaluation.3:2026-11-21", "recall", "recall", "mixed.evaluation.3"),
    ("placement:git:1", "git", "placement", "git.1"),
    ("task:2026-11-21:0", "git", "theory", None),
)
"""Key, topic and kind of evidence, and the question it is about."""
