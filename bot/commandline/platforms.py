"""The platforms that a token turns on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.app import App, Clock
from bot.core.channel import Channel
from bot.core.gate import Gate
from bot.settings import Settings


class Platform(Protocol):
    """A connection to a platform that lives as long as the process."""

    @property
    def channel(self) -> Channel:
        """Carries what goes out by itself."""

    @property
    def gate(self) -> Gate:
        """Paces it, and the replies, together."""

    async def run(self) -> None:
        """Stay connected until stopped; end early only where going on is hopeless, with the reason in the log."""

    def stop(self) -> None:
        """Let `run` end in order."""


def platforms(app: App, settings: Settings, clock: Clock) -> Sequence[Platform]:  # noqa: ARG001
    """Return the platforms whose tokens are set."""
    found: list[Platform] = []
    return found
