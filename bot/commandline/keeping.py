"""`trailmate backup` and `restore`: for the people who keep the data."""

from __future__ import annotations

import argparse

from bot.commandline.clock import clock
from bot.settings import Settings


def backup(chosen: argparse.Namespace) -> int:
    """Copy the database while the bot runs."""
    from bot.storage.backup import KEPT, backup

    settings = Settings()
    made = backup(settings.database_url, chosen.into or settings.home / "backups", clock())
    print(f"Backed up to {made} ({made.stat().st_size / 1e6:.1f} MB). A folder keeps the newest {KEPT}.")
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup in the place of the database."""
    from bot.storage.restore import restore

    settings = Settings()
    done = restore(settings.database_url, chosen.file, clock())
    print(f"Restored {chosen.file}.")
    if done.aside:
        print(f"What was there before is kept as {done.aside}. Delete it when all is well.")
    if done.forgotten:
        print(f"Deleted again, because they had asked to be forgotten: {done.forgotten}.")
    if done.forgotten is None:
        print(
            "There was no readable database to say who asked to be forgotten after this backup was made; "
            "those people are in it again. If you know of any, have them forgotten again."
        )
    return 0
