"""A plan holds what is left, in an order that works, in weeks that fit, and goes on after a slip."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.goals import GOALS, Goal, find_goal
from bot.core.order import TEMPLATES, Template
from bot.core.plan import TRAIL, Plan, Step, next_session, next_step, plan, why
from bot.core.sessions import SHORTEST
from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum


def effort_of(curriculum: Curriculum, id: str) -> float:
    effort = curriculum.topics[id].front.effort
    return effort.theory + effort.practice


def goal_named(curriculum: Curriculum, id: str) -> Goal:
    goal = find_goal(curriculum, id)
    assert goal is not None
    return goal


def merged(plan: Plan) -> list[tuple[str, str, int]]:
    """Return a plan's steps with those that a week's end has split put together again."""
    found: dict[tuple[str, str], int] = {}
    for step in plan.steps:
        found[step.topic, step.part] = found.get((step.topic, step.part), 0) + step.minutes
    return [(topic, part, minutes) for (topic, part), minutes in found.items()]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)
def test_every_real_plan_is_whole_ordered_and_within_the_week(
    curriculum: Curriculum, goal: Goal, template: Template
) -> None:
    found = plan(curriculum, goal, known=(), hours_a_week=6.1, template=template)
    assert set(found.topics) == goal.reach(curriculum)
    assert found.hours == pytest.approx(sum(effort_of(curriculum, id) for id in found.topics))
    assert [week.number for week in found.weeks] == list(range(1, len(found.weeks) + 1))
    assert all(week.hours < 6.1 + SHORTEST / 60 for week in found.weeks)
    assert all(week.hours > 6.1 - SHORTEST / 60 for week in found.weeks[:-1])
    assert all(step.minutes >= SHORTEST for step in found.steps)
    last = {step.topic: number for number, step in enumerate(found.steps)}
    for number, step in enumerate(found.steps):
        assert all(last[earlier] < number for earlier in curriculum.prerequisites(step.topic)), step


def test_what_a_known_topic_rests_on_still_comes_before_what_rests_on_it(curriculum: Curriculum) -> None:
    goal = goal_named(curriculum, "neural-networks")
    order = plan(curriculum, goal, {"what-is-ml", "linear-regression"}, 1).topics
    for number, id in enumerate(order):
        assert not set(order[number:]) & (foundations(curriculum, [id]) - {id}), id


@settings(max_examples=40, deadline=None)
@given(
    aim=st.integers(0, 200),
    places=st.sets(st.integers(0, 173)),
    hours=st.floats(0.5, 40),
    template=st.sampled_from(TEMPLATES),
)
def test_whatever_is_known_the_plan_holds_the_rest_and_nothing_else(
    curriculum: Curriculum, aim: int, places: set[int], hours: float, template: Template
) -> None:
    trail = [note.id for note in curriculum.trail]
    aims = [*(goal.id for goal in GOALS), *trail]
    goal = goal_named(curriculum, aims[aim % len(aims)])
    known = {trail[place] for place in places if place < len(trail)}
    found = plan(curriculum, goal, known, hours, template)
    assert set(found.topics) == goal.reach(curriculum) - known
    assert found.hours == pytest.approx(sum(effort_of(curriculum, id) for id in found.topics))
    room = max(SHORTEST, round(hours * 60))
    assert all(sum(step.minutes for step in week.steps) < room + SHORTEST for week in found.weeks)
    order = found.topics
    for number, id in enumerate(order):
        assert not set(order[number:]) & (foundations(curriculum, [id]) - {id}), id


def test_a_topic_larger_than_a_week_goes_on_in_the_next(curriculum: Curriculum) -> None:
    found = plan(curriculum, goal_named(curriculum, "python-syntax"), (), hours_a_week=5)
    assert [[(step.part, step.hours) for step in week.steps] for week in found.weeks] == [
        [("theory", 5)],
        [("theory", 1), ("build", 4)],
        [("build", 5)],
        [("build", 5)],
        [("build", 1)],
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_plan_made_anew_goes_on_as_the_old_one_did(curriculum: Curriculum, template: Template) -> None:
    goal, spent = goal_named(curriculum, "data-science"), dict[str, int]()
    first = merged(plan(curriculum, goal, (), 8, template))
    for _ in range(60):
        today = next_step(plan(curriculum, goal, (), 8, template, spent))
        assert today is not None
        session = next_session(curriculum, today, 90, spent)
        assert session is not None
        assert session.minutes <= 90
        spent[session.id] = spent.get(session.id, 0) + session.minutes
        rest = merged(plan(curriculum, goal, (), 8, template, spent))
        assert [step[:2] for step in rest] == [step[:2] for step in first[-len(rest) :]]
        assert rest[1:] == first[-len(rest) + 1 :]
        assert sum(step[2] for step in rest) + sum(spent.values()) == sum(step[2] for step in first)


def test_fewer_hours_make_more_weeks_of_the_same_steps(curriculum: Curriculum) -> None:
    fast, slow = (plan(curriculum, GOALS[0], (), hours) for hours in (12, 4))
    assert merged(fast) == merged(slow)
    assert len(fast.weeks) < len(slow.weeks)


def test_the_next_step_is_the_first_that_is_not_done(curriculum: Curriculum) -> None:
    found = plan(curriculum, GOALS[0], (), 8)
    assert next_step(found) == Step("what-is-ml", "theory", 60)
    assert next_step(found, {("what-is-ml", "theory")}) == Step("what-is-ml", "build", 60)
    everything = plan(curriculum, GOALS[0], curriculum.topics, 8)
    assert next_step(everything) is None
    assert everything.weeks == ()


def test_a_topic_is_on_the_plan_because_of_what_it_opens(curriculum: Curriculum) -> None:
    found = plan(curriculum, goal_named(curriculum, "logistic-regression"), (), 8)
    reason = why(curriculum, found, "supervised-learning")
    assert set(reason.opens) == {"classification", "regression"}
    assert reason.carries == 4, "and on those rest linear and logistic regression"
    assert why(curriculum, found, "logistic-regression").opens == ()


@pytest.mark.parametrize("hours", [0, -3, 169])
def test_hours_that_no_week_has_are_refused(curriculum: Curriculum, hours: float) -> None:
    with pytest.raises(ValueError, match="hours a week"):
        plan(curriculum, GOALS[0], (), hours)


def test_a_plan_of_everything_takes_less_than_50_ms_and_today_less_than_5(curriculum: Curriculum) -> None:
    goal = goal_named(curriculum, "whole-trail")
    assert len(plan(curriculum, goal, (), 8, TRAIL).topics) == len(curriculum.topics)  # and the trail is sorted once
    planning, today = [], []
    for _ in range(5):
        start = perf_counter()
        found = plan(curriculum, goal, (), 8, TRAIL)
        planned = perf_counter()
        step = next_step(found)
        assert step is not None
        assert next_session(curriculum, step, 60) is not None
        planning.append(planned - start)
        today.append(perf_counter() - planned)
    assert min(planning) < 0.050
    assert min(today) < 0.005
