"""Plain words are read for what somebody is stuck on."""

from __future__ import annotations

import pytest

from bot.core.trouble import sounds_stuck, stuck_on


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("i'm stuck on backprop", "backprop"),
        ("Totally lost with eigenvectors!", "eigenvectors"),
        ("i got stuck: my merge doubles the rows", "my merge doubles the rows"),
        ("im stuck", ""),
        ("my loss is stuck at 0.693", "my loss is stuck at 0.693"),
        ("i lost it.\nKeyError: 'x'", "i lost it.\nKeyError: 'x'"),
    ],
)
def test_what_somebody_is_stuck_on_is_what_follows_or_all_they_said(text: str, what: str) -> None:
    assert stuck_on(text) == what


def test_being_stuck_is_recognised_only_where_it_is_said_of_oneself() -> None:
    for text in ("im stuck with pandas", "I am completely stuck", "I’m still stuck", "stuck!! my svm", "ValueError: x"):
        assert sounds_stuck(text)
    for text in ("my loss is stuck at 0.69", "what to do about stuck gradients", "hello"):
        assert not sounds_stuck(text)
