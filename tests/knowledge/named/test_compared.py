"""Who compares two things is told what tells them apart, or what each of them is."""

from __future__ import annotations

import pytest

from knowledge.answer import Answer
from knowledge.library import Library
from knowledge.named.compared import sides_of
from knowledge.named.names import Names
from knowledge.notes.curriculum import Curriculum


@pytest.fixture(scope="module")
def names(curriculum: Curriculum) -> Names:
    return Names(curriculum)


def answer(library: Library, question: str) -> Answer:
    return library.answer(library.read(question))


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("random forest vs xgboost", ("random forest", "xgboost")),
        ("Docker or venv?", ("Docker", "venv?")),
        ("what is the difference between precision and recall", ("precision", "recall")),
        ("should i take pca or tsne for this", ("pca", "tsne")),
        ("linear regression compared to logistic regression", ("linear regression", "logistic regression")),
    ],
)
def test_two_names_and_little_more_are_a_comparison(names: Names, question: str, two: tuple[str, str]) -> None:
    sides = sides_of(question, names)
    assert sides
    assert tuple(side.words for side in sides) == two


@pytest.mark.parametrize(
    "question",
    [
        "precision and recall",  # both are wanted, or a link, or a plan: nobody compares
        "flask vs fastapi",  # one of them has no note
        "precision or precision",
        "my recall or precision drops after i changed the threshold of the trained forest",
        "ValueError: pca or kmeans",
        "or",
        "",
    ],
)
def test_what_asks_something_else_is_none(names: Names, question: str) -> None:
    assert sides_of(question, names) is None


@pytest.mark.parametrize(
    ("question", "note", "heading", "says"),
    [
        ("adam vs sgd", "optimizers", "Key ideas", ["Adam or SGD?"]),
        ("l1 or l2", "regularization", "Key ideas", ["L1 or L2?"]),  # neither lasso nor ridge alone
        ("pytorch or tensorflow for a total begginer", "tensorflow-or-pytorch", "Short answer", ["PyTorch"]),
        ("overfitting vs underfitting", "overfitting", "What it is", ["overfits", "underfits"]),
        ("sigmoid vs softmax", "activation-functions", "Where people get stuck", ["Sigmoid or softmax"]),
        ("numpy vs pandas", "essential-libraries", "What it is", ["NumPy", "pandas"]),
    ],
)
def test_what_tells_them_apart_is_shown(
    library: Library, question: str, note: str, heading: str, says: list[str]
) -> None:
    found = answer(library, question)
    assert (found.note, found.heading) == (note, heading)
    assert all(words in found.text for words in says)


@pytest.mark.parametrize("question", ["cnn vs rnn", "docker vs venv"])
def test_else_it_is_said_what_each_of_them_is(library: Library, names: Names, question: str) -> None:
    found = answer(library, question)
    sides = sides_of(question, names)
    assert sides
    assert found.note in {id for side in sides for id in side.notes}
    for side in sides:
        note = library.curriculum.note(side.notes[0])
        assert note
        assert note.sections["What it is"] in found.text
        assert (f"**{note.title}**" in found.text) == (note.id != found.note)  # the card is called as the other


def test_of_a_note_that_opens_with_something_wider_the_ideas_on_it_are_shown(library: Library) -> None:
    found = answer(library, "kmeans or dbscan")
    assert "DBSCAN" in found.text
    assert "**Exclusive clustering: k-means**" in found.text
