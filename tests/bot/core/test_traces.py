"""Words that sound stuck are told from questions, and a trace keeps an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.traces import sounds_stuck, trace


@pytest.mark.parametrize(
    "text",
    [
        "i don't understand backpropagation",
        "I still don’t get why we divide by n",
        "im so lost with eigenvectors",
        "my code is not working",
        "cannot figure out the shapes",
        "it keeps saying nan",
        "this makes no sense to me",
        "i can't really follow the proof",
        'Traceback (most recent call last):\n  File "a.py", line 1',
        "ValueError: shapes (3,4) and (3,4) not aligned",
        "what am i doing wrong with groupby",
    ],
)
def test_words_of_somebody_who_does_not_get_on(text: str) -> None:
    assert sounds_stuck(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is overfitting",
        "difference between precision and recall",
        "do i need docker",
        "can you explain transformers",
        "when do i use pandas instead of sql",
        "what is a type error in statistics",
        "how do i get more data",
        "what is squared error",
    ],
)
def test_a_question_is_just_a_question(text: str) -> None:
    assert not sounds_stuck(text)


def test_a_trace_keeps_the_hour_and_not_the_minute() -> None:
    kathmandu = datetime(2026, 11, 21, 18, 59, 59, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert trace("recall", "asked", kathmandu).at == datetime(2026, 11, 21, 13, tzinfo=UTC)
