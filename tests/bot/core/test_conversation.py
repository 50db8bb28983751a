"""A single word that is a command's name is that command, whatever was asked for last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core.conversation import LONGEST_QUESTION, Conversation, clean
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.storage.inbox import SqlInbox

Say = Callable[..., Reply]


def overheard(words: str) -> Request:
    place = Place(platform="discord", id="#7")
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return Request(id="1", person=Person(id="discord:1"), place=place, text=words, at=at, addressed=False)


def test_a_single_word_runs_the_command_of_that_name(say: Say) -> None:
    for word in ("today", "Today!", "plan", "progress", "settings", "privacy", "check", "help", "partner?", "stuck"):
        assert say(word) == say(f"/{word.strip('!?').lower()}")


def test_it_does_so_while_an_answer_is_expected(say: Say) -> None:
    say("/start to zone")
    assert say("today").title.startswith("Today: ")


def test_a_word_that_needs_another_one_is_read_as_words(say: Say) -> None:
    assert say("resource").text != say("/resource").text
    assert say("topic").text != say("/topic").text


def test_in_the_first_steps_skip_is_said_as_it_is_tapped(say: Say) -> None:
    say("/start to hours")
    assert say("skip").title == "Start, 4 of 5"
    say("/start to hours")
    unclear = say("a few")
    assert say(next(button.send for button in unclear.buttons if button.label == "Skip")).title == "Start, 4 of 5"


def test_a_question_put_to_nobody_is_answered_where_a_note_answers_it(conversation: Conversation) -> None:
    reply = conversation.overheard(overheard("does anyone know what overfitting is?"))
    assert reply
    assert reply.basis.topics[0].id == "overfitting"


@pytest.mark.parametrize(
    "words", ["lol", "my model is overfitting again", "who wants pizza tonight?", "/help", "why so serious?", ""]
)
def test_other_talk_among_people_is_left_alone_and_not_kept(
    conversation: Conversation, inbox: SqlInbox, words: str
) -> None:
    assert conversation.overheard(overheard(words)) is None
    assert not inbox.questions()


def test_replies_about_somebodys_own_things_are_for_them_alone(say: Say) -> None:
    assert all(say(f"/{name}").private for name in ("start", "today", "plan", "settings", "privacy", "stuck"))
    assert not any(say(words).private for words in ("/ask what is overfitting", "/roadmap", "/help", "/topic recall"))


def test_of_a_long_paste_the_beginning_and_the_end_are_read(say: Say) -> None:
    frame = '  File "/venv/site-packages/sklearn/pipeline.py", line 4, in fit\n    return self.fit(X, y, **params)\n'
    paste = "Traceback (most recent call last):\n" + frame * 200 + "IndexError: Target 7 is out of bounds."
    assert "Your labels reach 3" in say(paste).text
    assert LONGEST_QUESTION * 0.9 < len(clean(paste)) <= LONGEST_QUESTION
    assert len(clean("x" * 9_000)) == LONGEST_QUESTION
    assert clean(paste).endswith("IndexError: Target 7 is out of bounds.")
    assert clean("x" * LONGEST_QUESTION) == "x" * LONGEST_QUESTION
