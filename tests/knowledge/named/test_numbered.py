"""A week of the plan and a chapter of the outline are found by their numbers."""

from __future__ import annotations

import pytest

from knowledge.named.numbered import numbered
from knowledge.notes.curriculum import Curriculum


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what do i do in week 1", "w1"),
        ("weeks 5+6 ?", "w5"),
        ("wk 7 and 8 topic pls", "w7"),
        ("week twenty-three", "w23"),
        ("weeks 5 to 8", "w5 w7"),
        ("first month of the 24 weeks, what is in there", "w1"),
        ("the last two weeks of the plan", "w23"),
        ("i finished week 6. what now", "w7"),
        ("finished week 5", "w5"),
        ("what is done in week 13", "w13"),
    ],
)
def test_weeks_are_read_as_people_write_them(curriculum: Curriculum, question: str, parts: str) -> None:
    found = numbered(curriculum, question)
    assert found is not None
    assert found.documents == tuple(f"plan-24-weeks/{part}" for part in parts.split())
    assert found.alone


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what stands in section 6.4.2 of roadmap.sh", "6.4.2"),
        ("roadmap sh 7.3.4", "7.3"),
        ("chapter 3 of the outline", "3 3.1 3.2"),
    ],
)
def test_a_chapter_is_all_of_it_and_an_item_is_in_its_chapter(
    curriculum: Curriculum, question: str, parts: str
) -> None:
    found = numbered(curriculum, question)
    assert found is not None
    assert found.documents == tuple(f"roadmap-sh/{part}" for part in parts.split())


@pytest.mark.parametrize("question", ["i have per week 10 hours", "is a 24 week plan enough", "week 60", "python 3.11"])
def test_a_number_of_something_else_names_no_part(curriculum: Curriculum, question: str) -> None:
    assert numbered(curriculum, question) is None


@pytest.mark.parametrize(
    "question", ["who else is on week 5? lets do sql together", "week 3 of my pregnancy", "section 3 of my thesis"]
)
def test_a_question_that_says_more_is_left_to_search(curriculum: Curriculum, question: str) -> None:
    found = numbered(curriculum, question)
    assert found is not None
    assert not found.alone
