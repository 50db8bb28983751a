"""What leans on the note at hand is answered from that note, and never with what was just shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Reply

Say = Callable[..., Reply]


def test_a_follow_up_is_about_the_note_at_hand(say: Say) -> None:
    say("what is k-means clustering")
    assert say("and its drawbacks?").basis.topics[0].id == "k-means"
    assert say("show me an example").title.endswith(": Example")
    assert "know" not in say("what should i know first?").text.lower().split("\n")[0]


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("what is gradient descent", "what if it is too big", "the learning rate is too large"),
        ("what is cross validation", "and how many folds?", "How many folds?"),
        ("what is pca", "how many should i keep", "How many components do I keep?"),
        ("explain attention", "why do they divide by the root of d", "Dot products of long vectors get large"),
        ("what is k-means", "and how do i choose k", "How to choose k"),
    ],
)
def test_a_follow_up_is_answered_with_the_part_of_the_note_that_is_nearest(
    say: Say, first: str, then: str, words: str
) -> None:
    note = say(first).basis.topics[0].id
    reply = say(then)
    assert reply.basis.topics[0].id == note
    assert words in reply.text


def test_a_follow_up_that_names_something_else_leaves_the_note(say: Say) -> None:
    say("what is overfitting")
    assert say("and precision?").title == "Precision"


def test_what_was_just_shown_is_not_shown_again(say: Say) -> None:
    say("what is gradient boosting")
    reply = say("is it legal")
    assert reply.text.startswith("My note “Gradient boosting” says no more on that.")
    assert "Key ideas" in [button.label for button in reply.buttons]


def test_who_says_nothing_to_go_on_is_asked_what_they_mean(say: Say) -> None:
    say("what is a train test split")
    for text in ("no thats not it", "really?", "i did that and it still doesnt work"):
        assert say(text).text.startswith("What would you like to know about “Train-test split”?")


def test_what_is_only_near_is_said_to_be_so(say: Say) -> None:
    say("what is docker")
    assert "I am not sure that you mean this." in say("how do i install it").text


def test_another_place_does_not_know_what_was_said_here(say: Say) -> None:
    say("what is k-means clustering", place="one")
    assert say("show me an example", place="two").title != "Exclusive clustering: k-means: Example"
