"""A single word that is a command's name is that command, whatever was asked for last."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.conversation import LONGEST_QUESTION, clean
from bot.core.reply import Reply

Say = Callable[..., Reply]


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


def test_of_a_long_paste_the_beginning_and_the_end_are_read(say: Say) -> None:
    frame = '  File "/venv/site-packages/sklearn/pipeline.py", line 4, in fit\n    return self.fit(X, y, **params)\n'
    paste = "Traceback (most recent call last):\n" + frame * 200 + "IndexError: Target 7 is out of bounds."
    assert "Your labels reach 3" in say(paste).text
    assert LONGEST_QUESTION * 0.9 < len(clean(paste)) <= LONGEST_QUESTION
    assert len(clean("x" * 9_000)) == LONGEST_QUESTION
    assert clean(paste).endswith("IndexError: Target 7 is out of bounds.")
    assert clean("x" * LONGEST_QUESTION) == "x" * LONGEST_QUESTION
