"""A topic is cut into sittings that fit a day and add up to its effort."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sessions import Part, left, minutes_a_day, sessions, sittings
from knowledge.notes.curriculum import Curriculum

PARTS: tuple[Part, ...] = ("theory", "build")


def test_a_topic_is_read_then_questioned_then_tried_then_built(curriculum: Curriculum) -> None:
    found = sessions(curriculum.topics["overfitting"])
    assert [session.id for session in found] == [
        "overfitting.read",
        "overfitting.stuck",
        "overfitting.try",
        "overfitting.build",
    ]
    assert [session.minutes for session in found] == [80, 40, 45, 75], "the note says 45 minutes for Try it"


def test_the_minutes_of_every_topic_are_its_effort_and_its_sections_its_notes(curriculum: Curriculum) -> None:
    ids = set()
    for note in curriculum.trail:
        found = sessions(note)
        assert sum(session.minutes for session in found) == 60 * (note.front.effort.theory + note.front.effort.practice)
        assert [section for session in found for section in session.sections if section not in note.sections] == []
        assert {section for session in found for section in session.sections} == note.sections.keys()
        assert all(session.minutes > 0 for session in found)
        ids |= {session.id for session in found}
    assert len(ids) == sum(len(sessions(note)) for note in curriculum.trail)


def test_an_exercise_that_fills_the_time_for_building_takes_the_build_in(curriculum: Curriculum) -> None:
    *_, last = sessions(curriculum.topics["strides"])
    assert last.sections == ("Try it", "Build it")
    assert last.minutes == 30


@given(day=st.integers(15, 240), done=st.integers(0, 900))
def test_sittings_fit_the_day_and_hold_all_that_is_left(curriculum: Curriculum, day: int, done: int) -> None:
    note, spent = curriculum.topics["pandas"], {"pandas.build": done}
    found = [sitting for part in PARTS for sitting in sittings(note, part, day, spent)]
    assert all(0 < sitting.minutes <= day for sitting in found)
    assert sum(sitting.minutes for sitting in found) == sum(session.minutes for session in left(note, spent))
    assert all(sitting.number <= sitting.of for sitting in found)


def test_a_long_session_counts_its_sittings_and_goes_on_where_it_was_left(curriculum: Curriculum) -> None:
    note = curriculum.topics["pandas"]
    first = [sitting for sitting in sittings(note, "build", 60, {}) if sitting.id == "pandas.build"]
    assert [(sitting.number, sitting.of) for sitting in first] == [(number, 9) for number in range(1, 10)]
    after = next(sittings(note, "build", 60, {"pandas.try": 60, "pandas.build": 3 * first[0].minutes}))
    assert (after.id, after.number, after.of) == ("pandas.build", 4, 9)


def test_hours_a_week_are_spread_over_the_days(curriculum: Curriculum) -> None:
    assert minutes_a_day(8, 5) == 96
    assert minutes_a_day(1, 7) == 15, "nothing shorter is worth sitting down for"
    assert minutes_a_day(100, 5) == 240, "nobody is asked for more than four hours a day"
    with pytest.raises(ValueError, match="0 days a week"):
        minutes_a_day(8, 0)
