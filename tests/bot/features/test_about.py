"""Questions about the bot itself are answered, and those that only sound like it are left to the notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Reply

Say = Callable[..., Reply]


@pytest.mark.parametrize(
    "question",
    [
        "is this thing free to use?",
        "does it cost anything to use you",
        "who built you",
        "are you a real human",
        "are you chat gpt?",
        "how is this different from chatgpt",
        "can i trust what you say",
        "what languages can you speak",
        "/about",
    ],
)
def test_who_asks_about_the_bot_is_told_what_it_is(say: Say, question: str) -> None:
    reply = say(question, person=question)
    assert reply.title == "About me"
    assert "No language model writes for me" in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "what is chatgpt",
        "how does chatgpt work",
        "what is inside chatgpt, explain it like i am five",
        "is numpy free",
        "who made python",
        "how do transformers work",
        "can i trust accuracy",
        "how do neural networks work",
        "which language should i learn for machine learning",
        "is a transformer the same as chatgpt",
        "what is ai",
        "is coursera free",
        "how much does a gpu cost",
        "are the labels correct",
    ],
)
def test_what_only_sounds_like_it_is_left_to_the_notes(say: Say, question: str) -> None:
    assert say(question, person=question).title != "About me"
