"""A goal never leaves out what it rests on."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.core.goals import GOALS, Goal, find_goal
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Stage


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)
def test_every_goal_names_real_topics_and_holds_their_prerequisites(curriculum: Curriculum, goal: Goal) -> None:
    assert set(goal.topics) <= curriculum.topics.keys()
    reach = goal.reach(curriculum)
    assert reach.issuperset(goal.topics)
    for id in reach:
        assert reach.issuperset(curriculum.prerequisites(id)), id


def test_every_stage_can_be_reached_and_one_goal_reaches_everything(curriculum: Curriculum) -> None:
    whole = find_goal(curriculum, "whole-trail")
    assert whole is not None
    assert whole.reach(curriculum) == curriculum.topics.keys()
    named = [goal for goal in GOALS if goal is not whole]
    reached = {curriculum.topics[id].front.stage for goal in named for id in goal.reach(curriculum)}
    assert reached == set(get_args(Stage))


def test_one_topic_can_be_a_goal(curriculum: Curriculum) -> None:
    goal = find_goal(curriculum, "python-loops")
    assert goal is not None
    assert goal.title == curriculum.title("python-loops")
    assert goal.reach(curriculum) == {
        "python-syntax",
        "python-variables",
        "python-conditionals",
        "python-data-structures",
        "python-loops",
    }


def test_an_unknown_goal_is_none(curriculum: Curriculum) -> None:
    assert find_goal(curriculum, "world-peace") is None


def test_no_goal_has_the_name_of_a_topic(curriculum: Curriculum) -> None:
    assert not {goal.id for goal in GOALS} & curriculum.topics.keys()
