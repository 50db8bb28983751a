"""A backup is whole, private, made while others write, and the newest of them stay."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from bot.storage.backup import backup
from bot.storage.database import StorageError, open_database
from bot.storage.tables import facts
from tests.conftest import NOON


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'trailmate.db'}"


def keep(engine: Engine, **values: str) -> None:
    with engine.begin() as connection:
        for name, value in values.items():
            connection.execute(insert(facts).values(name=name, value=value))


def kept(database: Path) -> dict[str, str]:
    engine = open_database(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = {row.name: row.value for row in connection.execute(select(facts))}
    engine.dispose()
    return found


def test_a_backup_made_during_a_write_holds_what_was_committed(engine: Engine, url: str, tmp_path: Path) -> None:
    keep(engine, before="yes")
    with engine.begin() as connection:
        connection.execute(insert(facts).values(name="during", value="not yet"))
        made = backup(url, tmp_path / "backups", NOON)
    assert made == tmp_path / "backups" / "trailmate-20261121T120000Z.db"
    assert kept(made) == {"before": "yes"}


def test_only_the_owner_can_read_a_backup(engine: Engine, url: str, tmp_path: Path) -> None:
    made = backup(url, tmp_path / "backups", NOON)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_the_newest_backups_stay_and_nothing_else_is_touched(engine: Engine, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "trailmate-mine.db").touch()
    (folder / ".trailmate-20261101T000000Z.db.x1.partial").touch()  # left by a power cut
    made = [backup(url, folder, NOON + timedelta(days=day), keep=3) for day in range(5)]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["trailmate-mine.db", *(path.name for path in made[2:])]
    )


def test_a_clock_that_was_set_back_does_not_cost_the_new_backup(engine: Engine, url: str, tmp_path: Path) -> None:
    for day in (5, 6, 7):
        backup(url, tmp_path / "backups", NOON + timedelta(days=day), keep=2)
    assert backup(url, tmp_path / "backups", NOON, keep=2).exists()


def test_a_name_with_an_ending_is_a_file_that_is_never_overwritten(engine: Engine, url: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    assert backup(url, mine, NOON) == mine
    content = mine.read_bytes()
    with pytest.raises(StorageError, match="exists already"):
        backup(url, mine, NOON)
    assert mine.read_bytes() == content


def test_without_a_database_there_is_nothing_to_back_up_and_nothing_is_made(url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no database at .*trailmate\.db yet"):
        backup(url, tmp_path / "backups", NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_named_and_no_backup_of_it_is_made(url: str, tmp_path: Path) -> None:
    (tmp_path / "trailmate.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match=r"trailmate\.db is damaged .*Restore the last one"):
        backup(url, tmp_path / "backups", NOON)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_database_with_a_spoilt_page_is_not_taken_for_a_good_backup(engine: Engine, url: str, tmp_path: Path) -> None:
    keep(engine, **{f"name {number}": "x" * 500 for number in range(200)})
    with engine.connect() as connection:
        root = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'facts'")).scalar_one()
    engine.dispose()
    with (tmp_path / "trailmate.db").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(os.urandom(4096))
    with pytest.raises(StorageError, match="damaged"):
        backup(url, tmp_path / "backups", NOON)


def test_a_copy_that_does_not_pass_its_check_is_not_kept(engine: Engine, url: str, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StorageError, match=r"trailmate\.db is a database, but not one of Trailmate's"):
        backup(url, tmp_path / "backups", NOON)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_made_gets_a_sentence(engine: Engine, url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"No backup was made in .*Make room there, or name a folder"):
        backup(url, tmp_path / "file" / "backups", NOON)


def test_postgresql_is_sent_to_its_own_tools_without_showing_the_password(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"pg_dump.*pg_restore") as told:
        backup("postgresql://ada:s3cret@db/trailmate", tmp_path, NOON)
    assert "s3cret" not in str(told.value)


def test_a_backup_holds_nothing_of_rows_that_were_deleted(engine: Engine, url: str, tmp_path: Path) -> None:
    keep(engine, private="a name that was forgotten")
    with engine.begin() as connection:
        connection.execute(text("PRAGMA secure_delete=OFF"))
        connection.execute(text("DELETE FROM facts"))
    assert b"a name that was forgotten" not in backup(url, tmp_path / "backups", NOON).read_bytes()


def test_the_copy_can_be_opened_by_sqlite_alone(engine: Engine, url: str, tmp_path: Path) -> None:
    keep(engine, one="1")
    made = backup(url, tmp_path / "backups", NOON)
    elsewhere = shutil.copy(made, tmp_path / "elsewhere.db")
    with closing(sqlite3.connect(elsewhere)) as connection:
        assert connection.execute("SELECT value FROM facts").fetchall() == [("1",)]
