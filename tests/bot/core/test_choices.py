"""What a learner chose is read in their own words; what is unclear changes nothing and says why."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from bot.core.choices import NAMES, choose
from bot.core.learners import LearnerSettings
from bot.core.unclear import Unclear
from knowledge.notes.curriculum import Curriculum

SATURDAY = date(2026, 11, 21)
PAUSED = LearnerSettings(paused_until=date(2026, 12, 1), if_then="after dinner I open the task")


def chosen(curriculum: Curriculum, name: str, value: str) -> dict[str, Any]:
    """Return what a choice changed."""
    found = choose(curriculum, PAUSED, name, value, SATURDAY)
    assert isinstance(found, LearnerSettings), found
    return {field: new for field, new in found if new != getattr(PAUSED, field)}


@pytest.mark.parametrize(
    ("name", "value", "changed"),
    [
        ("goal", " Deep Learning ", {"goal": "deep-networks"}),
        ("goal", "the whole trail", {"goal": "whole-trail"}),
        ("goal", "SQL basics", {"goal": "sql"}),
        ("way", "6-to-9-months", {"template": "6-to-9-months"}),
        ("time", "7", {"at": time(7), "time_chosen": True, "daily": True}),
        ("hours", "4 hours a week", {"hours_a_week": 4}),
        ("hours", "2,5h per week", {"hours_a_week": 2.5}),
        ("quiet", "10 pm until 6:30", {"quiet_from": time(22), "quiet_to": time(6, 30)}),
        ("pause", "resume", {"paused_until": None}),
        ("pause", "until friday", {"paused_until": date(2026, 11, 27)}),
        ("sentence", "off", {"if_then": ""}),
        ("sentence", "when  I sit down,\nI open the task", {"if_then": "when I sit down, I open the task"}),
        ("partner", "Y", {"partner": True}),
        ("daily", "On", {"daily": True}),
    ],
)
def test_a_choice_changes_its_setting_and_no_other(
    curriculum: Curriculum, name: str, value: str, changed: dict[str, Any]
) -> None:
    assert chosen(curriculum, name, value) == {k: v for k, v in changed.items() if v != getattr(PAUSED, k)}


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_a_setting_that_is_named_without_a_value_is_asked_for(curriculum: Curriculum, name: str) -> None:
    assert isinstance(choose(curriculum, PAUSED, name, " ", SATURDAY), Unclear)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("hours", value) for value in ("0", "0.4", "60.5", "-3", "many", "1e3", "٥")],
        *[("nudges", value) for value in ("8", "-1", "two", "½")],
        *[("quiet", value) for value in ("22", "22 to", "25:00 to 7:00")],
        *[("sentence", value) for value in ("how do i open the task", "open the task", "I " * 101)],
        *[("pause", value) for value in ("yesterday", "1 Jan 2020", "30 February", "in 900 days")],
        ("colour", "blue"),
    ],
)
def test_a_value_out_of_bounds_is_unclear(curriculum: Curriculum, name: str, value: str) -> None:
    found = choose(curriculum, PAUSED, name, value, SATURDAY)
    assert isinstance(found, Unclear)
    assert found.why.endswith((".", "?"))
