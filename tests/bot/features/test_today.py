"""The task card: one sitting, why it is that one, and a question from earlier; the same card all day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Storage
from bot.core.learners import Learner
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


@pytest.mark.usefixtures("ada")
def test_the_card_says_what_and_why_and_how_long_and_opens_the_place_to_read(say: Say, press: Press) -> None:
    card = say("/today")
    assert card.title == "Today: What is machine learning?"
    assert "**Read, 40 minutes:** *What it is*, *Why it matters*, *Key ideas* and *Example* of the note." in card.text
    assert "**Why now:** you need it for" in card.text
    assert "more topics of your plan build on it" in card.text
    assert "Left of this topic: 60 min of reading and 60 min of building." in card.text
    assert [button.label for button in card.buttons] == [
        "Open: What it is", "Done", "Later", "Too easy", "Too hard", "I'm stuck",
    ]  # fmt: skip
    assert press(card, "Open: What it is").title == "What is machine learning?"
    stuck = press(card, "I'm stuck")
    assert stuck.basis.intent == "stuck"
    assert stuck.basis.topics[0].id == "what-is-ml"


def test_somebody_we_do_not_know_gets_a_first_task_and_nothing_is_kept(say: Say, storage: Storage) -> None:
    card = say("what should i do today")
    assert card.title == "Today: What is machine learning?"
    assert card.buttons[0].label == "Make it fit me"
    assert storage.learners.find("test:ada") is None


def test_the_day_has_one_card_however_often_it_is_asked_for(say: Say, ada: Learner, storage: Storage) -> None:
    assert say("/today") == say("today", at=NOON + timedelta(hours=2)) == say("/today more")
    assert len(storage.diary.tasks(ada.id, NOON.date())) == 1


@pytest.mark.usefixtures("ada")
def test_a_task_without_an_answer_comes_again_the_next_day_and_nobody_is_scolded(say: Say) -> None:
    first, again = say("/today"), say("/today", at=NOON + timedelta(days=5))
    assert again.title == first.title
    assert "It waited for you; nothing is lost." in again.text


@pytest.mark.usefixtures("ada")
def test_a_sitting_that_was_not_the_last_goes_on_where_it_stopped(say: Say, press: Press) -> None:
    say("/settings hours 2")
    done = press(say("/today"), "Done")
    assert "Go on where you stopped last time." in press(done, "One more today").text


@pytest.mark.usefixtures("ada")
def test_the_learners_own_sentence_is_on_the_card(say: Say) -> None:
    say("/settings sentence after dinner I open the task")
    assert "*after dinner I open the task*" in say("/today").text


@pytest.mark.usefixtures("ada")
def test_a_day_has_nine_tasks_at_most(say: Say) -> None:
    for _ in range(9):
        say("/today more")
        say("/done")
    assert say("/today more").text.startswith("That was a long day.")
    assert say("/today more", at=NOON + timedelta(days=1)).title.startswith("Today: ")


@pytest.mark.usefixtures("ada")
def test_the_end_of_the_plan_is_said_and_leads_on(say: Say, press: Press) -> None:
    say("/settings goal what-is-ml")
    press(say("/today"), "Too easy")
    end = say("/today more")
    assert end.title == "The end of this trail"
    assert press(end, "Choose a new goal").title == "Start, 1 of 5"
