"""Terms, and BM25 between 0 and 1."""

import pytest

from knowledge.words import Words, terms

TEXTS = ["gradient descent follows the slope", "a confusion matrix counts errors", "df.iloc selects rows of a frame"]


def index() -> Words:
    return Words.build([terms(text) for text in TEXTS])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("df.iloc", ["df.iloc", "df", "iloc"]),
        ("CUDA_ERROR", ["cuda", "error"]),
        ("KeyError", ["keyerror", "key", "error"]),
        ("What is the overfitting?", ["overfit"]),
        ("tuple or list", ["tupl", "list"]),
        ("C++ and C#", ["c++", "c#"]),
    ],
)
def test_identifiers_give_themselves_and_their_parts(text: str, expected: list[str]) -> None:
    assert set(expected) <= set(terms(text))


def test_words_that_only_ask_are_left_out() -> None:
    assert terms("what is the") == []


def test_the_text_with_the_words_scores_best_and_at_most_one() -> None:
    scores = index().scores(terms("how does gradient descent work"))
    assert scores.argmax() == 0
    assert 0 < scores[0] <= 1
    assert scores[1] == scores[2] == 0


def test_words_nobody_uses_lower_every_score() -> None:
    words = index()
    assert words.scores(terms("gradient of zanzibar"))[0] < words.scores(terms("gradient"))[0] / 1.5


def test_saying_a_word_twice_changes_nothing() -> None:
    words = index()
    assert words.scores(["gradient", "gradient"]).tolist() == words.scores(["gradient"]).tolist()


def test_a_question_without_terms_scores_nothing() -> None:
    assert index().scores([]).tolist() == [0, 0, 0]


def test_an_index_is_rebuilt_from_its_arrays() -> None:
    words = index()
    again = Words.from_arrays(words.to_arrays())
    assert again.scores(terms("confusion of errors")).tolist() == words.scores(terms("confusion of errors")).tolist()


def test_texts_without_words_are_no_error() -> None:
    assert Words.build([[], []]).scores(["gradient"]).tolist() == [0, 0]
