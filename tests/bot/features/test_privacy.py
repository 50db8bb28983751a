"""What is kept is said, handed over and removed, messages on their way included."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIX = NOON + timedelta(hours=6)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


@pytest.fixture
def a_day(say: Say) -> None:
    """Ada on the page, with a task and an answer, a resource and a sentence."""
    for text in (
        "/start goal engineer",
        "/start time 18:00",
        "/settings sentence after dinner I open the task",
        "/today",
        "/done",
        "/check what-is-ml 1 a",
        "/resource recall 1",
    ):
        say(text, person="web:ada")


def test_a_stranger_hears_that_nothing_is_kept(say: Say) -> None:
    assert say("what do you store about me").text.startswith("I keep nothing about you.")


@pytest.mark.usefixtures("a_day")
def test_what_is_kept_is_said_in_words(say: Say) -> None:
    text = say("privacy", person="web:ada").text
    for words in (
        "since 21 November 2026",
        "5 hours a week, UTC, 18:00, your sentence “after dinner I open the task”",
        "1 task that you got",
        "1 answer or other signs",
        "1 resource that you began",
        "1 address where I reach you: web",
        "0 messages to you",
    ):
        assert words in text


@pytest.mark.usefixtures("a_day")
def test_the_export_holds_every_row_and_a_diary_to_read(say: Say, press: Press) -> None:
    reply = press(say("/privacy", person="web:ada"), "Give me all of it", person="web:ada")
    rows, diary = reply.files
    data = json.loads(rows.text)
    assert data["learners"][0]["settings"]["if_then"] == "after dinner I open the task"
    assert data["tasks"][0]["state"] == "done"
    assert data["opened"][0]["topic"] == "recall"
    assert "what-is-ml.1" in {row["question"] for row in data["evidence"]}
    assert diary.name == "diary.md"
    assert "## Saturday, 21 November 2026\n\n- What is machine learning?, read, 40 minutes: done" in diary.text
    assert "- 2026-11-21 What is machine learning?: " in diary.text


@pytest.mark.usefixtures("a_day")
def test_forgetting_takes_two_steps_and_can_be_turned_down(say: Say, press: Press, app: App) -> None:
    sure = press(say("/privacy", person="web:ada"), "Forget me", person="web:ada")
    assert "It can't be undone." in sure.text
    assert press(sure, "No, keep it", person="web:ada").title.startswith("Today: ")
    assert press(sure, "Yes, forget me", person="test:bob").basis.intent == "refusal"
    assert app.storage.learners.find("web:ada")


@pytest.mark.usefixtures("a_day")
async def test_who_is_forgotten_gets_nothing_more_and_is_a_stranger(say: Say, press: Press, app: App) -> None:
    learner = app.storage.learners.find("web:ada")
    assert learner
    card = say("/today", person="web:ada")
    assert app.tick(SIX) == 1, "a message is on its way"
    done = say("/privacy forget yes", person="web:ada", at=SIX)
    assert done.title == "Forgotten"
    assert await app.deliver_here(lambda: SIX) == 0
    assert app.tick(SIX + timedelta(days=3)) == 0
    assert not app.storage.mailbox.waiting(["web:ada"], 0, SIX)
    assert not any(app.storage.learners.everything_about(learner.id).values())
    assert say("/privacy", person="web:ada").text.startswith("I keep nothing about you.")
    assert "Make it fit me" in [button.label for button in say("/today", person="web:ada").buttons]
    assert press(card, "One more today", person="web:ada").buttons[0].label == "Make it fit me"
