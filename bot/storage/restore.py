"""Puts a backup in the place of the database, keeps what was there, and forgets again who asked to be forgotten."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, insert, inspect, select
from sqlalchemy.exc import DatabaseError

from bot.core.learners import mark_of
from bot.storage.database import NEWEST, StorageError, only_process, open_database
from bot.storage.learners import remove
from bot.storage.sqlite_file import (
    LOGS,
    copy_database,
    database_file,
    opened,
    put_in_place,
    schema_of,
    sync_folder,
)
from bot.storage.tables import forgotten, learners

Marks = Mapping[str, datetime]
"""Who was forgotten, by `mark_of`, and when."""
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did besides restoring."""

    aside: Path | None
    """Where the database went that was there before."""
    forgotten: int | None
    """How many learners were deleted again; None where no readable database was there to say whom."""


def restore(url: str, file: Path, now: datetime) -> Restored:
    """Make a backup the database, in one step: a power cut leaves either the one or the other.

    What was there stays beside it as `….before-restore-<now>`. Learners who asked to be forgotten after the backup was
    made are deleted from it. Raises StorageError with what to do, and then nothing has changed.
    """
    present = database_file(url)
    _check(file, present)
    try:
        present.parent.mkdir(parents=True, exist_ok=True)
        with only_process(url), put_in_place(present) as fresh:
            copy_database(file, fresh)
            aside, marks = _set_aside(present, now)
            deleted = _forget_again(fresh, marks or {})
        return Restored(aside, None if marks is None else deleted)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
        raise StorageError(
            f"{file} could not be restored to {present} ({reason}). Make room there and check that the folder is "
            "yours. The database is as it was."
        ) from error


def _check(file: Path, present: Path) -> None:
    if not file.is_file():
        raise StorageError(f"There is no file {file}. `trailmate backup` puts its files into the folder `backups`.")
    if present.exists() and file.samefile(present):
        raise StorageError(f"{file} is the database itself. Name a backup.")
    schema = schema_of(file, "integrity_check", called=file)
    if schema > NEWEST:
        raise StorageError(
            f"{file} was made by a newer Trailmate (schema {schema}, this one knows {NEWEST}). "
            "Update this program first, or use an older backup."
        )


def _marks(present: Path) -> Marks | None:
    """Return who was forgotten, None where the database is too damaged to say."""
    engine = create_engine(f"sqlite:///{present}", poolclass=NullPool)
    try:
        if not inspect(engine).has_table(forgotten.name):
            return {}
        with engine.connect() as connection:
            return {row.mark: row.at for row in connection.execute(select(forgotten))}
    except DatabaseError:
        return None


def _forget_again(fresh: Path, marks: Marks) -> int:
    """Carry marks over, and delete whom they name; return how many learners that were."""
    engine = open_database(f"sqlite:///{fresh}")
    try:
        with engine.begin() as connection:
            known = set(connection.execute(select(forgotten.c.mark)).scalars())
            new = [{"mark": mark, "at": at} for mark, at in marks.items() if mark not in known]
            if new:
                connection.execute(insert(forgotten), new)
            # somebody who came back after being forgotten stays
            gone = [
                row.id
                for row in connection.execute(select(learners.c.id, learners.c.since))
                if (at := marks.get(mark_of(row.id))) and row.since <= at
            ]
            for learner in gone:
                remove(connection, learner)
            return len(gone)
    finally:
        engine.dispose()


def _set_aside(present: Path, now: datetime) -> tuple[Path | None, Marks | None]:
    """Copy the present database aside, read its marks, and leave nothing beside it that a new one must not meet."""
    aside = present.with_name(f"{present.name}.before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    copies = {_beside(present, end): _beside(aside, end) for end in ("", *LOGS) if _beside(present, end).exists()}
    try:
        # before anything opens it: SQLite throws away the log of a file that it does not understand
        for path, copy in copies.items():
            _copy(path, copy)
        sync_folder(present.parent)
        marks = _marks(present) if present.exists() else None
        _settle(present)
    except (OSError, StorageError):
        for copy in copies.values():
            copy.unlink(missing_ok=True)
        raise
    for end in (*LOGS, "-shm"):
        _beside(present, end).unlink(missing_ok=True)
    sync_folder(present.parent)
    return (aside if copies else None), marks


def _settle(present: Path) -> None:
    """Bring the log into the file, so that it is whole without; where that cannot be, leave it as it is."""
    try:
        with opened(present, "rw") as connection:
            # also fails where any other program has the database open
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) in _IN_USE:
            raise StorageError(f"Another program has {present} open. Close it first.") from error


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)


def _copy(path: Path, copy: Path) -> None:
    handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with path.open("rb") as source, os.fdopen(handle, "wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
