"""What a question means is learned from ways of asking, and documents that list none stay in the race."""

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.meant import Meant
from knowledge.words import terms

LINES = [
    ("how do i cook rice", 4),
    ("rice sticks to the pot", 4),
    ("water for rice in a pot", 4),
    ("my bread does not rise", 7),
    ("bread dough is sticky, does it rise", 7),
]
PLACES = np.array([4, 5, 7, 9])


def vector(text: str) -> NDArray[np.float32]:
    """Stand in for the model: the same text the same direction, others about at right angles."""
    seed = sum(map(ord, text))
    drawn = np.random.default_rng(seed).standard_normal(384).astype(np.float32)
    return drawn / np.float32(np.linalg.norm(drawn))


@pytest.fixture(scope="module")
def meant() -> Meant:
    vectors = np.stack([vector(text) for text, _ in LINES])
    return Meant.fit(vectors, [terms(text) for text, _ in LINES], np.array([owner for _, owner in LINES]))


def likelihoods(meant: Meant, text: str) -> list[float]:
    said = meant.of_words(terms(text))
    return [float(likelihood) for likelihood in meant.likelihoods(vector(text), said, PLACES)]


@pytest.mark.parametrize(("question", "best"), [("pot of rice", 0), ("why does bread not rise", 2)])
def test_the_document_that_is_asked_for_in_such_words_is_likeliest(meant: Meant, question: str, best: int) -> None:
    found = likelihoods(meant, question)
    assert max(found) == found[best]
    assert all(0 <= likelihood <= 1 for likelihood in found)


def test_a_document_that_does_not_say_how_it_is_asked_gets_as_much_as_the_likeliest(meant: Meant) -> None:
    rice, other, bread, another = likelihoods(meant, "rice pot")
    assert other == another == rice > bread


def test_a_question_without_known_words_goes_by_its_vector(meant: Meant) -> None:
    found = meant.likelihoods(vector("my bread does not rise"), meant.of_words([]), PLACES)
    assert found[2] == found.max() > found[0]


def test_the_same_lines_teach_the_same(meant: Meant) -> None:
    vectors = np.stack([vector(text) for text, _ in LINES])
    again = Meant.fit(vectors, [terms(text) for text, _ in LINES], np.array([owner for _, owner in LINES]))
    assert likelihoods(again, "rice") == likelihoods(meant, "rice")


def test_what_was_stored_judges_the_same(meant: Meant) -> None:
    again = Meant.from_arrays(meant.to_arrays())
    assert likelihoods(again, "rice in the pot") == likelihoods(meant, "rice in the pot")
