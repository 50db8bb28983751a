"""The curators' inbox: the port for what learners tell us about the notes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Inbox(Protocol):
    """Keeps what the curators should read. No person is recorded with it."""

    def keep_unanswered(self, question: str, at: datetime) -> None:
        """Keep a question that no note answers."""

    def keep_verdict(self, question: str, note: str, at: datetime, *, useful: bool) -> None:
        """Keep whether a note was useful for a question."""
