"""Where a topic stands in the sources, what follows it and what comes before it is asked in many ways."""

from __future__ import annotations

import pytest

from knowledge.named.asked_order import Asked, AskedOrder
from knowledge.named.order import Order, Pair
from knowledge.named.topic_names import TopicNames
from knowledge.notes.curriculum import Curriculum


@pytest.fixture(scope="module")
def asks(curriculum: Curriculum) -> AskedOrder:
    names = TopicNames(curriculum)
    return AskedOrder(curriculum, names, Order(curriculum, names))


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
def test_who_asks_where_a_topic_stands_is_understood(asks: AskedOrder, question: str, topic: str) -> None:
    assert asks.asked(question) == Asked(topic, "where")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what comes after numpy", "numpy"),
        ("just finished pandas, whats next", "pandas"),
        ("after logistic regression?", "logistic-regression"),
        ("python done, and now", "python-syntax"),
        ("I know sklearn well. next?", "scikit-learn"),
        ("i already know pandas, what now", "pandas"),
    ],
)
def test_who_asks_what_follows_a_topic_is_understood(asks: AskedOrder, question: str, topic: str) -> None:
    assert asks.asked(question) == Asked(topic, "after")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what comes before transformers", "transformers"),
        ("what must i know before i read about backpropagation", "backpropagation"),
        ("prerequisites for transformers", "transformers"),
        ("what do i need to know for pca", "pca"),
        ("whats needed before pca", "pca"),
        ("which topics do i need before gru?", "gru"),
    ],
)
def test_who_asks_what_comes_before_a_topic_is_understood(asks: AskedOrder, question: str, topic: str) -> None:
    assert asks.asked(question) == Asked(topic, "before")


@pytest.mark.parametrize(
    ("question", "earlier", "topic"),
    [
        ("is docker needed before fastapi", "docker", "fastapi"),
        ("can i learn transformers without doing rnns first", "rnn", "transformers"),
        ("sql before pandas?", "sql", "pandas"),
        ("should i learn sql or pandas first", "sql", "pandas"),
    ],
)
def test_who_asks_whether_one_comes_before_another_is_understood(
    asks: AskedOrder, question: str, earlier: str, topic: str
) -> None:
    assert asks.compared(question) == Pair(earlier, topic)


def test_steps_on_data_are_no_question_on_what_to_study(asks: AskedOrder) -> None:
    assert asks.compared("pca before clustering") is None


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
        "i don't know pandas, what now",
        "do i know pandas now",
        "what do i do with my data before pca",
        "what maths do i need before neural networks",
        "what do i need to know before deep learning",  # a stage as well
        "what do i need to know for a job",
        "what do i need to know about pca",
    ],
)
def test_what_asks_more_or_something_else_is_left_alone(asks: AskedOrder, question: str) -> None:
    assert asks.asked(question) is None
