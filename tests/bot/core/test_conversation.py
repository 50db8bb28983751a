"""A single word that is a command's name is that command, whatever was asked for last."""

from __future__ import annotations

from collections.abc import Callable

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
