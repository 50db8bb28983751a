"""A question that only says a name gets what explains that name; one that says more is left to search."""

from __future__ import annotations

import pytest

from knowledge.library import Library
from knowledge.named.names import Names
from knowledge.notes.curriculum import Curriculum


@pytest.fixture(scope="module")
def names(curriculum: Curriculum) -> Names:
    return Names(curriculum)


def test_what_is_each_title_opens_that_note(curriculum: Curriculum, names: Names) -> None:
    for note in curriculum.notes:
        question = note.title if note.title.endswith("?") else f"what is {note.title}?"
        assert note.id in names.named(question), question
        assert names.explained(note, question) == next(iter(note.sections.items())), question


@pytest.mark.parametrize(
    "question",
    [
        "overfitting",
        "Overfitting??",
        "what is overfitting",
        "whats overfitting?",
        "hey, what's overfitting in simple words?",
        "can you explain overfitting to me please",
        "explain the concept of overfitting like i'm 5",
        "what does overfitting mean",
        "meaning of overfitting",
        "overfitting meaning?",
        "overfitting explained",
    ],
)
def test_a_name_is_heard_however_it_is_asked_for(names: Names, question: str) -> None:
    assert names.named(question) == ("overfitting",)


@pytest.mark.parametrize(
    "question",
    [
        "what is overfitting in my random forest",
        "what is the difference between overfitting and underfitting in trees",
        "why does overfitting happen",
        "what is my name",
        "?",
        "",
        "what is " + "a very " * 40 + "long name",
    ],
)
def test_who_says_more_or_nothing_names_nothing(names: Names, question: str) -> None:
    assert names.named(question) == ()


@pytest.mark.parametrize(
    ("question", "note", "heading", "words"),
    [
        ("what is SQL?", "sql", "What it is", "SQL"),
        ("what is accuracy?", "accuracy", "What it is", ""),
        ("what is machine learning?", "what-is-ml", "What it is", "finds its rule from examples"),
        ("what is overfitting?", "overfitting", "What it is", "A model overfits when"),  # said in another form
        ("what is RL", "reinforcement-learning", "What it is", "trial and error"),  # no idea that compares it
        ("what is torch", "pytorch", "What it is", "library"),  # nor code that begins with it
        ("whats backprop", "backpropagation", "What it is", ""),
        ("what is dropout", "training-neural-networks", "Key ideas", "- **Dropout**"),
        ("what is the kernel trick?", "svm", "Key ideas", "- **Kernel trick:**"),
        ("what is k-means?", "k-means", "What it is", "k"),
        ("what is a neuron", "neural-networks", "What it is", "neurons"),
        ("how to choose k in kmeans", "k-means", "Key ideas", "- **How to choose k:**"),
        ("rmse or mae for house prices", "regression-metrics", "Key ideas", "- **MAE or RMSE?**"),
        ("what is early stopping", "training-neural-networks", "Key ideas", "*Early stopping*"),
        ("what is weight initialization", "training-neural-networks", "Key ideas", "- **Weight initialisation:**"),
        ("zero shot vs few shot", "transformers", "Key ideas", "- **Zero-shot, few-shot:**"),
        ("plotly or matplotlib", "matplotlib", "Key ideas", "- **Matplotlib or Plotly?**"),
        ("loss is nan", "loss-functions", "Where people get stuck", "**My loss is nan**"),
        ("what is index out of range", "python-data-structures", "Where people get stuck", "IndexError"),
    ],
)
def test_what_explains_a_name_is_shown(library: Library, question: str, note: str, heading: str, words: str) -> None:
    answer = library.answer(library.read(question))
    assert (answer.answered, answer.note, answer.heading) == (True, note, heading)
    assert words in answer.text


def test_a_title_that_many_projects_begin_with_names_none_of_them(names: Names) -> None:
    assert "project-spam" not in names.named("what is Project?")


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("backprop", "backpropagation"),
        ("chain rule", "chain-rule"),
        ("loss is nan", None),
        ("chain rule, why dz", None),
    ],
)
def test_a_subject_is_a_name_and_no_description(names: Names, words: str, note: str | None) -> None:
    assert names.subject(words) == note


def test_a_letter_of_a_title_is_no_name(names: Names) -> None:
    assert names.named("what is a") == ()
    assert names.named("what is an a/b test") == ("ab-testing",)
