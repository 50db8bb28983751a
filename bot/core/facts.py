"""A few named strings that outlive the process: what an adapter needs to know after a restart."""

from __future__ import annotations

from typing import Protocol


class Facts(Protocol):
    """Keeps named values; a name begins with whose it is, such as `discord.commands`."""

    def get(self, name: str) -> str | None:
        """Return a value."""

    def set(self, name: str, value: str) -> None:
        """Keep a value."""
