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


def test_a_part_that_search_finds_is_shown_as_a_part_of_its_source(say: Say) -> None:
    reply = say("which weeks are for plotting and data frames")
    assert reply.basis.intent == "answer"
    assert reply.text.startswith("The 24-week plan, **Weeks 9, 10, 11, 12")


def test_a_whole_chapter_shows_all_its_sections(say: Say) -> None:
    text = say("roadmap.sh chapter 3").text
    assert "3.1 Python" in text
    assert "3.2 Essential Libraries" in text


def test_a_week_said_to_people_is_no_question_about_the_plan(say: Say) -> None:
    assert say("who else is on week 5? lets do sql together").basis.intent == "partner"


def test_the_place_of_a_topic_names_the_weeks_the_link_and_who_leaves_it_out(say: Say) -> None:
    text = say("when comes pandas in the plan").text
    assert "**The 24-week plan:** Weeks 9, 10, 11, 12" in text
    assert "PLeo1K3hjS3uuASpe-1LjfG5f14Bnozjwy" in text
    assert "The posted list has no item of that name." in text


def test_what_comes_next_is_told_source_by_source(say: Say) -> None:
    reply = say("what comes after numpy")
    assert "**roadmap.sh:** Pandas; next part: 4 Data Sources" in reply.text
    assert "build something small" in reply.text
    assert "/topic what-to-learn-next" in [button.send for button in reply.buttons]


def test_a_part_that_is_called_as_the_topic_is_its_place(say: Say) -> None:
    assert "**The 24-week plan:** Weeks 15, 16, 17, 18: machine learning" in say("which week is machine learning").text


def test_a_source_opens_with_its_chapters_and_a_chapter_with_its_parts(say: Say) -> None:
    source = say("/roadmap roadmap-sh")
    assert "8. 8 Deep Learning" not in source.text
    assert "- 8 Deep Learning" in source.text
    assert "8.1 Neural" not in source.text
    assert "- 8.1 Neural Network (NN) Basics" in say("/roadmap roadmap-sh 8").text


def test_whether_one_comes_before_another_is_said_with_the_orders_of_the_sources(say: Say) -> None:
    text = say("must i learn sql before pandas").text
    assert text.startswith("In these notes “pandas” doesn't build on “SQL basics”.")
    assert "The 24-week plan has “SQL basics” first." in text
    assert "“pandas” builds on “NumPy”" in say("should i learn numpy before pandas").text
