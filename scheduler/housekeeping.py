"""Tidies up behind the bot: old messages go, and a fresh backup is made each day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

MESSAGES_KEPT_FOR = timedelta(days=35)
"""How long settled messages stay: longer than any occasion whose key must not come twice."""
EVERY = timedelta(hours=1)
BACKUP_EVERY = timedelta(days=1)

Clear = Callable[[datetime], int]
"""Removes what is older than an instant; returns how many rows that were."""


class Housekeeping:
    """Called with every tick; does something once an hour, and a backup once a day.

    The first backup comes a day after the start: whoever restarts often has those that were made before.
    """

    def __init__(
        self, rooms: Sequence[tuple[Clear, timedelta]], backup: Callable[[datetime], object], started: datetime
    ) -> None:
        """`rooms` says how long what is in each of them stays."""
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
