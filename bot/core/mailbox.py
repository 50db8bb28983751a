"""The mailbox of places that nobody can push to: messages wait until the page or the terminal looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.reply import Reply

BOARD = "local:board"
"""Where the local community's daily prompt hangs, for everybody who opens the page or the terminal."""
SHOWN_FOR = timedelta(hours=36)
"""A message that nobody looked at for so long has had its day."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in the mailbox; numbers grow."""

    number: int
    reply: Reply
    at: datetime


class Mailbox(Protocol):
    """Keeps messages until they are looked at."""

    def post(self, destination: str, reply: Reply, key: str, at: datetime) -> bool:
        """Keep a message; False where that key is kept already."""

    def waiting(self, destinations: Sequence[str], after: int, now: datetime) -> Sequence[Posted]:
        """Return the messages to some destinations with a number above `after`, oldest first."""
