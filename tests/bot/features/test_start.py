"""Five taps make a plan; each can be skipped, answered in words, or taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import Storage
from bot.core.reply import Reply

Say = Callable[..., Reply]


def press(say: Say, reply: Reply, label: str, **who: str) -> Reply:
    """Press a button by what it says, as a person would."""
    [button] = [button for button in reply.buttons if button.label == label]
    return say(button.send, owner=button.owner, **who)


def test_a_way_through_by_taps_alone_ends_with_when_the_first_task_comes(say: Say) -> None:
    reply = say("/start", zone="Europe/Berlin")
    assert reply.title == "Start, 1 of 5"
    reply = press(say, reply, "Deep learning")
    reply = press(say, reply, "I begin from zero")
    reply = press(say, reply, "8 hours")
    assert "by the clocks of Europe/Berlin" in reply.text
    reply = press(say, reply, "18:00")
    reply = press(say, reply, "No")
    assert reply.title == "You are set"
    assert "Your next task comes on Saturday, 21 November at 18:00 (Europe/Berlin)." in reply.text
    assert "To **Deep learning** it is some" in reply.text


def test_every_step_can_be_skipped(say: Say) -> None:
    reply = say("/start")
    for _ in range(3):
        reply = press(say, reply, "Skip")
    reply = press(say, press(say, reply, "No daily message"), "No")
    assert reply.title == "You are set"


def test_a_city_and_a_time_can_simply_be_typed(say: Say) -> None:
    say("/start to zone")
    assert "by the clocks of lisbon" in say("lisbon").text
    reply = say("quarter past never")
    assert "I cannot read" in reply.text
    reply = say("6:45")
    assert reply.title == "Start, 5 of 5"


def test_a_question_asked_in_between_is_answered_as_a_question(say: Say) -> None:
    say("/start to zone")
    assert say("what is overfitting?").basis.intent == "answer"
    say("/start to zone")
    assert say("how do i load a csv in pandas with python").basis.intent == "answer"


def test_a_question_is_not_kept_as_somebodys_sentence(say: Say, storage: Storage) -> None:
    say("/start to end")
    assert say("what should i learn first in statistics").basis.intent != "settings"
    say("/start to end")
    assert "after dinner i open the task" in say("after dinner i open the task").text


def test_an_unknown_city_is_met_with_near_names_to_tap(say: Say) -> None:
    say("/start to zone")
    reply = say("berln")
    assert "Did you mean" in reply.text
    assert reply.buttons[0].send == "/start zone Berlin"


@pytest.mark.parametrize("answer", ["no", "a"])
def test_placement_asks_six_questions_at_most_and_goes_on(say: Say, answer: str) -> None:
    reply = press(say, say("/start to where"), "Ask me")
    for _ in range(6):
        if not reply.title.startswith("Question"):
            break
        [button] = [one for one in reply.buttons if one.send.endswith(f" {answer}")][:1] or reply.buttons[-2:-1]
        reply = say(button.send, owner=button.owner)
    assert "That is enough" in reply.text
    assert reply.title == "Start, 3 of 5"


def test_a_placement_question_takes_typed_letters_and_counts_nothing_else_as_an_answer(
    say: Say, storage: Storage
) -> None:
    first = say("/start where ask")
    assert say("banana").text.startswith("One letter is enough")
    assert say("what is a decision tree in plain words").basis.intent == "answer"
    say(first.buttons[-1].send)
    say("/start where ask")
    for words in ("B", "I don't know"):
        say(words)
    learner = storage.learners.find("test:ada")
    assert learner
    kept = storage.diary.evidence(learner.id)
    assert len(kept) == 2
    assert all((piece.question or "").startswith(f"{piece.topic}.") for piece in kept)


def test_what_somebody_ticks_is_left_out_of_the_plan(say: Say) -> None:
    before = say("/plan").text
    reply = press(say, say("/start to where"), "I'll say what I know")
    reply = press(say, reply, "Programming")
    assert "✓ Programming" in reply.text
    assert "Variables" in before or "Python" in before
    assert "Functions" not in say("/plan").text


def test_somebody_elses_button_changes_nothing(say: Say) -> None:
    reply = say("/start")
    press(say, reply, "Deep learning")
    button = reply.buttons[0]
    refused = say(button.send, person="test:bob", owner=button.owner)
    assert refused.basis.intent == "refusal"
