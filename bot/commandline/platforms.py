"""The platforms that a token turns on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

from bot.app import App, Clock, SetupError
from bot.core.channel import Channel
from bot.core.gate import Gate
from bot.core.pace import LIMITS
from bot.features.offers import Offers
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
    if settings.telegram_token:
        found.append(_telegram(app, settings, settings.telegram_token.get_secret_value(), clock))
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


def _telegram(app: App, settings: Settings, token: str, clock: Clock) -> Platform:
    try:
        from adapters.telegram.gateway import Ports, Telegram, Webhook
    except ModuleNotFoundError as error:
        raise SetupError("Telegram needs its library: pip install 'trailmate[telegram]'") from error
    url = settings.telegram_webhook
    webhook = Webhook(url, settings.telegram_host, settings.telegram_port) if url else None
    ports = Ports(app.reception, app.storage.facts, app.storage.cards, Offers(app.library), clock)
    return Telegram(token, settings.telegram_api, ports, Gate(LIMITS["telegram"], time.monotonic), webhook)
