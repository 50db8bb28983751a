"""The bot in groups: spoken to or not, topics, private cards, those who run it, and groups that come, move and go."""

from __future__ import annotations

import asyncio
import json

from adapters.telegram.gateway import Telegram
from bot.app import App
from bot.core.request import Place
from tests.adapters.telegram.api import BotApi, Fault, joins, message

GROUP = -1005


async def test_in_a_group_it_answers_when_spoken_to_and_stays_quiet_otherwise(api: BotApi, bot: Telegram) -> None:
    for text in ("what is recall?", "/today@other_bot", "/ban somebody", "@somebody what is recall?"):
        await api.say(text, chat=GROUP, user=7)
    await api.say("@trailmate_bot what is recall?", chat=GROUP, user=7, message_id=41)
    await api.say("/ask@trailmate_bot what is precision", chat=GROUP, user=7, message_id=42)
    ours = message("A card", GROUP, 1, is_bot=True)
    await api.say("and what is overfitting?", chat=GROUP, user=7, message_id=43, reply_to_message=ours)
    await api.until(lambda: len(api.sent(GROUP)) == 4, 5)
    await asyncio.sleep(0.3)
    greeting, *answers = api.sent(GROUP)
    assert "Trailmate is here" in greeting.text
    assert [json.loads(call.fields["reply_parameters"])["message_id"] for call in answers] == [41, 42, 43]
    for call, title in zip(answers, ("Recall", "Precision", "Overfitting"), strict=True):
        assert title in call.text
    assert "getChatMember" not in {call.method for call in api.calls}


async def test_the_words_below_a_picture_count_as_words(api: BotApi, bot: Telegram) -> None:
    photo = [{"file_id": "p", "file_unique_id": "q", "width": 1, "height": 1}]
    mention = [{"type": "mention", "offset": 0, "length": 14}]
    await api.say("", chat=GROUP, user=7, photo=photo)
    await api.say("", chat=GROUP, user=7, photo=photo, caption="what is recall?")
    await api.say(
        "", chat=GROUP, user=7, photo=photo, caption="@trailmate_bot what is recall?", caption_entities=mention
    )
    await api.until(lambda: len(api.sent(GROUP)) == 2)
    assert "Recall" in api.sent(GROUP)[1].text


async def test_where_it_may_answer_everybody_it_answers_questions_that_a_note_answers(
    api: BotApi, app: App, bot: Telegram
) -> None:
    await api.enqueue(joins(GROUP))
    await api.until(lambda: api.sent(GROUP))
    app.storage.places.choose(Place(platform="telegram", id=str(GROUP)), f"telegram:{GROUP}", "questions")
    await api.say("lunch anyone?", chat=GROUP, user=7)
    await api.say("what is overfitting?", chat=GROUP, user=7)
    await api.until(lambda: len(api.sent(GROUP)) == 2)
    await asyncio.sleep(0.2)
    assert "Overfitting" in api.sent(GROUP)[1].text
    assert len(api.sent(GROUP)) == 2
    assert not app.storage.inbox.questions()


async def test_an_administrator_who_stays_anonymous_sets_up_and_has_no_plan(
    api: BotApi, app: App, bot: Telegram
) -> None:
    group = {"id": GROUP, "type": "supergroup", "title": "Learners"}
    for text in ("/today", "/trailmate setup"):
        await api.enqueue({"message": message(text, GROUP, 1087968824, is_bot=True, sender_chat=group)})
    await api.until(lambda: len(api.sent(GROUP)) == 2)
    assert "Trailmate in Learners" in api.sent(GROUP)[1].text
    assert app.storage.learners.find(f"telegram:{GROUP}") is None


async def test_a_topic_of_a_forum_is_answered_in_that_topic(api: BotApi, bot: Telegram) -> None:
    opened = message("", GROUP, 1, message_id=77, is_bot=True, forum_topic_created={"name": "Maths", "icon_color": 1})
    topic = {"is_topic_message": True, "message_thread_id": 77, "reply_to_message": opened}
    await api.say("what is recall?", chat=GROUP, user=7, **topic)  # to nobody: the topic was opened by the bot
    await api.say("@trailmate_bot what is recall?", chat=GROUP, user=7, **topic)
    await api.say("/ask what is precision", chat=GROUP, user=7, message_thread_id=55)  # a thread, and no topic
    await api.until(lambda: len(api.sent(GROUP)) == 3)
    assert [call.fields.get("message_thread_id") for call in api.sent(GROUP)[1:]] == ["77", None]


