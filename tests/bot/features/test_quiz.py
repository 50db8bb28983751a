"""Questions from earlier: on the daily card, by command and in plain words, each counted once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Storage
from bot.core.learners import Learner
from bot.core.mastery import Evidence
from bot.core.practice import learned
from bot.core.reply import Reply
from bot.features.quiz import LONGEST_WISH, says_quiz

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=10)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


@pytest.fixture
def learned_four(ada: Learner, storage: Storage) -> Learner:
    """Ada read four topics on one day."""
    for topic in ("recall", "pandas", "vectors", "git"):
        storage.diary.add(ada.id, topic, Evidence(topic, "theory", NOON))
    return ada


@pytest.mark.usefixtures("learned_four")
def test_the_daily_card_has_three_questions_at_most_and_says_nothing_of_more(say: Say) -> None:
    assert not say("/today").sections, "nothing is asked on the day it was learned"
    card = say("/today", at=LATER + timedelta(days=400))
    assert card.sections[0].title == "From earlier: three short questions"
    assert [line[:3] for line in card.sections[0].text.splitlines()] == ["1. ", "2. ", "3. "]
    assert "**Scalars, vectors and tensors:** " in card.sections[0].text
    assert card.buttons[-1].label == "Answer the questions"


@pytest.mark.usefixtures("learned_four")
def test_one_question_leads_to_the_next_and_the_last_back_to_the_task(say: Say, press: Press) -> None:
    asked = press(say("/today", at=LATER), "Answer the questions", at=LATER)
    titles = [asked.title]
    for _ in range(2):
        told = say(f"{asked.expects} show", at=LATER)
        assert told.text.startswith("The answer is ")
        asked = press(told, "Next question", at=LATER)
        titles.append(asked.title)
    assert len(set(titles)) == 3
    told = say(f"{asked.expects} show", at=LATER)
    assert told.text.endswith("That was the last one for today.")
    card = press(told, "Back to my task", at=LATER)
    assert card.title.startswith("Today: ")
    assert not card.sections, "the day's questions are answered"
    more = press(told, "One more question", at=LATER)
    assert more.title not in titles
    assert more.title.startswith("Check yourself: "), "the fourth that was learned"
    say(f"{more.expects} show", at=LATER)
    assert say("/quiz", at=LATER).title == "Check yourself: which would you use?", "all were asked today"


def test_an_answer_counts_once_a_day_however_often_it_is_pressed(
    say: Say, storage: Storage, learned_four: Learner
) -> None:
    before = learned(storage.diary.evidence(learned_four.id), "UTC")["recall"]
    for answer in ("a", "a", "b"):
        say(f"/check recall 2 {answer}", at=LATER)
    [kept] = [piece for piece in storage.diary.evidence(learned_four.id) if piece.kind == "recall"]
    assert (kept.question, kept.right) == ("recall.2", False)
    after = learned(storage.diary.evidence(learned_four.id), "UTC")["recall"]
    assert (before.last, after.last) == (NOON.date(), LATER.date())
    say("/check recall 2 b", at=LATER + timedelta(days=1))
    assert len([piece for piece in storage.diary.evidence(learned_four.id) if piece.kind == "recall"]) == 2


def test_a_day_is_the_learners_own(say: Say, storage: Storage, learned_four: Learner) -> None:
    say("/settings zone Auckland")
    say("/check recall 2 a", at=LATER)  # one in the morning there
    say("/check recall 2 b", at=LATER + timedelta(hours=22, minutes=50))  # ten to midnight
    assert len([piece for piece in storage.diary.evidence(learned_four.id) if piece.kind == "recall"]) == 1


def test_looking_at_an_answer_counts_only_where_it_was_learned(
    say: Say, storage: Storage, learned_four: Learner
) -> None:
    say("/check nosql 1 show", at=LATER)
    assert "recall" not in {piece.kind for piece in storage.diary.evidence(learned_four.id)}
    asked = say("/quiz", at=LATER)
    say(f"{asked.expects} show", at=LATER)
    [kept] = [piece for piece in storage.diary.evidence(learned_four.id) if piece.kind == "recall"]
    assert not kept.right


def test_a_stranger_can_be_asked_and_nothing_is_kept(say: Say, storage: Storage) -> None:
    say("/check recall 2 b")
    assert storage.learners.find("test:ada") is None


def test_without_a_topic_a_question_that_mixes_topics_is_asked_and_another_one_tomorrow(say: Say) -> None:
    today, tomorrow = say("/quiz"), say("/quiz", at=NOON + timedelta(days=1), person="test:bob")
    assert today.title == "Check yourself: which would you use?"
    assert "`/quiz recall`" in today.text
    assert today.text != tomorrow.text


def test_quiz_me_is_about_the_note_at_hand(say: Say) -> None:
    assert say("quiz me").title == "Check yourself: which would you use?"
    say("what is k-means clustering")
    for words in ("quiz me", "test me on this", "quiz me on it please"):
        assert say(words).title == "Check yourself: Exclusive clustering: k-means"


@pytest.mark.usefixtures("learned_four")
def test_quiz_me_beside_an_unread_task_asks_what_is_due(say: Say) -> None:
    card = say("/today", at=LATER)
    assert say("quiz me", at=LATER).title != card.title.replace("Today", "Check yourself")
    say("what is k-means clustering", at=LATER)
    assert say("quiz me", at=LATER).title == "Check yourself: Exclusive clustering: k-means", "it was just read"


@pytest.mark.usefixtures("learned_four")
def test_who_wants_more_than_is_due_is_asked_what_would_be_due_next(say: Say) -> None:
    titles = {f"Check yourself: {title}" for title in ("Recall", "pandas", "Scalars, vectors and tensors")}
    assert say("/quiz", at=NOON + timedelta(days=1)).title in titles | {
        "Check yourself: Version control with Git and GitHub"
    }


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("test me on trees", "Check yourself: Decision trees"),
        ("can you quiz me on pandas?", "Check yourself: pandas"),
        ("ask me three questions about backprop", "Check yourself: Backpropagation"),
        ("/quiz recal", "Check yourself: Recall"),
        ("/quiz which share of the real positives is found", "Check yourself: Recall"),
    ],
)
def test_a_topic_can_be_named_in_ones_own_words(say: Say, words: str, title: str) -> None:
    assert say(words).title == title


def test_a_topic_without_questions_is_told(say: Say, press: Press) -> None:
    reply = say("quiz me on gardening")
    assert "no questions about “gardening”" in reply.text
    assert press(reply, "Choose for me").title == "Check yourself: which would you use?"


def test_a_wish_for_a_quiz_is_no_wrong_answer_to_the_last_question(say: Say) -> None:
    say("/check python-exceptions 1")
    assert say("quiz me on pandas").title == "Check yourself: pandas"


def test_who_asks_about_tests_gets_the_note(say: Say) -> None:
    for words in ("what is a test set", "how do i test my model", "i have a question about recall"):
        assert say(words).basis.intent == "answer"


def test_a_topic_asks_another_question_the_next_time(say: Say, storage: Storage, learned_four: Learner) -> None:
    first = say("/quiz git", at=LATER)
    storage.diary.add(learned_four.id, "x", Evidence("git", "recall", LATER, right=True, question="git.1"))
    assert say("/quiz git", at=LATER).text != first.text


def test_a_quiz_is_wished_for_in_a_short_message_only() -> None:
    assert says_quiz("please quiz me on trees")
    assert not says_quiz("show me the trees")
    assert not says_quiz(f"quiz me {'and so on ' * LONGEST_WISH}")
