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


def platforms(app: App, settings: Settings, clock: Clock) -> Sequence[Platform]:
    """Return the platforms whose tokens are set."""
    found: list[Platform] = []
    if settings.discord_token:
        found.append(_discord(app, settings, clock, settings.discord_token.get_secret_value()))
    return found


def _discord(app: App, settings: Settings, clock: Clock, token: str) -> Platform:
    from adapters.discord.gateway import Connection, Discord

    how = Connection(
        token=token,
        reads_channels=settings.discord_read_channels,
        api=settings.discord_api.rstrip("/"),
        gateway=settings.discord_gateway,
        proxy=settings.discord_proxy,
        shards=settings.discord_shards,
    )
    return Discord(app.reception, app.storage.facts, clock, how)
