"""Somebody who is stuck gets one piece of theory with its reason, and a way down to what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Storage, put_together
from bot.core.gaps import MOST_QUESTIONS
from bot.core.learners import Learner
from bot.core.mastery import Evidence
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.core.walk import number_of, question_of
from knowledge.library import Library

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

Say = Callable[..., Reply]
Press = Callable[..., Reply]
ERROR = """Traceback (most recent call last):
  File "train.py", line 8, in <module>
    loss.backward()
RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"""


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


def section(reply: Reply, title: str) -> str:
    return next(section.text for section in reply.sections if section.title == title)


def test_a_named_topic_is_asked_about_in_one_line_and_shows_its_symptoms_and_what_comes_first(say: Say) -> None:
    reply = say("i'm stuck on backprop")
    assert reply.title == "Stuck? Study this: Backpropagation"
    assert "What did you try" in reply.text
    assert "Does backpropagation change the weights?" in labels(reply)
    assert "Chain rule" in section(reply, "Study this first")
    assert "multiplying slopes" in section(reply, "Backpropagation in short")


def test_a_tapped_symptom_is_explained(say: Say, press: Press) -> None:
    reply = press(say("/stuck backpropagation"), "Does backpropagation change the weights?")
    assert "`optimizer.step()` changes the\nweights" in reply.text
    assert section(reply, "Why I think so").startswith("You chose it")


def test_one_message_is_enough_the_theory_its_reason_and_the_candidates_best_first(say: Say) -> None:
    reply = say("I'm stuck, my loss is nan since the third epoch")
    assert "**My loss is nan**" in reply.text
    assert "nearest to this, in the note “Loss functions”" in section(reply, "Why I think so")
    assert reply.basis.topics[0].id == "loss-functions"
    assert {"neural-networks", "log-loss"} <= {topic.id for topic in reply.basis.topics}
    scores = [topic.score for topic in reply.basis.topics]
    assert scores == sorted(scores, reverse=True)


def test_who_is_only_lost_is_stuck_on_the_note_at_hand(say: Say) -> None:
    say("what is backpropagation")
    assert say("still don't get it").title == "Stuck? Study this: Backpropagation"
    assert say("can you say it simpler").title == "Backpropagation"


def test_a_symptom_is_followed_by_the_theory_that_its_note_names_for_it(say: Say) -> None:
    reply = say("ModuleNotFoundError: No module named 'sklearn'")
    assert reply.title == "Stuck? Study this: scikit-learn"
    assert section(reply, "Study this first").endswith("often this:\n\n- Modules, packages and virtual environments")
    assert "python-modules" in [topic.id for topic in reply.basis.topics]


def test_theory_that_is_no_symptom_is_followed_by_what_it_rests_on(say: Say) -> None:
    reply = say("/stuck on pca which directions does it keep")
    assert reply.title == "Stuck? Study this: Eigenvalues and diagonalization"
    assert "- Matrices and matrix operations" in section(reply, "Study this first")


def test_a_pasted_traceback_needs_no_command(say: Say) -> None:
    reply = say(ERROR)
    assert reply.basis.intent == "stuck"
    assert "PyTorch sees no way from the loss to any weight" in reply.text


def test_a_long_answer_to_what_did_you_try_is_read_and_stays_near_the_topic(say: Say) -> None:
    say("/stuck backpropagation")
    reply = say("it just prints nan after the second epoch" + ", and again" * 20 + ". what is that?")
    assert reply.basis.topics[0].id == "loss-functions"
    assert "Backpropagation rests on it." in section(reply, "Why I think so")
    assert reply.buttons[-1].label == "No, answer it as a question"


def test_something_else_said_instead_of_an_answer_is_still_what_it_is(say: Say) -> None:
    say("/stuck backpropagation")
    assert say("find me a study partner").basis.intent == "partner"


def test_a_question_put_meanwhile_is_answered(say: Say) -> None:
    say("/stuck backpropagation")
    reply = say("what is overfitting")
    assert reply.basis.intent == "answer"
    assert reply.basis.topics[0].id == "overfitting"


def test_nothing_named_is_asked_for_and_the_next_line_is_the_answer(say: Say) -> None:
    asked = say("/stuck")
    assert "What are you stuck on?" in asked.text
    assert say("my merge has more rows than before").basis.topics[0].id == "pandas"


def test_who_cannot_say_on_what_gets_advice_and_is_asked(say: Say) -> None:
    advice = say("i am stuck, what should i even study")
    assert "Being stuck tells you which theory to study next." in advice.text
    assert advice.text.endswith("What are you stuck on? A word is enough, or paste the error.")
    assert say("the chain rule").title == "Stuck? Study this: Chain rule"


def test_a_line_that_no_note_knows_is_said_to_be_so_and_asked_again(say: Say, storage: Storage) -> None:
    say("/stuck pandas")
    reply = say("/stuck on pandas my sourdough does not rise in the cold kitchen")
    assert reply.text.startswith("I can't place that in my notes")
    assert reply.expects == "/stuck on pandas"
    assert len(storage.inbox.questions()) == 1


def test_what_no_note_knows_is_declined_and_kept_for_the_curators(say: Say, storage: Storage) -> None:
    reply = say("/stuck my sourdough does not rise")
    assert reply.basis.intent == "decline"
    assert storage.inbox.questions() == [("my sourdough does not rise", 1)]


@pytest.mark.usefixtures("ada")
def test_the_tasks_button_leads_to_its_topic_and_back(say: Say, press: Press) -> None:
    card = say("/today")
    stuck = press(card, "I'm stuck")
    assert stuck.basis.topics[0].id == "what-is-ml"
    assert press(stuck, "Back to my task") == card
    verdict = say(say("/stuck pandas").buttons[5].send.replace(" -", " - end"))
    assert press(verdict, "Back to my task") == card
    assert say("i am stuck", place="elsewhere").basis.topics[0].id == "what-is-ml"


def test_a_walk_asks_and_then_names_the_gap_with_reasons_section_example_and_a_check(say: Say, press: Press) -> None:
    reply = press(say("/stuck backpropagation"), "None of these: 3 quick questions")
    asked = 0
    while reply.title.startswith("Question"):
        asked += 1
        assert reply.private
        reply = press(reply, "I don't know")
    assert 1 <= asked <= MOST_QUESTIONS
    assert "rests on it" in section(reply, "Why I think so")
    assert "The answer is **" in section(reply, "Why I think so")
    assert "```python" in section(reply, "Its example")
    assert section(reply, "Then check yourself")
    assert press(reply, "Back to Backpropagation").title == "Backpropagation"
    assert press(reply, "Answer the question").title.startswith("Check yourself: ")
    assert reply.basis.topics[0].id in reply.basis.sources[0].note


def test_a_press_after_a_restart_goes_on(say: Say, library: Library, storage: Storage) -> None:
    first = say("/stuck backpropagation").buttons[5]
    question = say(first.send)
    restarted = put_together(library, storage).conversation
    go_on = Request(
        id="2", person=Person(id="test:ada"), place=Place(platform="test", id="room"),
        text=question.buttons[0].send, at=NOON + timedelta(days=3),
    )  # fmt: skip
    assert restarted.reply(go_on).title == "Question 2 of at most 3"


def test_an_answer_counts_once_a_day_also_as_a_check_and_not_twice_in_the_walk(
    say: Say, press: Press, ada: Learner, storage: Storage, library: Library
) -> None:
    question = say(say("/stuck backpropagation").buttons[5].send)
    assert press(question, "B") == press(question, "B")
    [evidence] = storage.diary.evidence(ada.id)
    assert evidence.kind == "recall"
    asked = question_of(library.curriculum, question.buttons[1].send.split()[4])
    assert asked
    say(f"/check {asked.topic} {number_of(asked)} b")
    assert len(storage.diary.evidence(ada.id)) == 1
    # it is in the diary now and in the walk, and counts as it does for somebody without a diary
    answered = question.buttons[1].send
    assert say(answered).basis.topics == say(answered, person="test:stranger").basis.topics


def test_nothing_is_kept_about_a_stranger(say: Say, press: Press, storage: Storage) -> None:
    press(say(say("/stuck backpropagation").buttons[5].send), "A")
    assert storage.learners.find("test:ada") is None


def test_earlier_wrong_answers_name_the_gap_at_once_and_are_given_as_a_reason(
    say: Say, ada: Learner, storage: Storage
) -> None:
    for number in range(3):
        wrong = Evidence("chain-rule", "recall", NOON - timedelta(days=number + 1), right=False)
        storage.diary.add(ada.id, f"check:{number}", wrong)
    reply = say(say("/stuck backpropagation").buttons[5].send)
    assert reply.basis.topics[0].id == "chain-rule"
    end = next(button for button in reply.buttons if button.label == "Enough, just tell me")
    verdict = say(end.send)
    assert verdict.title == "My best guess: Chain rule"
    assert "Earlier answers of yours point the same way." in section(verdict, "Why I think so")


def test_words_that_are_no_answer_ask_again_and_count_as_nothing(say: Say, ada: Learner, storage: Storage) -> None:
    say(say("/stuck backpropagation").buttons[5].send)
    assert say("hmm").text.startswith("One letter is enough")
    assert say("b").title == "Question 2 of at most 3"
    assert len(storage.diary.evidence(ada.id)) == 1


def test_help_gets_plainer_with_each_press_and_ends_with_people(say: Say, press: Press) -> None:
    say(ERROR)
    pointer = say("/hint backpropagation")
    assert "could you not explain to a friend" in pointer.text
    assert "- Forward, then backward" in pointer.text
    passage = press(pointer, "Show me the passage")
    example = press(passage, "Show me an example")
    assert "```python" in example.text
    people = press(example, "Ask people")
    assert "What I want to do: understand Backpropagation" in people.text
    assert "RuntimeError: element 0 of tensors" in people.text
    assert "Find a partner" in labels(people)


def test_a_walk_of_older_notes_is_told_so(say: Say) -> None:
    assert "notes have changed" in say("/gap 1 zzzz -").text
    assert "no such note" in say("/hint alchemy").text


@pytest.mark.parametrize("words", ["skip", "Nothing yet.", "i don’t know", "idk"])
def test_who_has_nothing_to_say_about_what_they_tried_gets_the_quick_questions(say: Say, words: str) -> None:
    assert "What did you try" in say("i am stuck on backpropagation").text
    reply = say(words)
    assert reply.title.startswith("Question 1 of")
    assert "I don't know" in [button.label for button in reply.buttons]


def test_a_described_symptom_is_answered_at_once(say: Say) -> None:
    reply = say("im stuck my loss is nan")
    assert reply.text.startswith("**My loss is nan**")
