"""The section that is shown is the one that was asked for, and not one whose name was only mentioned."""

from __future__ import annotations

import pytest

from knowledge.library import Library


def shown(library: Library, question: str) -> str:
    return library.answer(library.read(question)).heading


@pytest.mark.parametrize(
    "question",
    [
        "a book on git please",
        "pytorch tutorial",
        "which course is there for git",
    ],
)
def test_who_asks_for_something_to_read_or_watch_gets_it(library: Library, question: str) -> None:
    assert shown(library, question) == "Read on"


@pytest.mark.parametrize(
    "question",
    [
        "i get 20 lines of red text, where should i look first",
        "the tree picture where clusters get merged, where do i cut it",
        "my model behind a url with a few lines of python",
        "find a name in a sorted phone book by opening it in the middle",
    ],
)
def test_who_only_mentions_a_book_or_a_place_is_not_sent_to_read(library: Library, question: str) -> None:
    assert shown(library, question) not in ("", "Read on")


def test_an_example_is_shown_to_who_wants_one(library: Library) -> None:
    assert shown(library, "show me an example of knn") == "Example"
    assert shown(library, "example of a decision tree") == "Example"
    assert shown(library, "ask the five closest examples and let them vote") != "Example"
    assert shown(library, "is binary search always faster in practice") != "Try it"


@pytest.mark.parametrize(
    "question", ["json.load or json.loads", "random forest vs xgboost", "pca or just drop features"]
)
def test_who_compares_two_things_is_shown_no_trouble_with_one_of_them(library: Library, question: str) -> None:
    assert shown(library, question) in ("What it is", "Key ideas")


def test_trouble_that_is_a_comparison_is_shown_to_who_compares(library: Library) -> None:
    assert shown(library, "sigmoid or softmax for the output layer") == "Where people get stuck"


@pytest.mark.parametrize("question", ["drawbacks of knn", "pros and cons of svm", "when should i use random forest"])
def test_who_weighs_something_is_told_what_it_is_good_for_and_what_else_there_is(
    library: Library, question: str
) -> None:
    found = library.answer(library.read(question))
    assert found.heading == "Why it matters"
    assert "?**" in found.text


@pytest.mark.parametrize(
    "question",
    [
        "what does kmeans do",
        "explain gradient descent like im 12",
        "what's backpropagation actually doing",
        "how do i use seaborn",
    ],
)
def test_who_only_asks_what_a_thing_does_is_shown_no_trouble_with_it(library: Library, question: str) -> None:
    assert shown(library, question) == "What it is"


def test_who_asks_for_the_point_of_a_thing_is_told_why_it_matters(library: Library) -> None:
    assert shown(library, "what is the point of PCA") == "Why it matters"


@pytest.mark.parametrize(
    ("question", "note", "title"),
    [
        ("good book for beginner in ml?", "what-is-ml", "An Introduction to Statistical Learning (free book)"),
        ("best book for deep learning", "deep-learning", "Dive into Deep Learning"),
        ("is there a video on the chain rule", "chain-rule", "3Blue1Brown: Essence of calculus"),
    ],
)
def test_a_book_or_a_video_on_a_topic_is_one_and_from_its_note(
    library: Library, question: str, note: str, title: str
) -> None:
    found = library.answer(library.read(question))
    assert (found.note, found.heading) == (note, "Read on")
    assert found.resources[0].title == title
    assert len({one.kind for one in found.resources}) == 1


def test_a_book_of_the_roadmap_is_none_of_a_topics_own(library: Library) -> None:
    assert library.answer(library.read("is there a book on deep learning in the roadmap")).note != "deep-learning"


@pytest.mark.parametrize("topic", ["pandas", "numpy"])
def test_exercises_for_a_topic_are_its_own(library: Library, topic: str) -> None:
    found = library.answer(library.read(f"practice exercises for {topic}"))
    assert (found.note, found.heading) == (topic, "Try it")
