"""Topics come after what they need, in balance or in a source's order, and the same way every time."""

from __future__ import annotations

from statistics import mean

import pytest

from bot.core.goals import GOALS, Goal
from bot.core.order import TEMPLATES, Template, find_template, in_order
from knowledge.notes.curriculum import Curriculum


def every_four_weeks(curriculum: Curriculum, order: tuple[str, ...]) -> list[float]:
    """Return the share of building in each four weeks of eight hours."""
    quarters: list[int] = []
    for id in order:
        effort = curriculum.topics[id].front.effort
        quarters += [0] * round(4 * effort.theory) + [1] * round(4 * effort.practice)
    window = 4 * 8 * 4
    return [mean(quarters[start : start + window]) for start in range(0, len(quarters) - window + 1, 8 * 4)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)
def test_every_topic_comes_once_and_after_what_it_needs(curriculum: Curriculum, goal: Goal, template: Template) -> None:
    reach = goal.reach(curriculum)
    order = in_order(curriculum, reach, template)
    assert len(order) == len(set(order))
    assert set(order) == reach
    for number, id in enumerate(order):
        assert set(order[:number]).issuperset(curriculum.prerequisites(id)), id


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_what_is_done_drops_off_the_front_and_the_rest_stays(curriculum: Curriculum, template: Template) -> None:
    order = in_order(curriculum, curriculum.topics, template)
    for done in range(0, len(order), 7):
        assert in_order(curriculum, set(order[done:]), template) == order[done:]


def test_the_balanced_trail_is_nearer_to_the_rule_than_the_plain_one(curriculum: Curriculum) -> None:
    balanced = every_four_weeks(curriculum, in_order(curriculum, curriculum.topics, TEMPLATES[0]))
    plain = every_four_weeks(curriculum, tuple(note.id for note in curriculum.trail))
    allowed = 0.65  # the notes' own hours hold no more building than this
    assert mean(abs(share - allowed) for share in balanced) < 0.9 * mean(abs(share - allowed) for share in plain)
    assert min(balanced) >= min(plain)


def test_the_balanced_trail_begins_with_the_idea_and_then_with_code(curriculum: Curriculum) -> None:
    for goal in GOALS:
        order = in_order(curriculum, goal.reach(curriculum), TEMPLATES[0])
        assert order[0] == "what-is-ml"
        assert "python-syntax" in order[:5]


def test_the_24_weeks_follow_their_source(curriculum: Curriculum) -> None:
    template = find_template("24-weeks")
    assert template is not None
    order = in_order(curriculum, curriculum.topics, template)
    blocks = ["computer-basics", "python-syntax", "algorithms", "sql", "numpy", "pandas", "matplotlib", "statistics"]
    blocks += ["eigenvalues", "linear-regression", "random-forest", "deep-learning", "cnn", "mlflow", "spark", "nosql"]
    assert [id for id in order if id in blocks] == blocks
    assert order.index("vectors") == order.index("numpy") - 1, "a prerequisite is put in just before it is needed"


def test_the_video_puts_code_first_and_what_it_leaves_out_last(curriculum: Curriculum) -> None:
    template = find_template("6-to-9-months")
    assert template is not None
    order = in_order(curriculum, curriculum.topics, template)
    blocks = ["python-variables", "python-oop", "numpy", "probability", "linear-regression", "k-means", "pytorch"]
    blocks += ["docker", "monitoring", "project-end-to-end", "reinforcement-learning"]
    assert [id for id in order if id in blocks] == blocks


def test_a_borrowed_estimate_says_whose_it_is() -> None:
    template = find_template("6-to-9-months")
    assert template is not None
    assert "one source's estimate" in template.about
    assert find_template("in-a-weekend") is None
