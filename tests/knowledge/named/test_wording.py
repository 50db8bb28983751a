"""A name is the same however it is written, and a title may put several together."""

from __future__ import annotations

import pytest

from knowledge.named.wording import key_of, parts_of, says


@pytest.mark.parametrize("name", ["Decision trees", "decision tree", "a decision-tree", "The decision trees?"])
def test_small_marks_articles_and_plurals_make_no_other_name(name: str) -> None:
    assert key_of(name) == "decision tree"


def test_british_and_american_spelling_are_one() -> None:
    assert key_of("Regularisation") == key_of("regularization")


def test_a_short_word_keeps_its_end() -> None:
    assert key_of("GPS") == "gps"


def test_a_title_that_puts_things_together_names_each() -> None:
    assert [key_of(part) for part in parts_of("Overfitting, underfitting and the trade-off")] == [
        "overfitting",
        "underfitting",
        "trade off",
    ]


def test_a_text_says_a_name_as_a_whole_word_or_not_at_all() -> None:
    assert says("It has **decision trees**.", "decision tree")
    assert not says("It is learning.", "learn")
    assert not says("?", "")
