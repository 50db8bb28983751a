"""A question is asked so that everybody can answer it, and its answer is explained with its place in the notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Reply
from bot.features.check import gives_up, is_answer, is_right, poll_of, right_answer
from bot.features.start import _question_card
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Option, Question

Say = Callable[..., Reply]


def test_a_question_is_asked_and_answered_by_letter_by_words_and_by_number(say: Say) -> None:
    card = say("/check recall 2")
    assert [button.label for button in card.buttons] == ["A", "B", "C", "D", "Show the answer"]
    assert say("/check recall 2 b").text.startswith("Yes: **Rise or stay the same**.\n\nWhy: ")
    assert say("/check recall 2 a").text.startswith("Not this time. It is **Rise or stay the same**.")
    assert say("/check recall 2 rise or stay the same").text.startswith("Yes: ")
    assert say("/check recall 1 0,75").text.startswith("Yes: ")
    assert say("/check recall 1 show").text.startswith("The answer is **0.75**.")


def test_an_answer_can_simply_be_typed_and_what_is_none_is_not_counted_as_wrong(say: Say) -> None:
    say("/check recall 2")
    assert say("hm").text.startswith("One letter is enough.")
    assert say("B.").text.startswith("Yes: ")
    say("/check recall 2")
    assert say("idk").text.startswith("The answer is ")
    say("/check recall 1")
    assert say("what does a test set do for me").basis.intent == "answer"
    say("/check recall 1")
    assert say("75 %").text.startswith("Yes: ")


def test_an_explanation_names_its_section_and_opens_it(say: Say) -> None:
    for answer in ("a", "b", "show"):
        told = say(f"/check recall 2 {answer}")
        assert told.text.endswith("*From the note “Recall”: Key ideas.*")
        assert told.basis.sources[0].heading == "Key ideas"
        assert [button.label for button in told.buttons] == ["Another question", "Read: Key ideas", "Recall"]
    assert say(told.buttons[1].send).title == "Recall: Key ideas"


def test_a_question_about_the_example_brings_the_example(say: Say, curriculum: Curriculum) -> None:
    asked = say("/check what-is-ml 2")
    assert "of the Example" in asked.text
    assert asked.sections[0].text == curriculum.topics["what-is-ml"].sections["Example"]
    assert not say("/check what-is-ml 1").sections


def test_a_single_choice_is_also_a_poll_and_its_options_say_what_the_buttons_say(say: Say) -> None:
    asked = say("/check recall 2")
    assert asked.poll
    assert asked.poll.options[asked.poll.right] == "Rise or stay the same"
    assert asked.poll.sends == tuple(button.send for button in asked.buttons[:4])
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
    for question in (question for question in curriculum.questions() if question.options):
        card = _question_card(question, 1, "", "test:ada")
        assert card.poll
        assert card.poll == poll_of(question, card.buttons[: len(question.options)])


def test_a_mixed_question_is_answered_with_the_reason_and_the_note(say: Say) -> None:
    question = say("/check mixed 1")
    assert question.basis.topics == (), "a topic would give the answer away"
    verdicts = [say(send) for send in question.poll.sends] if question.poll else []
    right = [verdict for verdict in verdicts if verdict.text.startswith("Yes: **")]
    assert len(right) == 1
    assert right[0].buttons[0].send == "/check mixed 2"
    assert right[0].buttons[-1].send == "/topic python-functions"
    assert all("the rule is known" in verdict.text for verdict in verdicts)


def test_a_mixed_question_that_another_note_proves_leads_to_that_note(say: Say, curriculum: Curriculum) -> None:
    number, mixed = next((n, one) for n, one in enumerate(curriculum.mixed, 1) if one.proof_topic != one.question.topic)
    told = say(f"/check mixed {number} a")
    assert f"“{curriculum.title(mixed.proof_topic)}”" in told.text
    assert say(told.buttons[1].send).basis.topics[0].id == mixed.proof_topic


def test_the_last_mixed_question_leads_back_to_the_first(say: Say, curriculum: Curriculum) -> None:
    last = len(curriculum.mixed)
    assert say(f"/check mixed {last} a").buttons[0].send == "/check mixed 1"
    assert say(f"/check mixed {last + 1}").text == say("/check mixed 1").text


def test_after_a_topics_own_questions_comes_one_that_sets_it_among_others(say: Say, curriculum: Curriculum) -> None:
    last = len(curriculum.topics["recall"].questions)
    assert say("/check recall 1 show").buttons[0].send == "/check recall 2"
    onward = say(f"/check recall {last} show").buttons[0]
    assert onward.label == "One that mixes topics"
    assert "/topic recall" in [button.send for button in say(f"{onward.send} a").buttons]


def test_a_topic_in_no_mixed_question_goes_round_its_own(say: Say, curriculum: Curriculum) -> None:
    alone = next(topic for topic in curriculum.trail if not curriculum.mixed_for(topic.id))
    assert say(f"/check {alone.id} {len(alone.questions)} show").buttons[0].send == f"/check {alone.id} 1"


NUMBER = Question("t.1", "t", "How many?", "so.", "Key ideas", number=1600.0)
SHARE = Question("t.2", "t", "Which share?", "so.", "Key ideas", number=0.75, tolerance=0.01)
WORD = Question("t.3", "t", "Which method?", "so.", "Key ideas", accepted=("ffill()", "forward fill"))
CHOICE = Question(
    "t.4", "t", "Which?", "so.", "Key ideas", options=(Option("`a*b`", right=True), Option("b", right=False))
)


@pytest.mark.parametrize(
    ("question", "given", "right"),
    [
        (NUMBER, "1600", True),
        (NUMBER, "1,600", True),
        (NUMBER, "1600.", True),
        (NUMBER, "16", False),
        (SHARE, "0,75", True),
        (SHARE, "75%", True),
        (SHARE, "75", False),
        (WORD, "Forward  fill.", True),
        (WORD, "`ffill()`", True),
        (WORD, "bfill", False),
        (CHOICE, "A", True),
        (CHOICE, "a*b", True),
        (CHOICE, "b", False),
    ],
)
def test_typed_answers_are_read_as_people_write_them(question: Question, given: str, right: bool) -> None:
    assert is_answer(question, given)
    assert is_right(question, given) is right


@pytest.mark.parametrize(
    ("question", "given"),
    [(NUMBER, "no idea"), (SHARE, ""), (CHOICE, "c"), (WORD, "can you tell me what this has to do with it")],
)
def test_what_cannot_be_an_answer_is_told_from_a_wrong_one(question: Question, given: str) -> None:
    assert not is_answer(question, given)
    assert not is_right(question, given)


def test_no_answer_of_the_notes_sounds_like_giving_up(curriculum: Curriculum) -> None:
    for question in curriculum.questions():
        assert not gives_up(right_answer(question)), question.id
        assert not [accepted for accepted in question.accepted if gives_up(accepted)]
        assert is_answer(question, right_answer(question))
        assert is_right(question, right_answer(question))