async def test_what_is_personal_goes_to_the_private_chat(api: BotApi, bot: Telegram) -> None:
    await api.say("/today", chat=GROUP, user=7)
    await api.until(lambda: api.sent(7))
    assert not [call for call in api.sent(GROUP) if "Trailmate is here" not in call.text]


async def test_who_never_began_gets_a_button_that_opens_the_private_chat(api: BotApi, bot: Telegram) -> None:
    said = {"description": "Forbidden: bot can't initiate conversation with a user"}
    await api.say("hello @trailmate_bot", chat=GROUP, user=7)
    await api.until(lambda: len(api.sent(GROUP)) == 2)
    api.faults = [Fault("sendMessage", 403, said)]
    await api.say("/today", chat=GROUP, user=7)
    await api.until(lambda: len(api.sent(GROUP)) == 3)
    (button,) = api.sent(GROUP)[2].buttons[0]
    assert button["url"] == f"https://t.me/trailmate_bot?start=join-{GROUP}"


async def test_only_who_runs_a_group_sets_it_up_and_the_card_is_its_owners(
    api: BotApi, app: App, bot: Telegram
) -> None:
    api.members[GROUP, 7] = "administrator"
    await api.say("/trailmate setup", chat=GROUP, user=7)
    await api.until(lambda: len(api.sent(GROUP)) == 2)
    card = api.sent(GROUP)[1]
    assert "/trailmate prompt here" in {button["callback_data"] for row in card.buttons for button in row}
    name = await _message_of(api, app, "/trailmate prompt here")
    await api.press("/trailmate prompt here", chat=GROUP, user=8, message_id=name)
    await api.until(lambda: api.of("answerCallbackQuery"))
    refusal = api.of("answerCallbackQuery")[0].fields
    assert "somebody else" in refusal["text"]
    assert refusal["show_alert"] == "True" or refusal["show_alert"] == "true"
    await api.press("/trailmate channel silent", chat=GROUP, user=7, message_id=name)
    await api.until(lambda: len(api.sent(GROUP)) == 3)
    assert api.sent(GROUP)[2].method == "editMessageText"
    assert app.storage.places.manner(Place(platform="telegram", id=str(GROUP))) == "silent"
    await api.say("/ask what is recall", chat=GROUP, user=8)
    await api.until(lambda: api.sent(8))
    await api.say("/trailmate setup", chat=GROUP, user=7)  # who made it silent can undo that
    await api.until(lambda: len(api.sent(GROUP)) == 4)


async def test_a_group_that_became_a_supergroup_keeps_what_it_chose(api: BotApi, app: App, bot: Telegram) -> None:
    api.members[-5, 7] = "creator"
    await api.say("/trailmate prompt here", chat=-5, user=7)
    await api.until(lambda: len(api.sent(-5)) == 2)
    await api.say("", chat=-5, user=7, migrate_to_chat_id=GROUP)
    await api.until(lambda: app.storage.communities.get(f"telegram:{GROUP}"))
    moved = app.storage.communities.get(f"telegram:{GROUP}")
    assert moved
    assert moved.channel == f"telegram:{GROUP}"
    assert app.storage.communities.get("telegram:-5") is None


async def test_it_greets_where_it_is_taken_in_and_pauses_where_it_is_sent_away(
    api: BotApi, app: App, bot: Telegram
) -> None:
    await api.enqueue(joins(GROUP))
    await api.until(lambda: api.sent(GROUP))
    await api.enqueue(joins(GROUP, "kicked"))
    await api.until(lambda: (found := app.storage.communities.get(f"telegram:{GROUP}")) and found.left_at)
    assert len(api.sent(GROUP)) == 1


async def _message_of(api: BotApi, app: App, send: str) -> int:
    """Return the number of the card that has a button, when it is kept."""

    def kept() -> list[int]:
        cards = ((number, app.storage.cards.find(f"telegram:{GROUP}/{number}")) for number in range(1, 200))
        return [number for number, card in cards if card and send in card.sends]

    await api.until(kept)
    return kept()[0]
