"""Word pairs and runs of letters."""

import numpy as np
import pytest

from knowledge.grams import Grams, pairs, spellings


def test_a_text_is_like_itself_and_unlike_what_shares_nothing() -> None:
    texts = [pairs(["gradient", "descent"]), pairs(["confusion", "matrix"])]
    assert Grams.build(texts).scores(texts[0]) == pytest.approx([1, 0], abs=1e-6)


def test_order_counts_for_pairs() -> None:
    grams = Grams.build([pairs(["learning", "rate"]), pairs(["rate", "learning"])])
    right, wrong = grams.scores(pairs(["learning", "rate"]))
    assert right > wrong > 0


@pytest.mark.parametrize("misspelled", ["overfiting", "overftting", "ovrfitting", "overfittting"])
def test_a_misspelled_word_is_most_like_the_right_one(misspelled: str) -> None:
    names = ["overfitting", "overview", "fitness", "convolution"]
    assert Grams.build([spellings(name) for name in names]).scores(spellings(misspelled)).argmax() == 0


def test_an_index_is_rebuilt_from_its_arrays() -> None:
    grams = Grams.build([spellings("one two"), spellings("three")])
    assert np.array_equal(Grams(grams.to_arrays()).scores(spellings("to tree")), grams.scores(spellings("to tree")))


def test_empty_texts_and_questions_score_nothing() -> None:
    assert Grams.build([[], spellings("one")]).scores([]).tolist() == [0, 0]
