"""A title or somebody's words that end in a mark get no second one."""

from __future__ import annotations

import re

import pytest

from bot.core.sentence import cut_at_word, ended
from tests.conftest import Say


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("You finished Pandas", "You finished Pandas."),
        ("You finished **What is machine learning?**", "You finished **What is machine learning?**"),
        ("There is no note “why not!”", "There is no note “why not!”"),
        ("I don't know “something lo…”", "I don't know “something lo…”"),
        ("It is (for now)", "It is (for now)."),
    ],
)
def test_a_sentence_ends_once(words: str, sentence: str) -> None:
    assert ended(words) == sentence


@pytest.mark.parametrize("words", ["/quiz foo?", "/topic hm?", "/settings what?", "/settings zone Lisbo?", "/foo?"])
def test_words_that_somebody_asks_with_are_quoted_without_a_second_mark(say: Say, words: str) -> None:
    say("/start goal deep-networks")
    assert not re.search(r"[?!…]”?\.", say(words).text)


def test_what_is_cut_ends_with_a_whole_word() -> None:
    assert cut_at_word("Decision trees, and forests", 27) == "Decision trees, and forests"
    assert cut_at_word("Decision trees, and forests", 26) == "Decision trees, and…"
    assert cut_at_word("Decision trees, and forests", 18) == "Decision trees…"
    assert cut_at_word("Donaudampfschiff", 6) == "Donau…"
