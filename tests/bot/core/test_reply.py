"""A reply that some platform could not show cannot be made."""

import pytest
from pydantic import ValidationError

from bot.core.reply import Button, Poll


def test_a_button_sends_at_most_64_bytes() -> None:
    Button(label="x", send="ä" * 32)
    with pytest.raises(ValidationError, match="at most 64 bytes"):
        Button(label="x", send="ä" * 33)


def test_a_label_that_is_too_long_is_cut_at_a_word() -> None:
    error = "Or: RuntimeError: expected m1 and m2 to have the same dtype, but got Double and Float instead"
    assert Button(label=error, send="/x").label == error.removesuffix(" Float instead") + "…"
    assert Button(label="x" * 81, send="/x").label == "x" * 79 + "…"
    assert Button(label="x" * 80, send="/x").label == "x" * 80


def test_a_poll_keeps_the_limits_of_native_ones_and_says_something_for_each_option() -> None:
    fits = {"question": "Which?", "options": ("one", "two"), "sends": ("/a", "/b"), "right": 1, "explanation": "So."}
    Poll.model_validate(fits)
    for wrong in (
        {"question": "?" * 301},
        {"options": ("one", "x" * 101)},
        {"options": ("one",), "sends": ("/a",), "right": 0},
        {"explanation": "x" * 201},
        {"sends": ("/a",)},
        {"sends": ("/a", "ä" * 33)},
        {"right": 2},
    ):
        with pytest.raises(ValidationError):
            Poll.model_validate(fits | wrong)
