"""Makes backups while the bot runs, and keeps the newest of them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.database import StorageError
from bot.storage.sqlite_file import copy_database, database_file, put_in_place, schema_of, unsound

KEPT = 14
"""Backups that stay in a folder: two weeks of daily ones."""
_NAME = "trailmate-{:%Y%m%dT%H%M%SZ}.db"
_NAMES = "trailmate-????????T??????Z.db"


def backup(url: str, into: Path, now: datetime, keep: int = KEPT) -> Path:
    """Copy the database into a folder, or to a file that is not there yet; return the copy, checked and synced.

    In a folder the copy is named by `now` in UTC, and of such copies only the newest `keep` stay. A name with an
    ending (`mine.db`) that is no folder is a file. Raises StorageError with what to do.
    """
    source = database_file(url)
    if not source.exists():
        raise StorageError(f"There is no database at {source} yet, so there is nothing to back up.")
    one_file = bool(into.suffix) and not into.is_dir()
    target = into if one_file else into / _NAME.format(now.astimezone(UTC))
    if one_file and target.exists():
        raise StorageError(f"{target} exists already. Name another file, or a folder.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with put_in_place(target) as copy:
            copy_database(source, copy)
            schema_of(copy, "quick_check", called=source)
    except (OSError, sqlite3.Error) as error:
        raise _told(error, source, target.parent) from error
    if not one_file:
        _keep_newest(target, keep)
    return target


def _keep_newest(made: Path, keep: int) -> None:
    # not the new one, even where the clock was set back
    others = sorted(path for path in made.parent.glob(_NAMES) if path != made)
    surplus = others[: max(0, len(others) - (keep - 1))]
    for old in surplus:
        old.unlink(missing_ok=True)
    # what a power cut left of earlier tries
    for stale in made.parent.glob(f".{_NAMES}.*.partial*"):
        if surplus and stale.name[1:] < surplus[-1].name:
            stale.unlink(missing_ok=True)


def _told(error: OSError | sqlite3.Error, source: Path, folder: Path) -> StorageError:
    if isinstance(error, sqlite3.Error) and unsound(error):
        return StorageError(f"{source} is damaged ({error}), so no backup was made. Restore the last one.")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return StorageError(
        f"No backup was made in {folder} ({reason}). Make room there, or name a folder that you own: "
        "trailmate backup FOLDER. The database itself is as it was."
    )
