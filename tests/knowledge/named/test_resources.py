"""Of a note's resources those are shown that a question asks for."""

from __future__ import annotations

import pytest

from knowledge.named import resources
from knowledge.notes.curriculum import Curriculum


@pytest.mark.parametrize(
    ("question", "ending"),
    [
        ("pandas playlist, all of it?", "PLeo1K3hjS3uuASpe-1LjfG5f14Bnozjwy"),
        ("videos for drawing charts", "PLeo1K3hjS3uu4Lr8_kro2AqaO6CFYgKOl"),
        ("course about bits, ram, cpu", "computers-101"),
        ("exercises with solutions for python", "Basics/Hindi"),
        ("link of the discord", "r42Kbuk"),
    ],
)
def test_the_nearest_resource_comes_first_and_those_far_from_it_stay_away(
    curriculum: Curriculum, question: str, ending: str
) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    near = resources.nearest(listed, question, curriculum.subject)
    assert near[0].address.endswith(ending)
    assert len(near) <= 2


def test_the_kind_that_is_asked_for_is_kept(curriculum: Curriculum) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    near = resources.nearest(listed, "a book for statistics", curriculum.subject)
    assert [one.kind for one in near] == ["book"]


def test_a_book_that_shares_little_is_nearer_to_who_wants_a_book_than_a_playlist_that_shares_much(
    curriculum: Curriculum,
) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    near = resources.nearest(listed, "a book for absolute beginners in python", curriculum.subject)
    assert [one.kind for one in near] == ["book"]


def test_a_question_without_telling_words_is_near_to_none(curriculum: Curriculum) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    assert resources.nearest(listed, "give me some links please", curriculum.subject) == ()


@pytest.mark.parametrize(
    "question", ["i need the url for pandas", "discord server link", "maths for ml, which playlist"]
)
def test_what_asks_for_one_of_them_and_no_more_is_held(curriculum: Curriculum, question: str) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    assert len(resources.held(listed, question, curriculum.subject)) == 1


@pytest.mark.parametrize(
    "question",
    ["a book on pandas", "is numpy free", "pandas videos or build a project first", "where can i watch the game"],
)
def test_what_asks_for_something_else_is_not_held(curriculum: Curriculum, question: str) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    assert resources.held(listed, question, curriculum.subject) == ()


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("is there a good book on gradient descent?", "gradient descent"),
        ("best video for deep learning", "deep learning"),
        ("pandas documentation please", "pandas"),
        ("good book", ""),
    ],
)
def test_what_resources_are_asked_for_is_left_of_a_question(question: str, subject: str) -> None:
    assert resources.subject(question) == subject


def test_what_shares_little_beside_the_nearest_is_left_out(curriculum: Curriculum) -> None:
    listed = curriculum.advice["choosing-resources"].front.resources
    near = resources.nearest(listed, "khan academy computer science link", curriculum.subject)
    assert [one.title for one in near] == ["Khan Academy computer science principles"]
