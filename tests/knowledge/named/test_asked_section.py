"""A question that wants to do something, or to weigh something, says so in a few words."""

from __future__ import annotations

import pytest

from knowledge.named.asked_section import section_asked_for, weighs


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("show me an example of knn", "Example"),
        ("example of a decision tree", "Example"),
        ("gradient descent example?", "Example"),
        ("exercises on pandas", "Try it"),
        ("where do i practice sql", "Try it"),
        ("recursion in a project", "Build it"),
        ("what could i use it in", "Build it"),
        ("ask the five closest examples and let them vote", None),
        ("is binary search always faster in practice", None),
        ("the best practice for seeds", None),
        ("what is overfitting", None),
    ],
)
def test_a_section_is_asked_for_and_not_only_its_word_said(question: str, section: str | None) -> None:
    assert section_asked_for(question) == section


@pytest.mark.parametrize(
    ("question", "is_weighed"),
    [
        ("drawbacks of knn", True),
        ("pros and cons of svm", True),
        ("when should i use random forest", True),
        ("what is pca good for", True),
        ("how do i use pandas", False),
        ("what are pros", False),
    ],
)
def test_who_asks_what_is_good_and_bad_weighs(question: str, is_weighed: bool) -> None:
    assert weighs(question) is is_weighed
