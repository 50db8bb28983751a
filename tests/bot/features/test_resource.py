"""A third resource begun on one topic hears which two are unfinished; nothing is forbidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Reply
from knowledge.notes.curriculum import Curriculum

Say = Callable[..., Reply]
Press = Callable[..., Reply]

UNFINISHED = "are begun and not finished. One that is finished teaches more than three that are begun"


@pytest.mark.usefixtures("ada")
def test_a_third_resource_on_one_topic_names_the_two_unfinished_ones(say: Say, curriculum: Curriculum) -> None:
    for number in (1, 2):
        assert UNFINISHED not in say(f"/resource ab-testing {number}").text
    first, second, third = curriculum.topics["ab-testing"].front.resources
    reply = say("/resource ab-testing 3")
    assert f"On this topic **{first.title}** and **{second.title}** {UNFINISHED}" in reply.text
    assert reply.text.startswith(f"**{third.title}**"), "it opens all the same"


@pytest.mark.usefixtures("ada")
def test_a_finished_resource_and_other_topics_do_not_count(say: Say, press: Press) -> None:
    assert press(say("/resource ab-testing 1"), "I finished it").text.startswith("Noted: you finished **")
    say("/resource ab-testing 2")
    say("/resource backpropagation 1")
    assert UNFINISHED not in say("/resource ab-testing 3").text


def test_a_stranger_opens_resources_freely(say: Say) -> None:
    replies = [say(f"/resource ab-testing {number}") for number in (1, 2, 3)]
    assert not any(UNFINISHED in reply.text for reply in replies)
    assert [button.label for button in replies[0].buttons] == ["Back to Experimental design and A/B testing"]


def test_a_resource_that_is_not_there_says_where_they_are(say: Say) -> None:
    for named in ("", "recall", "recall 99", "recall 0", "nothing 1", "recall one"):
        assert say(f"/resource {named}").text == "Which resource? Open a note and press “Read on”."
