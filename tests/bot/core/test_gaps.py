"""The gap is found by what is known, by what was answered, and by questions that tell most."""

from __future__ import annotations

import math

import pytest

from benchmarks.stuck.finding import shares
from benchmarks.stuck.students import Population
from bot.core.gaps import MOST_QUESTIONS, Gaps, Tried
from bot.core.walk import number_of
from knowledge.notes.curriculum import Curriculum

STUCK = {"backpropagation": 1.0}


def test_without_evidence_the_topic_itself_is_likeliest_and_the_chances_sum_to_one(curriculum: Curriculum) -> None:
    chances = Gaps.under(curriculum, STUCK, {}).chances()
    assert next(iter(chances)) == "backpropagation"
    assert math.isclose(sum(chances.values()), 1)
    assert chances["chain-rule"] > chances["derivatives"]


def test_what_was_answered_wrong_before_is_a_likelier_gap_and_what_was_shown_a_less_likely_one(
    curriculum: Curriculum,
) -> None:
    before = Gaps.under(curriculum, STUCK, {}).chances()
    after = Gaps.under(curriculum, STUCK, {"chain-rule": -2.0, "loss-functions": 2.0}).chances()
    assert next(iter(after)) == "chain-rule"
    assert after["loss-functions"] < before["loss-functions"]


def test_what_somebody_says_they_are_stuck_on_counts_as_not_known_whatever_was_shown(curriculum: Curriculum) -> None:
    before = Gaps.under(curriculum, STUCK, {}).chances()
    after = Gaps.under(curriculum, STUCK, {"backpropagation": 3.0}).chances()
    assert after["backpropagation"] == pytest.approx(before["backpropagation"])


def test_a_missed_question_points_to_its_topic_and_a_right_one_clears_it_with_what_lies_below(
    curriculum: Curriculum,
) -> None:
    gaps = Gaps.under(curriculum, STUCK, {})
    before = gaps.chances()
    missed = gaps.chances([Tried("chain-rule", 2, "unsure")])
    right = gaps.chances([Tried("chain-rule", 2, "right")])
    assert missed["chain-rule"] > before["chain-rule"] > right["chain-rule"]
    assert right["derivatives"] < before["derivatives"]


def test_a_question_is_asked_where_the_answer_tells_something_never_on_what_they_are_stuck_on(
    curriculum: Curriculum,
) -> None:
    question = Gaps.under(curriculum, STUCK, {}).next_question()
    assert question is not None
    assert question.topic != "backpropagation"
    assert question.options


def test_at_most_three_different_questions_are_asked(curriculum: Curriculum) -> None:
    gaps = Gaps.under(curriculum, STUCK, {})
    tried: list[Tried] = []
    while question := gaps.next_question(tried):
        tried.append(Tried(question.topic, number_of(question), "right"))
    assert len({(one.topic, one.number) for one in tried}) == len(tried) <= MOST_QUESTIONS


def test_nothing_is_asked_where_nothing_lies_underneath(curriculum: Curriculum) -> None:
    [topic] = [note.id for note in curriculum.trail if not note.front.prerequisites][:1]
    gaps = Gaps.under(curriculum, {topic: 1.0}, {})
    assert gaps.chances() == {topic: 1.0}
    assert gaps.next_question() is None


def test_topics_without_a_note_are_an_error_that_names_them(curriculum: Curriculum) -> None:
    with pytest.raises(ValueError, match="none of alchemy has a note"):
        Gaps.under(curriculum, {"alchemy": 1.0}, {})


def test_the_walk_finds_most_gaps_of_made_up_students_and_far_more_than_a_guess(curriculum: Curriculum) -> None:
    found = shares(curriculum, Population(), 300)
    print(found)
    assert found["questions: 3"] >= 0.76
    assert found["questions: 3"] > found["questions: 0"] + 0.03
    assert found["questions: 3"] > 2 * max(found["topic itself"], found["random prerequisite"])
