"""A restored backup is the database it was made from, and messages nobody who asked to be forgotten since."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, text

from bot.core.learners import mark_of
from bot.storage.backup import backup
from bot.storage.database import StorageError, only_process, open_database
from bot.storage.restore import Restored, restore
from bot.storage.tables import (
    addresses,
    evidence,
    facts,
    forgotten,
    learners,
    metadata,
    outbox,
    posted,
    schedules,
    tasks,
)
from tests.conftest import NOON

LATER = NOON + timedelta(days=1)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "trailmate.db"


@pytest.fixture
def url(database: Path) -> str:
    return f"sqlite:///{database}"


@pytest.fixture
def made(url: str, tmp_path: Path) -> Path:
    """A backup with two learners; the database behind it is closed."""
    engine = open_database(url)
    for learner in ("ada", "grace"):
        enrol(engine, learner, since=NOON - timedelta(days=9))
    engine.dispose()
    return backup(url, tmp_path / "backups", NOON)


def enrol(engine: Engine, learner: str, since: datetime) -> None:
    """Store a learner with everything that can be stored of one."""
    to = f"web:{learner}"
    message: dict[str, Any] = {"destination": to, "payload": {"text": "hello"}}
    waiting = {"state": "pending", "not_before": since, "expires_at": since, "created_at": since}
    with engine.begin() as connection:
        connection.execute(insert(learners).values(id=learner, since=since, heard_at=since, settings={"zone": "UTC"}))
        connection.execute(insert(addresses).values(person=to, learner=learner, heard_at=since))
        connection.execute(
            insert(evidence).values(learner=learner, key="k", topic="recall", kind="recall", right=True, at=since)
        )
        connection.execute(
            insert(tasks).values(
                learner=learner, id="1", date=date(2026, 11, 20), session="s", topic="recall", part="p", minutes=20,
                state="given", given_at=since,
            )
        )  # fmt: skip
        connection.execute(
            insert(schedules).values(id=f"daily:{learner}", kind="daily", owner=learner, next_at=since, enabled=True)
        )
        connection.execute(
            insert(outbox).values(
                key=f"daily/{learner}",
                kind="daily",
                platform="web",
                learner=learner,
                fence=0,
                attempts=0,
                repeat=False,
                **message,
                **waiting,
            )
        )
        connection.execute(insert(posted).values(key=f"daily/{learner}", at=since, **message))


def forget(database: Path, learner: str, at: datetime) -> None:
    engine = open_database(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(delete(learners).where(learners.c.id == learner))
        connection.execute(insert(forgotten).values(mark=mark_of(learner), at=at))
    engine.dispose()


def rows(database: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    engine = open_database(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = {table.name: sorted(map(str, connection.execute(select(table)))) for table in metadata.sorted_tables}
    engine.dispose()
    return found


def test_a_restore_brings_back_every_row_and_keeps_what_was_there(made: Path, url: str, database: Path) -> None:
    before = rows(database)
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM learners"))
        connection.execute(insert(facts).values(name="written", value="after the backup"))
    engine.dispose()
    spoilt = rows(database)

    done = restore(url, made, LATER)

    assert rows(database) == before
    assert done == Restored(aside=database.with_name("trailmate.db.before-restore-20261122T120000Z"), forgotten=0)
    assert done.aside
    assert rows(done.aside) == spoilt


def test_a_restore_onto_a_new_machine_needs_no_database_there(made: Path, tmp_path: Path, database: Path) -> None:
    elsewhere = tmp_path / "new" / "home" / "trailmate.db"
    assert restore(f"sqlite:///{elsewhere}", made, LATER) == Restored(aside=None, forgotten=None)
    assert rows(elsewhere) == rows(database)


def test_what_a_power_cut_left_of_an_earlier_restore_goes(made: Path, url: str, database: Path) -> None:
    for name in (".trailmate.db.x1.partial", ".trailmate.db.x1.partial-wal"):
        database.with_name(name).touch()
    restore(url, made, LATER)
    assert not list(database.parent.glob(".*.partial*"))


def test_whoever_was_forgotten_after_the_backup_stays_forgotten(made: Path, url: str, database: Path) -> None:
    forget(database, "ada", LATER)
    assert restore(url, made, LATER).forgotten == 1
    found = rows(database)
    assert mark_of("ada") in str(found.pop("forgotten"))
    assert "ada" not in str(found)
    assert "grace" in str(found["outbox"])
    assert restore(url, made, LATER + timedelta(days=1)).forgotten == 1  # and again


def test_whoever_came_back_before_the_backup_stays(url: str, database: Path, tmp_path: Path) -> None:
    engine = open_database(url)
    enrol(engine, "ada", since=NOON)
    engine.dispose()
    made = backup(url, tmp_path / "backups", NOON)
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(insert(forgotten).values(mark=mark_of("ada"), at=NOON - timedelta(days=1)))
    engine.dispose()
    assert restore(url, made, LATER).forgotten == 0
    assert "ada" in str(rows(database)["learners"])


def test_a_damaged_database_is_replaced_and_kept(made: Path, url: str, database: Path) -> None:
    damage = b"not a database at all" * 100
    database.write_bytes(damage)
    database.with_name("trailmate.db-wal").write_bytes(b"what was under way")
    done = restore(url, made, LATER)
    assert done.forgotten is None
    assert done.aside
    assert done.aside.read_bytes() == damage
    assert done.aside.with_name(done.aside.name + "-wal").read_bytes() == b"what was under way"
    assert "ada" in str(rows(database)["learners"])


def test_commits_that_are_only_in_the_log_are_kept_aside_and_do_not_leak_into_the_restored(
    made: Path, url: str, database: Path, tmp_path: Path
) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(insert(facts).values(name="late", value="in the log"))
    killed = {path: path.read_bytes() for path in (database, database.with_name("trailmate.db-wal"))}
    engine.dispose()
    for path, data in killed.items():  # as a process that was killed leaves them
        path.write_bytes(data)
    done = restore(url, made, LATER)
    assert done.aside
    assert "in the log" in str(rows(done.aside)["facts"])
    assert rows(database)["facts"] == []


def test_a_log_without_its_database_is_kept_aside_and_not_left_beside_the_restored(
    made: Path, url: str, database: Path
) -> None:
    database.unlink()
    database.with_name("trailmate.db-wal").write_bytes(b"of another database")
    done = restore(url, made, LATER)
    assert done.aside
    assert done.aside.with_name(done.aside.name + "-wal").read_bytes() == b"of another database"
    assert not database.with_name("trailmate.db-wal").exists()


def test_nothing_is_restored_while_another_trailmate_runs(made: Path, url: str, database: Path) -> None:
    before = database.read_bytes()
    with only_process(url), pytest.raises(StorageError, match="Another Trailmate uses"):
        restore(url, made, LATER)
    assert database.read_bytes() == before


def test_nothing_is_restored_while_any_other_program_has_the_database_open(
    made: Path, url: str, database: Path
) -> None:
    engine = open_database(url)
    with pytest.raises(StorageError, match=r"Another program has .* open"):
        restore(url, made, LATER)
    with engine.begin() as connection:
        connection.execute(insert(facts).values(name="still", value="works"))
    engine.dispose()
    assert "works" in str(rows(database)["facts"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (None, "There is no file"),
        (b"not a database", "damaged, or not a database"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer Trailmate .*Update this program first"),
        ("DROP TABLE alembic_version", "not one of Trailmate's"),
    ],
)
def test_a_file_that_cannot_be_restored_is_explained_and_changes_nothing(
    change: bytes | str | None, says: str, made: Path, url: str, database: Path
) -> None:
    before = database.read_bytes()
    if change is None:
        made.unlink()
    elif isinstance(change, bytes):
        made.write_bytes(change * 1000)
    else:
        engine = open_database(f"sqlite:///{made}")
        with engine.begin() as connection:
            connection.execute(text(change))
        engine.dispose()
    with pytest.raises(StorageError, match=says):
        restore(url, made, LATER)
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["backups", "trailmate.db"]


def test_the_database_cannot_be_restored_from_itself(made: Path, url: str, database: Path) -> None:
    with pytest.raises(StorageError, match="is the database itself"):
        restore(url, database, LATER)
