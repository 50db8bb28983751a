"""What goes out by itself: for each way it can end, what is certainly true."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from adapters.telegram.channel import TelegramChannel
from adapters.telegram.post import Post
from bot.app import App
from bot.core.channel import Delivered, InDoubt, NotDelivered, Refused, TryLater
from bot.core.communities import Community
from bot.core.gate import Gate
from bot.core.reply import Basis, File, Image, Reply
from tests.adapters.telegram.api import BotApi, Fault, free_port

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HELLO = Reply(text="Hello.", basis=Basis(intent="today"))
TWO = Reply(text="Hello.", image=Image(png=b"x", alt="a line"), basis=Basis(intent="today"))


@pytest.fixture
async def channel(app: App, api: BotApi) -> AsyncIterator[TelegramChannel]:
    async with Bot(api.token, f"{api.address}/bot", request=HTTPXRequest(4, read_timeout=0.6)) as bot:
        yield TelegramChannel(
            Post(bot, app.storage.cards, app.reception.host, lambda: NOON), Gate(None, time.monotonic)
        )


async def test_a_message_that_arrives_has_a_receipt(api: BotApi, channel: TelegramChannel) -> None:
    outcome = await channel.send("telegram:7", HELLO, "k")
    assert isinstance(outcome, Delivered)
    assert outcome.receipt.startswith("7/")
    await channel.send("telegram:-1005/77", HELLO, "k")
    assert (api.sent(-1005)[0].fields["message_thread_id"], api.refused) == ("77", [])


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (429, {"description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}}, TryLater(7, True)),
        (
            403,
            {"description": "Forbidden: bot was blocked by the user"},
            Refused("Forbidden: bot was blocked by the user"),
        ),
        (403, {"description": "Forbidden: user is deactivated"}, Refused("Forbidden: user is deactivated")),
        (400, {"description": "Bad Request: chat not found"}, Refused("Chat not found")),
        (400, {"description": "Bad Request: wrong file"}, NotDelivered("Wrong file")),
        (502, {"description": "Bad Gateway"}, InDoubt("Bad Gateway")),
        (500, {"description": "Internal Server Error"}, InDoubt("Internal Server Error")),
    ],
)
async def test_each_refusal_is_what_it_says(
    api: BotApi, channel: TelegramChannel, status: int, said: dict[str, Any], outcome: object
) -> None:
    api.faults = [Fault("sendMessage", status, said)]
    assert await channel.send("telegram:7", HELLO, "k") == outcome
    assert api.sent() == []


async def test_a_groups_own_limit_pauses_that_group_alone(api: BotApi, channel: TelegramChannel) -> None:
    api.faults = [Fault("sendMessage", 429, {"description": "Too Many Requests", "parameters": {"retry_after": 9}})]
    assert await channel.send("telegram:-1005", HELLO, "k") == TryLater(9, everywhere=False)


async def test_a_dropped_connection_and_a_late_answer_are_doubt(api: BotApi, channel: TelegramChannel) -> None:
    api.faults = [Fault("sendMessage", drop=True, after=True), Fault("sendMessage", seconds=1.0, after=True)]
    assert isinstance(await channel.send("telegram:7", HELLO, "k"), InDoubt)
    assert isinstance(await channel.send("telegram:7", HELLO, "k"), InDoubt)


async def test_no_connection_at_all_is_no_delivery(app: App) -> None:
    bot = Bot("1:x", f"http://127.0.0.1:{free_port()}/bot")
    post = Post(bot, app.storage.cards, app.reception.host, lambda: NOON)
    assert isinstance(
        await TelegramChannel(post, Gate(None, time.monotonic)).send("telegram:7", HELLO, "k"), NotDelivered
    )
    await bot.shutdown()


async def test_a_group_that_moved_gets_the_message_where_it_is_now(
    api: BotApi, app: App, channel: TelegramChannel
) -> None:
    app.storage.communities.save(Community("telegram:-5", "Learners", "UTC", "telegram:-5"), NOON, None)
    said = {"description": "Bad Request: group chat was upgraded", "parameters": {"migrate_to_chat_id": -1009}}
    api.faults = [Fault("sendMessage", 400, said)]
    assert isinstance(await channel.send("telegram:-5", HELLO, "k"), Delivered)
    assert [call.chat for call in api.sent()] == [-1009]
    moved = app.storage.communities.get("telegram:-1009")
    assert moved
    assert moved.channel == "telegram:-1009"


async def test_a_topic_that_was_removed_is_replaced_by_its_group(api: BotApi, channel: TelegramChannel) -> None:
    api.faults = [Fault("sendMessage", 400, {"description": "Bad Request: message thread not found"})]
    assert isinstance(await channel.send("telegram:-5/77", HELLO, "k"), Delivered)
    assert "message_thread_id" not in api.sent(-5)[0].fields


async def test_half_a_card_is_doubt_and_not_another_try(api: BotApi, channel: TelegramChannel) -> None:
    api.faults = [Fault("sendMessage", 403, {"description": "Forbidden: bot was blocked by the user"})]
    outcome = await channel.send("telegram:7", TWO, "k")
    assert isinstance(outcome, InDoubt)
    assert outcome.reason.startswith("1 of 2 messages arrived")
    api.faults = [Fault("sendMessage", 429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}})]
    assert isinstance(await channel.send("telegram:7", TWO, "k"), Delivered)


async def test_files_keep_their_names_and_their_text(api: BotApi, channel: TelegramChannel) -> None:
    reply = HELLO.model_copy(update={"files": (File(name="diary.md", text="Ä line"),)})
    assert isinstance(await channel.send("telegram:7", reply, "k"), Delivered)
    assert [call.method for call in api.sent(7)] == ["sendMessage", "sendDocument"]
