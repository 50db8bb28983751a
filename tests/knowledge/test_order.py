"""Where a topic stands in the sources, and what follows it, is asked in many ways."""

from __future__ import annotations

import pytest

from knowledge.notes.curriculum import Curriculum
from knowledge.order import Asked, Order, Pair


@pytest.fixture(scope="module")
def order(curriculum: Curriculum) -> Order:
    return Order(curriculum)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("when comes pandas in the plan", "pandas"),
        ("which chapter of roadmap.sh has autoencoders", "autoencoders"),
        ("does the video say something about sql", "sql"),
        ("is jenkins in any of the roadmaps", "ci"),
        ("how many weeks for deep learning", "deep-learning"),
    ],
)
def test_who_asks_where_a_topic_stands_is_understood(order: Order, question: str, topic: str) -> None:
    assert order.asked(question) == Asked(topic, "where")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what comes after numpy", "numpy"),
        ("just finished pandas, whats next", "pandas"),
        ("after logistic regression?", "logistic-regression"),
        ("python done, and now", "python-syntax"),
    ],
)
def test_who_asks_what_follows_a_topic_is_understood(order: Order, question: str, topic: str) -> None:
    assert order.asked(question) == Asked(topic, "after")


@pytest.mark.parametrize(
    ("question", "earlier", "topic"),
    [
        ("is docker needed before fastapi", "docker", "fastapi"),
        ("can i learn transformers without doing rnns first", "rnn", "transformers"),
        ("sql before pandas?", "sql", "pandas"),
    ],
)
def test_who_asks_whether_one_comes_before_another_is_understood(
    order: Order, question: str, earlier: str, topic: str
) -> None:
    assert order.compared(question) == Pair(earlier, topic)


def test_steps_on_data_are_no_question_on_what_to_study(order: Order) -> None:
    assert order.compared("pca before clustering") is None


def test_a_topic_builds_on_what_its_prerequisites_need(order: Order) -> None:
    assert order.builds_on("pca", "matrices")
    assert not order.builds_on("pandas", "sql")


@pytest.mark.parametrize(
    "question",
    [
        "link to the pandas playlist of the plan",
        "where did the plan say to learn plots",
        "is docker needed before fastapi",
        "what comes after supervised learning",  # a stage: that needs advice
        "image gets smaller after convolution",
        "my loss is nan after ten steps",
        "what should i eat after running",
        "pandas done",
    ],
)
def test_what_asks_more_or_something_else_is_left_alone(order: Order, question: str) -> None:
    assert order.asked(question) is None


def test_what_follows_is_the_next_item_and_the_next_part(order: Order) -> None:
    followers = {one.roadmap.id: (one.item, one.part) for one in order.following("numpy")}
    assert followers["roadmap-sh"] == ("Pandas", "4 Data Sources")
    assert followers["plan-24-weeks"][1].startswith("Weeks 13, 14")


def test_after_a_whole_part_comes_the_next_part_that_is_not_inside_it(order: Order) -> None:
    followers = {one.roadmap.id: (one.item, one.part) for one in order.following("supervised-learning")}
    assert followers["roadmap-sh"] == ("", "6.5 Unsupervised Learning")
