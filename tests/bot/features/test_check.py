"""A single choice can be shown as a native poll: its options say what the buttons say."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.reply import Reply
from bot.features.check import poll_of
from bot.features.start import _question_card
from knowledge.notes.curriculum import Curriculum

Say = Callable[..., Reply]


def test_a_single_choice_is_also_a_poll_and_its_options_say_what_the_buttons_say(say: Say) -> None:
    asked = say("/check recall 2")
    assert asked.poll
    assert asked.poll.options[asked.poll.right] == "Rise or stay the same"
    assert asked.poll.sends == tuple(button.send for button in asked.buttons)
    assert say(asked.poll.sends[asked.poll.right]).text.startswith("Yes: **Rise or stay the same**")
    assert asked.poll.explanation in say("/check recall 2 a").text
    assert say("/check recall 2 a").poll is None, "an answer asks nothing"
    assert say("/check recall 1").poll is None, "a number is typed"


def test_mixed_and_first_questions_are_polls_as_well(say: Say) -> None:
    mixed = say("/check mixed 1")
    assert mixed.poll
    assert say(mixed.poll.sends[mixed.poll.right]).text.startswith("Yes: ")
    placed = say("/start where ask")
    assert placed.poll
    assert placed.poll.sends == tuple(button.send for button in placed.buttons[: len(placed.poll.options)])


def test_every_single_choice_of_the_notes_fits_a_poll(curriculum: Curriculum) -> None:
    questions = [question for note in curriculum.trail for question in note.questions if question.options]
    questions += [mixed.question for mixed in curriculum.mixed]
    for question in questions:
        card = _question_card(question, 1, "", "test:ada")
        assert card.poll
        assert card.poll == poll_of(question, card.buttons[: len(question.options)])
