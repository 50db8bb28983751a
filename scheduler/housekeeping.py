"""Tidies up behind the bot: old messages go, and a fresh backup is made each day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

MESSAGES_KEPT_FOR = timedelta(days=35)
"""How long settled messages stay: longer than any occasion whose key must not come twice."""
UPDATES_KEPT_FOR = timedelta(days=3)
"""How long an update stays known; platforms deliver one again for a day at most."""
LEFT_KEPT_FOR = timedelta(days=30)
"""How long a community's settings wait for the bot to be asked back."""
EVERY = timedelta(hours=1)
BACKUP_EVERY = timedelta(days=1)

Clear = Callable[[datetime], int]
"""Removes what is older than an instant; returns how many rows that were."""
Room = tuple[Clear, timedelta]
"""What to tidy, and how long things are kept there."""


class Housekeeping:
    """Called with every tick; does something once an hour, and a backup once a day.

    The first backup comes a day after the start: whoever restarts often has those that were made before.
    """

    def __init__(self, rooms: Sequence[Room], backup: Callable[[datetime], object], started: datetime) -> None:
        self._rooms, self._backup = rooms, backup
        self._cleared, self._backed_up = started - EVERY, started

    def __call__(self, now: datetime) -> None:
        """Tidy up, if it is time."""
        if now - self._cleared < EVERY:
            return
        self._cleared = now
        for clear, kept_for in self._rooms:
            clear(now - kept_for)
        if now - self._backed_up >= BACKUP_EVERY:
            self._backed_up = now
            self._backup(now)
