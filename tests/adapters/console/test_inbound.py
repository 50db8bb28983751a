"""A typed line becomes a request; a number presses a button."""

from datetime import UTC, datetime

from adapters.console.inbound import to_request
from bot.core.reply import Basis, Button, Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BUTTONS = (Button(label="One", send="/one"), Button(label="Two", send="/two", owner="console:ada"))
REPLY = Reply(text="Which?", buttons=BUTTONS, basis=Basis(intent="help"))


def test_a_number_presses_the_button_of_the_last_reply() -> None:
    request = to_request("2", 1, REPLY, NOON)
    assert (request.text, request.owner) == ("/two", "console:ada")


def test_a_number_without_such_a_button_is_text() -> None:
    assert to_request("3", 1, REPLY, NOON).text == "3"


def test_words_are_text() -> None:
    assert to_request("  what is recall  ", 1, REPLY, NOON).text == "what is recall"


def test_the_words_on_a_button_press_it_too() -> None:
    request = to_request("TWO", 1, REPLY, NOON)
    assert (request.text, request.owner) == ("/two", "console:ada")


def test_where_a_number_may_be_the_answer_letters_press_the_buttons() -> None:
    asking = REPLY.model_copy(update={"expects": "/start hours"})
    assert to_request("2", 1, asking, NOON).text == "2"
    assert to_request("b", 1, asking, NOON).text == "/two"


def test_before_the_first_reply_everything_is_text() -> None:
    assert to_request("1", 1, None, NOON).text == "1"
