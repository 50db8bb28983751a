"""A bot in a Telegram of its own: the real adapter, the real core, real HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from adapters.telegram.gateway import Ports, Telegram, Webhook
from bot.app import App
from bot.core.gate import Gate
from bot.core.pace import LIMITS
from bot.features.offers import Offers
from tests.adapters.telegram.api import BotApi, bot_api, emulator

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with emulator(tmp_path_factory.mktemp("emulator")) as address:
        yield address


@pytest.fixture
async def api(behind: str) -> AsyncIterator[BotApi]:
    async with bot_api(behind) as served:
        yield served


@asynccontextmanager
async def connected(
    app: App, api: BotApi, *, paced: bool = False, webhook: Webhook | None = None
) -> AsyncIterator[Telegram]:
    """Connect the adapter, and end it in order."""
    ports = Ports(app.reception, app.storage.facts, app.storage.cards, Offers(app.library), lambda: NOON)
    gate = Gate(LIMITS["telegram"] if paced else None, time.monotonic)
    bot = Telegram(api.token, api.address, ports, gate, webhook)
    running = asyncio.create_task(bot.run())
    try:
        yield bot
    finally:
        bot.stop()
        await asyncio.wait_for(running, 15)


@pytest.fixture
async def bot(app: App, api: BotApi) -> AsyncIterator[Telegram]:
    async with connected(app, api) as running:
        yield running
