"""Answers to a task count once, belong to one learner, and change what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Storage
from bot.core.learners import Learner
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


def minutes_done(storage: Storage, learner: Learner) -> int:
    return sum(task.minutes for task in storage.diary.tasks(learner.id, NOON.date()) if task.state == "done")


@pytest.mark.usefixtures("ada")
def test_done_works_in_plain_words(say: Say) -> None:
    say("/today")
    assert say("i did it").text == "Noted: 40 minutes on **What is machine learning?** This week: 0.7 of 5 hours."
    for words in ("done", "Done!", "i have done the task"):
        say("/today more")
        assert say(words).text.startswith("Noted: ")


def test_done_counts_once_however_often_it_is_pressed_or_said(
    say: Say, press: Press, ada: Learner, storage: Storage
) -> None:
    card = say("/today")
    press(card, "Done")
    assert press(card, "Done").text == "I have that already on 21 November: done."
    assert say("done", at=TOMORROW).text == "I have that already on 21 November: done."
    assert press(card, "Too easy").text == "I have that already on 21 November: done."
    assert minutes_done(storage, ada) == 40


def test_yesterdays_card_answers_for_the_same_sitting_today(
    say: Say, press: Press, ada: Learner, storage: Storage
) -> None:
    yesterday, today = say("/today"), say("/today", at=TOMORROW)
    press(yesterday, "Done", at=TOMORROW)
    assert press(today, "Done", at=TOMORROW).text == "I have that already on 22 November: done."
    assert say("done", at=TOMORROW).text == "I have that already on 22 November: done."
    assert minutes_done(storage, ada) == 40


@pytest.mark.usefixtures("ada")
def test_later_waits_and_can_still_be_done(say: Say, press: Press) -> None:
    later = press(say("/today"), "Later")
    assert later.text.startswith("It waits.")
    assert "It waited for you; nothing is lost." in say("/today", at=TOMORROW).text
    assert press(later, "I did it after all", at=TOMORROW).text.startswith("Noted: 40 minutes")


@pytest.mark.usefixtures("ada")
def test_too_easy_leaves_a_topic_out_until_it_is_wanted_again(say: Say, press: Press) -> None:
    reply = press(say("/today"), "Too easy")
    assert "is left out of your plan" in reply.text
    assert "What is machine learning?" not in say("/plan").text
    press(reply, "Keep it in my plan")
    assert "What is machine learning?: read" in say("/plan").text


@pytest.mark.usefixtures("ada")
def test_too_hard_brings_back_what_it_rests_on(say: Say, press: Press) -> None:
    say("/start knows programming")
    say("/settings goal csv")
    card = say("/today")
    assert card.title == "Today: CSV files"
    reply = press(card, "Too hard")
    assert reply.text.startswith("**CSV files** rests on Reading and writing files.")
    assert press(reply, "Another task today").title == "Today: Reading and writing files"


@pytest.mark.usefixtures("ada")
def test_what_was_too_hard_and_rests_on_nothing_waits_for_the_next_day(say: Say, press: Press) -> None:
    hard = press(say("/today"), "Too hard")
    assert "in smaller steps" in hard.text
    assert press(hard, "Another task today").title == "Today: Python basics: syntax and first programs"
    assert say("/today", at=TOMORROW).title == "Today: What is machine learning?"


@pytest.mark.usefixtures("ada")
def test_a_topic_that_is_too_hard_can_be_left_out(say: Say, press: Press) -> None:
    out = press(press(say("/today"), "Too hard"), "Leave this topic out")
    assert out.text == "**What is machine learning?** is left out of your plan. What rests on it stays."
    assert "- What is machine learning?" not in say("/plan").text
    press(out, "Keep it in my plan")
    assert "- What is machine learning?" in say("/plan").text


def test_a_card_answers_to_its_learner_only(say: Say, press: Press, ada: Learner, storage: Storage) -> None:
    card = say("/today")
    refused = press(card, "Done", person="test:bob")
    assert refused.basis.intent == "refusal"
    assert refused.private
    say("/start goal engineer", person="test:bob")
    assert say("/done 2026-11-21", person="test:bob").text == "There is no such task of yours."
    assert minutes_done(storage, ada) == 0


@pytest.mark.usefixtures("ada")
def test_without_a_task_done_says_where_one_is(say: Say, press: Press) -> None:
    reply = say("/done")
    assert reply.text == "There is no open task."
    assert press(reply, "Today's task").title.startswith("Today: ")
    assert "You have no task yet." in say("/done", person="test:bob").text
