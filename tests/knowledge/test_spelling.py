"""Unknown words are corrected by the documents' words; what is known, pasted or a name stays as it was typed."""

import pytest

from knowledge.spelling import Spelling, edits

TEXTS = [
    "Overfitting is learning by heart. Overfitting shows in the validation score.",
    "Regularization keeps the weights small, and regularization lowers the difference between the columns.",
    "The difference between learning and validation; columns. The group shares a column.",
    "A group that doesn't learn doesn't overfit.",
    "The real recall, a real one, is no real recall.",
]
COMMON = frozenset({"tree", "grout", "friday", "my", "the", "is", "in", "to", "and", "group", "dough"})


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.build(TEXTS, COMMON.__contains__)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("overfiting", "overfitting"),
        ("Diffrence beetween collumns", "difference between columns"),
        ("regularisatoin, is it", "regularization, is it"),
        ("it doesnt leanr", "it doesn't leanr"),  # the documents use `learn` only once
        ("lerning", "learning"),
        ("recal", "recall"),  # and not `real`, which is used more, but has a letter less than what was typed
    ],
)
def test_a_misspelled_word_becomes_the_nearest_of_the_documents(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.corrected(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "the grout is in my dough",  # words the model knows
        "a columned group and groupers",  # forms of a known word
        "my groop_by fails in groop(x) and `groop` and groop.csv",  # names and code
        "what does GROUB mean",  # an abbreviation
        "KeyError: 'grouq' not in overfiting",  # an error
        "diffrence = columms - 1",
    ],
)
def test_known_words_names_and_pasted_errors_stay_as_they_are(spelling: Spelling, text: str) -> None:
    assert spelling.corrected(text) == text


def test_a_paste_that_is_longer_than_the_model_reads_is_left_as_it_is(spelling: Spelling) -> None:
    assert spelling.corrected("overfiting " * 100).startswith("overfitting")
    assert spelling.corrected("overfiting " * 1000) == "overfiting " * 1000


def test_short_words_allow_one_edit_and_those_below_five_letters_none(spelling: Spelling) -> None:
    assert spelling.corrected("gruop") == "group"
    assert spelling.corrected("gruups") == "gruups"
    assert spelling.corrected("grup") == "grup"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("group", "group", 0), ("gruop", "group", 1), ("grop", "group", 1), ("groupp", "group", 1), ("grauq", "group", 2)],
)
def test_swapping_neighbours_is_one_edit_like_leaving_out_adding_and_changing(
    one: str, other: str, expected: int
) -> None:
    assert edits(one, other, 2) == expected


def test_more_edits_than_asked_for_are_only_known_to_be_more() -> None:
    assert edits("stone", "group", 2) > 2


def test_a_stored_spelling_corrects_the_same(spelling: Spelling) -> None:
    again = Spelling.from_arrays(spelling.to_arrays(), COMMON.__contains__)
    assert again.corrected("overfiting gruop") == spelling.corrected("overfiting gruop") == "overfitting group"
