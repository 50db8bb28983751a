"""Parts of the sources are shown with what is in them and what comes next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Reply

Say = Callable[..., Reply]


@pytest.mark.parametrize("question", ["what do i do in week 19", "done with week 18, what is next", "week nineteen"])
def test_a_week_shows_its_number_its_links_and_the_next_one(say: Say, question: str) -> None:
    reply = say(question)
    assert "Weeks 19, 20, 21, 22: deep learning" in reply.text
    assert "PLeo1K3hjS3uu7CxAacxVndI4bE_o3BDtO" in reply.text
    assert "Next: Weeks 23, 24: ML Ops." in reply.text
    assert reply.buttons[0].send == "/roadmap plan-24-weeks w23"


def test_where_a_topic_stands_in_the_plan_is_said_in_words(say: Say) -> None:
    reply = say("in which week starts deep learning")
    assert reply.basis.intent == "answer"
    assert "The 24-week plan, **Weeks 19, 20, 21, 22" in reply.text


def test_a_whole_chapter_shows_all_its_sections(say: Say) -> None:
    text = say("roadmap.sh chapter 3").text
    assert "3.1 Python" in text
    assert "3.2 Essential Libraries" in text


def test_a_week_said_to_people_is_no_question_about_the_plan(say: Say) -> None:
    assert say("who else is on week 5? lets do sql together").basis.intent == "partner"
