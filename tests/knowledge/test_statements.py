"""What the sources state on a question is found by its meaning, and not said twice."""

from __future__ import annotations

import pytest

from knowledge.library import Library
from knowledge.statements import MOST, Statements


@pytest.fixture(scope="module")
def statements(library: Library) -> Statements:
    return Statements(library)


def stated(statements: Statements, library: Library, words: str) -> list[str]:
    question = library.read(words)
    return [one.item.id for one in statements.nearest(question, library.answer(question))]


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("how much python before ml", "0:16"),
        ("is the light math enough for research too", "0:28"),
        ("i have 14 started courses and none finished", "0:53"),
        ("is machine learning too hard for normal people", "0:1"),
    ],
)
def test_a_source_is_quoted_on_what_is_asked(statements: Statements, library: Library, words: str, item: str) -> None:
    found = stated(statements, library, words)
    assert item in found
    assert len(found) <= MOST


@pytest.mark.parametrize("words", ["do i need a phd", "what is overfitting", "ValueError: could not convert string"])
def test_what_the_answer_says_anyway_or_no_source_says_is_left_out(
    statements: Statements, library: Library, words: str
) -> None:
    assert stated(statements, library, words) == []
