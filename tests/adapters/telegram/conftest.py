"""A bot in a Telegram of its own: the real adapter, the real core, real HTTP."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.telegram.gateway import Ports, Telegram, Webhook
from bot.app import App
from bot.core.gate import Gate
from bot.core.pace import LIMITS
from bot.features.offers import Offers
from tests.adapters.telegram.api import BotApi, bot_api, emulator
from tests.server import ROOT, environment

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


@asynccontextmanager
async def running(api: BotApi, cache: Path, home: Path, log: list[str]) -> AsyncIterator[subprocess.Popen[str]]:
    """Start Trailmate with a token, wait until it polls, and end it in order unless it was killed."""
    settings = {"TRAILMATE_TELEGRAM_TOKEN": api.token, "TRAILMATE_TELEGRAM_API": api.address}
    polls = len(api.of("getUpdates"))
    env = environment(cache, home) | settings | {"PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "run", "--port", "0"]
    process = subprocess.Popen(  # noqa: ASYNC220 # it returns at once
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=ROOT
    )
    try:
        await api.until(lambda: len(api.of("getUpdates")) > polls, 60)
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        out, _ = await asyncio.wait_for(asyncio.to_thread(process.communicate), 20)
        log.append(out)
    finally:
        process.kill()
