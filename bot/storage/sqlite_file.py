"""A SQLite database as a file: where it is, whether it is sound, how to copy it and to put it in place whole."""

from __future__ import annotations

import glob
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from bot.storage.database import StorageError, parsed_url

LOGS = ("-wal", "-journal")
"""Endings of what belongs to a database and lies beside it; with another one it would spoil that."""
_UNSOUND = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY = 0xFF  # an extended result code carries the primary one in its lowest byte


def database_file(url: str) -> Path:
    """Return the file of a SQLite URL. Raises StorageError for other databases, saying what to use instead."""
    parsed = parsed_url(url)
    if parsed.drivername.startswith("postgresql"):
        shown = parsed.render_as_string(hide_password=True)
        raise StorageError(
            f"{shown} is a PostgreSQL database, which has better tools of its own. To back it up: "
            f'pg_dump --format=custom --file=trailmate.dump "{shown}". '
            f'To restore it: pg_restore --clean --if-exists --dbname="{shown}" trailmate.dump'
        )
    if not parsed.drivername.startswith("sqlite") or parsed.database in (None, "", ":memory:"):
        raise StorageError("TRAILMATE_DATABASE names no file, so there is nothing to back up or to restore.")
    return Path(str(parsed.database))


@contextmanager
def opened(path: Path, mode: Literal["ro", "rw"]) -> Iterator[sqlite3.Connection]:
    """Open an existing database file and close it again; it waits ten seconds for other writers."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def schema_of(path: Path, check: Literal["quick_check", "integrity_check"], called: Path) -> str:
    """Check a database and return its schema's revision.

    Raises StorageError, which names it as `called`, where it is not a sound one of ours.
    """
    try:
        with opened(path, "ro") as connection:
            found = connection.execute(f"PRAGMA {check}(1)").fetchone()[0]
            if found != "ok":
                raise StorageError(f"{called} is damaged ({found}). Use a backup that is sound.")
            ours = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if ours else None
    except sqlite3.Error as error:
        if unsound(error):
            raise StorageError(
                f"{called} is damaged, or not a database ({error}). Use a backup that is sound."
            ) from error
        raise StorageError(f"{called} cannot be read ({error}). Check who may read the file and its folder.") from error
    if row is None:
        raise StorageError(f"{called} is a database, but not one of Trailmate's. Use one that is.")
    return str(row[0])


def copy_database(source: Path, target: Path) -> None:
    """Write a database as it is at this moment into an empty file, also while others write to it."""
    with opened(source, "rw" if os.access(source, os.W_OK) else "ro") as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def unsound(error: sqlite3.Error) -> bool:
    """Return whether SQLite complains about what is in a file, not about reading or writing it."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _UNSOUND


@contextmanager
def put_in_place(target: Path) -> Iterator[Path]:
    """Yield an empty file that only its owner can read; it takes the target's place, whole and synced, at the end."""
    # what a power cut left of an earlier try
    for stale in target.parent.glob(f".{glob.escape(target.name)}.*.partial*"):
        stale.unlink()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        with partial.open("r+b") as file:  # SQLite does not promise to sync what VACUUM INTO writes
            os.fsync(file.fileno())
        partial.replace(target)
        sync_folder(target.parent)
    finally:
        for path in (partial, *(partial.with_name(partial.name + suffix) for suffix in (*LOGS, "-shm"))):
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make names in a folder last: files that were created, renamed or removed."""
    if os.name == "nt":
        return  # has no such call
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
