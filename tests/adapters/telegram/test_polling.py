"""Updates are confirmed when their effect is stored, seen while another is slow, and never begun twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from adapters.telegram.inbound import name_of
from adapters.telegram.intake import Answer, Intake
from adapters.telegram.polling import Poller
from bot.app import App
from tests.adapters.telegram.api import BotApi, Fault, bot_api, emulator, free_port, message
from tests.adapters.telegram.conftest import connected


class Desk:
    """Notes what was begun and what ended; what it is told to hold does not end before it is let go."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.stored: list[int] = []
        self.shown: list[int] = []
        self.hold_effect: dict[int, asyncio.Event] = {}
        self.hold_answer: dict[int, asyncio.Event] = {}

    async def effect(self, update: Update) -> Answer | None:
        id = update.update_id
        self.begun.append(id)
        if held := self.hold_effect.get(id):
            await held.wait()
        self.stored.append(id)

        async def show() -> None:
            if held := self.hold_answer.get(id):
                await held.wait()
            self.shown.append(id)

        return show


@asynccontextmanager
async def polled(api: BotApi, desk: Desk) -> AsyncIterator[None]:
    bot = Bot(api.token, f"{api.address}/bot", get_updates_request=HTTPXRequest(1))
    await bot.initialize()
    intake = Intake(desk.effect)
    poller = Poller(bot, intake)
    task = asyncio.create_task(poller.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        await intake.finish(0.1)
        await poller.confirm()
        await bot.shutdown()


def confirmed(api: BotApi) -> int:
    """Return the highest offset that was ever asked with."""
    return max((int(call.fields.get("offset", 0)) for call in api.of("getUpdates")), default=0)


async def test_an_update_is_confirmed_only_when_its_effect_is_stored_and_others_go_on(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.polling.HELD_FOR", 0.0)  # nothing but the effect holds it back
    desk = Desk()
    slow = await api.say("slow", chat=7)
    desk.hold_effect[slow] = asyncio.Event()
    async with polled(api, desk):
        await api.until(lambda: desk.begun)
        others = [await api.say("quick", chat=chat) for chat in (8, 9)]
        same_chat = await api.say("after the slow one", chat=7)
        await api.until(lambda: set(others) <= set(desk.shown))
        await asyncio.sleep(0.7)
        assert confirmed(api) <= slow
        assert desk.begun == [slow, *others], "in order in one chat, and nothing twice"
        assert len(api.of("getUpdates")) < 12, "no busy loop while one is under way"
        desk.hold_effect[slow].set()
        await api.until(lambda: same_chat in desk.shown)
        await api.until(lambda: confirmed(api) > same_chat)
    assert sorted(desk.begun) == sorted({*desk.begun}), "nothing was begun twice"


async def test_what_is_stored_and_not_shown_is_held_for_a_moment_but_not_among_many(api: BotApi) -> None:
    desk = Desk()
    first = await api.say("one", chat=100)
    desk.hold_answer[first] = asyncio.Event()
    async with polled(api, desk):
        await api.until(lambda: first in desk.stored)
        await asyncio.sleep(0.8)
        assert confirmed(api) <= first
        many = [await api.say("more", chat=200 + number) for number in range(25)]
        await api.until(lambda: set(many) <= set(desk.shown))
        await api.until(lambda: confirmed(api) > first)
        desk.hold_answer[first].set()


async def test_an_offset_confirms_once_and_is_not_kept_because_ids_may_begin_anew_below_it(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.polling.LONGEST_POLL", 1)
    desk = Desk()
    async with polled(api, desk):
        await api.enqueue({"update_id": 900_000, "message": message("before", 7, 7)})
        await api.until(lambda: confirmed(api) == 900_001)
        asked = len(api.of("getUpdates"))
        await api.until(lambda: len(api.of("getUpdates")) > asked)
        assert "offset" not in api.of("getUpdates")[-1].fields


def test_an_update_of_the_same_number_is_another_one_a_week_later() -> None:
    one, other = (
        Update.de_json({"update_id": 5, "message": message("hi", 7, 7) | {"date": date}}, None)
        for date in (1_790_000_000, 1_790_700_000)
    )
    assert name_of(one) == "telegram:5:1790000000"
    assert name_of(one) != name_of(other)


async def test_a_server_that_fails_refuses_and_restarts_is_asked_again(
    api: BotApi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.faults.LONGEST_PAUSE", 0.2)
    api.faults = [
        Fault("getUpdates", 502, {"description": "Bad Gateway"}),
        Fault("getUpdates", drop=True),
        Fault("getUpdates", 429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}}),
        Fault("getUpdates", 409, {"description": "Conflict: terminated by other getUpdates request"}),
    ]
    desk = Desk()
    async with polled(api, desk):
        id = await api.say("hello")
        await api.until(lambda: desk.shown == [id], 40)
    assert "Another program asks for this bot's updates" in caplog.text


async def test_a_token_that_telegram_does_not_know_ends_this_adapter_with_what_to_do(
    app: App, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults = [Fault("getMe", 401, {"description": "Unauthorized"}, times=9)]
    async with connected(app, api):
        await api.until(lambda: "Put in the one that BotFather shows" in caplog.text)
    assert not [record for record in caplog.records if record.levelno > logging.ERROR]


async def test_it_begins_as_soon_as_telegram_can_be_reached(
    app: App, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.faults.LONGEST_PAUSE", 0.2)
    api.faults = [Fault("getMe", 502, {"description": "Bad Gateway"}), Fault("deleteWebhook", drop=True)]
    async with connected(app, api):
        await api.say("what is recall?")
        await api.until(lambda: api.sent(7), 30)


async def test_a_server_that_comes_back_with_numbers_from_the_beginning_is_understood(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.faults.LONGEST_PAUSE", 0.2)
    port = free_port()
    async with AsyncExitStack() as stack:
        first = ExitStack()
        api = await stack.enter_async_context(bot_api(first.enter_context(emulator(tmp_path, port))))
        await stack.enter_async_context(connected(app, api))
        assert await api.say("what is recall?", date=1_790_000_000) == 1
        await api.until(lambda: confirmed(api) == 2 and "offset" not in api.of("getUpdates")[-1].fields)
        first.close()
        stack.enter_context(emulator(tmp_path, port))
        assert await api.say("what is precision?", date=1_790_700_000) == 1
        await api.until(lambda: len(api.sent(7)) == 2)
        assert "Precision" in api.sent(7)[1].text


async def test_a_second_program_with_the_same_token_says_so(
    app: App, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(app, api):
        await api.until(lambda: api.of("getUpdates"))
        async with connected(app, api):
            await api.until(lambda: "Another program asks for this bot's updates" in caplog.text)


async def test_what_waited_while_the_bot_was_off_is_answered_in_order_and_once(app: App, api: BotApi) -> None:
    for text in ("what is recall?", "what is precision?", "/help"):
        await api.say(text)
    async with connected(app, api):
        await api.until(lambda: len(api.sent(7)) == 3)
    async with connected(app, api):
        await asyncio.sleep(0.7)
    assert ["Recall" in api.sent(7)[0].text, "Precision" in api.sent(7)[1].text] == [True, True]
    assert len(api.sent(7)) == 3
