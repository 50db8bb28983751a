"""The plan in weeks: made anew at each look, in one of three orders, and never with a reproach."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


def weeks_of(reply: Reply) -> int:
    found = re.search(r"in some (\d+) weeks", reply.text)
    assert found
    return int(found[1])


def test_somebody_new_sees_a_plan_from_the_beginning_and_how_to_get_their_own(say: Say, press: Press) -> None:
    reply = say("show my plan")
    assert reply.title == "A plan: Machine-learning engineer"
    assert "**Week 1** (5.0 hours)" in reply.text
    assert press(reply, "Make it fit me").title == "Start, 1 of 5"


@pytest.mark.usefixtures("ada")
def test_twice_the_hours_are_half_the_weeks(say: Say) -> None:
    at_five = weeks_of(say("/plan"))
    say("/settings hours 10")
    assert weeks_of(say("/plan")) == pytest.approx(at_five / 2, abs=1)


@pytest.mark.usefixtures("ada")
def test_the_first_weeks_mix_reading_and_building(say: Say) -> None:
    assert "- What is machine learning?: read 60 min, build 60 min" in say("/plan").text


@pytest.mark.parametrize(
    ("order", "words", "first"),
    [
        ("In the order of the 24-week plan", "codebasics plan for 24 weeks", "Computer science principles"),
        ("In the order of the video roadmap", "Six to nine months is one source's estimate", "Python basics"),
    ],
)
def test_the_order_of_a_source_can_be_chosen_and_is_kept(
    say: Say, press: Press, order: str, words: str, first: str
) -> None:
    say("/start goal engineer")
    press(say("/plan"), order)
    reply = say("/plan")
    assert words in reply.text
    assert f"**Week 1** (5.0 hours)\n- {first}" in reply.text
    assert press(reply, "Step by step").text.startswith("Step by step: ")


@pytest.mark.usefixtures("ada")
def test_a_month_without_a_word_leaves_the_plan_as_it_was(say: Say) -> None:
    say("/today")
    assert say("i missed a week, adjust my plan", at=NOON + timedelta(days=30)).text == say("/plan").text
    assert not re.search(r"missed|lost|behind|late\b", say("/plan").text)


@pytest.mark.usefixtures("ada")
def test_what_is_done_goes_off_the_front_of_the_plan(say: Say) -> None:
    say("/today")
    say("/done")
    assert "- What is machine learning?: read 20 min, build 60 min" in say("/plan").text


@pytest.mark.usefixtures("ada")
def test_the_weeks_after_are_a_tap_away_and_end_with_the_plan(say: Say, press: Press) -> None:
    later = press(say("/plan"), "The weeks after")
    assert "**Week 5**" in later.text
    assert press(later, "From this week").text == say("/plan").text
    beyond = say("/plan 9999")
    assert beyond.text == "Your plan has no such week."
    assert press(beyond, "From this week").text == say("/plan").text


@pytest.mark.usefixtures("ada")
def test_the_learners_own_sentence_is_shown_with_the_plan(say: Say) -> None:
    say("/settings sentence when the kettle is on, I open the task")
    assert "*when the kettle is on, I open the task*" in say("/plan").text


@pytest.mark.usefixtures("ada")
def test_a_topic_can_be_left_out_by_its_title(say: Say, press: Press) -> None:
    say("/settings goal sql")
    before = weeks_of(say("/plan"))
    out = say("/skip SQL basics")
    assert out.text.startswith("**SQL basics** is left out of your plan.")
    assert "SQL basics" not in "".join(say(f"/plan {week}").text for week in range(1, before, 4))
    assert "Which topic?" in say("/skip nothing of the kind").text
    assert "You have no plan yet." in say("/skip sql", person="test:bob").text
