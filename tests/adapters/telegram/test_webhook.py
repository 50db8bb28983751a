"""The webhook: who knows the secret brings updates; 200 means that the effect is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.telegram.gateway import Webhook
from adapters.telegram.webhook import HEADER, PATH, secret_of
from bot.app import App
from tests.adapters.telegram.api import BotApi, Fault, free_port, message
from tests.adapters.telegram.conftest import connected


@pytest.fixture
async def address(app: App, api: BotApi) -> AsyncIterator[str]:
    port = free_port()
    served = f"http://127.0.0.1:{port}"
    async with connected(app, api, webhook=Webhook(served, "127.0.0.1", port)):
        await api.until(lambda: [call for call in api.of("setWebhook") if call.status == 200])
        yield served


def update(number: int, text: str = "what is recall?") -> dict[str, object]:
    return {"update_id": number, "message": message(text, 7, 7)}


async def test_telegram_brings_updates_and_each_is_answered_once(address: str, api: BotApi) -> None:
    hook = api.of("setWebhook")[0].fields
    assert hook["url"] == address + PATH
    assert api.token not in hook["url"]
    assert len(bytes.fromhex(hook["secret_token"])) == 32
    await api.say("what is recall?")
    await api.until(lambda: api.sent(7))
    again = {HEADER: secret_of(api.token)}
    async with httpx.AsyncClient() as client:
        same = update(77)
        for _ in range(3):
            assert (await client.post(address + PATH, json=same, headers=again)).status_code == 200
    await api.until(lambda: len(api.sent(7)) == 2)
    await asyncio.sleep(0.3)
    assert len(api.sent(7)) == 2


async def test_200_does_not_wait_for_a_slow_answer(address: str, api: BotApi) -> None:
    api.faults = [Fault("sendMessage", seconds=3, after=True)]
    async with httpx.AsyncClient() as client:
        headers = {HEADER: secret_of(api.token)}
        async with asyncio.timeout(2):
            assert (await client.post(address + PATH, json=update(5), headers=headers)).status_code == 200


async def test_whoever_does_not_know_the_secret_learns_nothing(address: str, api: BotApi) -> None:
    async with httpx.AsyncClient() as client:
        for headers in ({}, {HEADER: "wrong"}, {HEADER: secret_of("another")}):
            answer = await client.post(address + PATH, json=update(6), headers=headers)
            assert (answer.status_code, answer.content) == (401, b"")
        known = {HEADER: secret_of(api.token)}
        assert (await client.post(address + PATH, content=b"x" * 1_000_001, headers=known)).status_code == 413
        assert (await client.post(address + PATH, content=b"[", headers=known)).status_code == 400
        assert (await client.get(address + PATH)).status_code == 405
        assert (await client.get(address + "/health")).text == "ok"
    assert api.sent() == []
