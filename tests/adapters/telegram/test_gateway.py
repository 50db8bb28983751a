"""Talking to the bot in Telegram: private chats, groups, buttons and polls, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from adapters.telegram.gateway import Telegram
from bot.app import App
from tests.adapters.telegram.api import BotApi, Fault, joins, message, person
from tests.adapters.telegram.conftest import NOON, connected

GROUP = -1005


async def test_a_question_in_a_private_chat_gets_its_note_with_buttons(api: BotApi, bot: Telegram) -> None:
    await api.say("what is overfitting?")
    await api.until(lambda: api.sent(7))
    card = api.sent(7)[0]
    assert "Overfitting" in card.text
    assert card.fields["parse_mode"] == "HTML"
    assert json.loads(card.fields["link_preview_options"]) == {"is_disabled": True}
    assert all(len(button["callback_data"].encode()) <= 64 for row in card.buttons for button in row)
    assert "reply_parameters" not in card.fields
    assert api.refused == []


async def test_a_pressed_button_says_what_is_typed_and_is_always_answered(api: BotApi, bot: Telegram) -> None:
    await api.press("/topic recall example", message_id=31)
    await api.until(lambda: api.sent(7) and api.of("answerCallbackQuery"))
    assert api.sent(7)[0].method == "sendMessage"  # a note is kept, another part comes below it
    assert "recall_score" in api.sent(7)[0].text
    await api.press("/settings", message_id=32)
    await api.until(lambda: len(api.sent(7)) > 1 and len(api.of("answerCallbackQuery")) > 1)
    edited = api.sent(7)[1]
    assert (edited.method, edited.fields["message_id"]) == ("editMessageText", "32")


async def test_a_press_that_changes_nothing_is_no_fault(
    api: BotApi, bot: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.answers.FIRST_WAIT", 0.01)
    said = "Bad Request: message is not modified: specified new message content is the same"
    api.faults = [Fault("editMessageText", 400, {"description": said})]
    await api.press("/settings", message_id=32)
    await api.until(lambda: api.of("editMessageText") and api.of("answerCallbackQuery"))
    await asyncio.sleep(0.2)
    assert api.sent(7) == []


async def test_an_edited_message_is_no_new_question_and_an_albums_pictures_are_none(api: BotApi, bot: Telegram) -> None:
    await api.enqueue({"edited_message": message("what is recall?", 7, 7)})
    photo = [{"file_id": "p", "file_unique_id": "q", "width": 1, "height": 1}]
    await api.say("", photo=photo, media_group_id="5")
    await api.say("", photo=photo, caption="what is precision?")
    await api.until(lambda: api.sent(7))
    await asyncio.sleep(0.2)
    assert [("Precision" in call.text) for call in api.sent(7)] == [True]


async def test_deep_links_open_a_topic_and_join_the_group_they_lead_from(api: BotApi, app: App, bot: Telegram) -> None:
    await api.say("/start topic-recall")
    await api.until(lambda: api.sent(7))
    assert "Recall is the share" in api.sent(7)[0].text
    await api.enqueue(joins(GROUP))
    await api.until(lambda: api.sent(GROUP))  # chats are served side by side: the group has to be known first
    api.members[GROUP, 8] = "member"
    await api.say(f"/start join-{GROUP}", chat=8)
    await api.say(f"/start join-{GROUP}", chat=9)  # who is not in that group joins nothing
    await api.until(lambda: api.sent(8) and api.sent(9))
    stored = app.storage.learners
    for chat, rows in ((8, 1), (9, 0)):
        learner = stored.find(f"telegram:{chat}")
        assert learner
        assert len(stored.everything_about(learner.id)["memberships"]) == rows


async def test_a_text_file_is_read_as_if_it_were_typed(api: BotApi, bot: Telegram) -> None:
    trace = "ValueError: Found input variables with inconsistent numbers of samples: [100, 80]"
    api.files = {"f1": trace.encode()}
    named = {"file_id": "f1", "file_unique_id": "u", "file_name": "trace.txt"}
    await api.say("", document={**named, "file_size": 80})
    await api.say(trace, chat=8)
    await api.say("", chat=9, document={**named, "file_size": 5_000_000})  # too large: as if nothing was said
    await api.until(lambda: api.sent(7) and api.sent(8) and api.sent(9))
    assert api.sent(7)[0].text == api.sent(8)[0].text
    assert "I can read questions in words" in api.sent(9)[0].text
    assert len(api.of("getFile")) == 1


async def test_a_recall_question_is_a_quiz_in_a_private_chat_and_its_answer_counts_after_a_restart(
    api: BotApi, app: App
) -> None:
    async with connected(app, api):
        await api.say("/check recall 2")
        await api.until(lambda: api.of("sendPoll"))
    asked = api.of("sendPoll")[0].fields
    assert (
        json.loads(asked["options"])[int(json.loads(asked["correct_option_ids"])[0])]["text"] == "Rise or stay the same"
    )
    assert (asked["type"], asked["is_anonymous"]) == ("quiz", "False") or asked["is_anonymous"] == "false"
    right = json.loads(asked["correct_option_ids"])[0]
    async with connected(app, api):
        await api.enqueue(
            {"poll_answer": {"poll_id": "1", "user": person(7), "option_ids": [right], "option_persistent_ids": []}}
        )
        await api.until(lambda: api.sent(7)[1:])
    assert api.sent(7)[1].text.startswith("<b>Check yourself: Recall</b>\n\nYes: ")


async def test_the_daily_task_comes_by_itself_until_somebody_blocks_the_bot(api: BotApi, app: App) -> None:
    async with connected(app, api) as bot:
        await api.say("/start time 7:00")
        await api.until(lambda: api.sent(7))
        delivery = app.delivery(lambda: NOON + timedelta(days=1), [(bot.channel, bot.gate)])
        assert app.tick(NOON + timedelta(days=1)) == 1
        assert await delivery.drain() == 1
        task = api.sent(7)[1]
        assert task.text.startswith("<b>Today: ")
        assert "/done" in task.fields["reply_markup"]
        api.faults = [Fault("sendMessage", 403, {"description": "Forbidden: bot was blocked by the user"})]
        later = app.delivery(lambda: NOON + timedelta(days=2), [(bot.channel, bot.gate)])
        app.tick(NOON + timedelta(days=2))
        await later.drain()
        assert app.tick(NOON + timedelta(days=3)) == 0, "who blocks the bot gets nothing more"
    assert len(api.sent(7)) == 2


async def test_inline_mode_offers_notes_that_open_in_the_bot(api: BotApi, bot: Telegram) -> None:
    await api.enqueue({"inline_query": {"id": "5", "from": person(7), "query": "what is regularisation", "offset": ""}})
    await api.until(lambda: api.of("answerInlineQuery"))
    offered = json.loads(api.of("answerInlineQuery")[0].fields["results"])
    assert 1 < len(offered) <= 10
    assert any("egulari" in offer["title"] for offer in offered)
    assert offered[0]["reply_markup"]["inline_keyboard"][0][0]["url"].startswith(
        "https://t.me/trailmate_bot?start=topic-"
    )


async def test_the_export_comes_as_files_and_the_roadmap_as_a_picture(api: BotApi, bot: Telegram) -> None:
    await api.say("/start")
    await api.say("/privacy export")
    await api.say("/roadmap")
    await api.until(lambda: {"sendDocument", "sendPhoto"} <= {call.method for call in api.sent(7)})
    await api.until(lambda: len([call for call in api.sent(7) if call.method == "sendDocument"]) == 2)
    assert api.refused == []


async def test_what_telegram_cannot_read_after_all_goes_out_as_plain_words_once(
    api: BotApi, bot: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults = [Fault("sendMessage", 400, {"description": "Bad Request: can't parse entities: oh"})]
    await api.say("what is recall?")
    await api.until(lambda: api.sent(7))
    assert "parse_mode" not in api.sent(7)[0].fields
    assert "<b>" not in api.sent(7)[0].text
    assert "refused the entities" in caplog.text
