"""A full disk loses nothing that was kept, is explained, and is over when there is room again."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from bot.commandline.faults import KNOWN, sentence
from bot.storage.backup import backup
from bot.storage.database import StorageError, open_database
from bot.storage.inbox import SqlInbox
from bot.storage.restore import restore
from tests.conftest import NOON

LONG = "why " * 5_000


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond `size` bytes, as if the disk ended there."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'trailmate.db'}"


def fill(inbox: SqlInbox, kept: set[str]) -> None:
    """Keep questions until that fails, and note those that were acknowledged."""
    for number in range(1_000):
        question = f"{number} {LONG}"
        inbox.keep_unanswered(question, NOON)
        kept.add(question)


def well(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_what_was_kept_stays_and_writing_goes_on_when_there_is_room_again(engine: Engine) -> None:
    inbox, kept = SqlInbox(engine), set[str]()
    with files_end_at(1_000_000), pytest.raises(KNOWN) as full:
        fill(inbox, kept)
    assert sentence(full.value).startswith("The disk does not take what is written")
    assert "Make room there" in sentence(full.value)
    assert len(kept) > 5
    assert {question for question, _ in inbox.questions()} == kept

    inbox.keep_unanswered("after room was made", NOON)
    engine.dispose()
    assert {question for question, _ in inbox.questions()} == {*kept, "after room was made"}
    assert well(engine)


def test_a_limit_of_the_database_is_explained_the_same_way(engine: Engine) -> None:
    inbox = SqlInbox(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count=60"))
    with pytest.raises(OperationalError, match="full") as full:
        fill(inbox, set())
    assert "Make room there" in sentence(full.value)


def test_a_backup_that_does_not_fit_is_explained_and_leaves_nothing_behind(
    engine: Engine, url: str, tmp_path: Path
) -> None:
    SqlInbox(engine).keep_unanswered(LONG * 20, NOON)
    older = backup(url, tmp_path / "backups", NOON)
    with files_end_at(200_000), pytest.raises(StorageError, match=r"No backup was made .*Make room there"):
        backup(url, tmp_path / "backups", NOON + timedelta(days=1), keep=1)
    assert list((tmp_path / "backups").iterdir()) == [older]
    assert backup(url, tmp_path / "backups", NOON + timedelta(days=1), keep=1).exists()


@pytest.mark.parametrize("room", [200_000, 500_000])
def test_a_restore_that_does_not_fit_changes_nothing(url: str, tmp_path: Path, room: int) -> None:
    engine = open_database(url)
    inbox = SqlInbox(engine)
    inbox.keep_unanswered(LONG * 15, NOON)  # 300 kB: the backup fits into one of the two
    made = backup(url, tmp_path / "backups", NOON)
    inbox.keep_unanswered(LONG * 15, NOON)  # 600 kB: the copy that is put aside fits into neither
    engine.dispose()
    before = (tmp_path / "trailmate.db").read_bytes()
    with files_end_at(room), pytest.raises(StorageError, match=r"could not be restored .*The database is as it was"):
        restore(url, made, NOON)
    assert (tmp_path / "trailmate.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "trailmate.db", "trailmate.db.lock"]
