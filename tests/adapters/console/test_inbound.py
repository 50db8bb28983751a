"""A typed line becomes a request; a number presses a button."""

from datetime import UTC, datetime

from adapters.console.inbound import to_request
from bot.core.reply import Button

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BUTTONS = (Button(label="One", send="/one"), Button(label="Two", send="/two", owner="console:ada"))


def test_a_number_presses_the_button_of_the_last_reply() -> None:
    request = to_request("2", 1, BUTTONS, NOON)
    assert (request.text, request.owner) == ("/two", "console:ada")


def test_a_number_without_such_a_button_is_text() -> None:
    assert to_request("3", 1, BUTTONS, NOON).text == "3"


def test_words_are_text() -> None:
    assert to_request("  what is recall  ", 1, BUTTONS, NOON).text == "what is recall"
