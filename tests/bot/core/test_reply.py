"""A reply that some platform could not show cannot be made."""

import pytest
from pydantic import ValidationError

from bot.core.reply import Button


def test_a_button_sends_at_most_64_bytes() -> None:
    Button(label="x", send="ä" * 32)
    with pytest.raises(ValidationError, match="at most 64 bytes"):
        Button(label="x", send="ä" * 33)


def test_a_label_has_at_most_80_characters() -> None:
    with pytest.raises(ValidationError):
        Button(label="x" * 81, send="/x")
