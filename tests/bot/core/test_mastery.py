"""What counts is what somebody shows; a tick counts little, and nothing counts for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mastery import HALF_LIFE, KNOWN, SUREST, UNSEEN, Evidence, Kind, Mastery, mastery, settled
from knowledge.notes.curriculum import Curriculum

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RIGHT, WRONG = True, False


def after(curriculum: Curriculum, *pieces: Kind | bool, topic: str = "overfitting") -> Mastery:
    """Return where somebody stands on a topic after some evidence, a minute between; true and false are answers."""
    start = NOON - timedelta(minutes=len(pieces))
    history = [
        Evidence(topic, "recall", start + timedelta(minutes=number), piece)
        if isinstance(piece, bool)
        else Evidence(topic, piece, start + timedelta(minutes=number))
        for number, piece in enumerate(pieces)
    ]
    return mastery(curriculum, history, NOON)[topic]


def test_without_evidence_every_topic_is_new(curriculum: Curriculum) -> None:
    found = mastery(curriculum, [], NOON)
    assert found.keys() == curriculum.topics.keys()
    assert {each.state for each in found.values()} == {"new"}
    assert all(each.level == pytest.approx(UNSEEN) for each in found.values())


def test_one_right_answer_follows_bayes_rule(curriculum: Curriculum) -> None:
    knows, guesses = 0.25 * 0.9, 0.75 * 0.25
    assert after(curriculum, RIGHT).level == pytest.approx(knows / (knows + guesses), rel=1e-4)


def test_showing_counts_more_than_saying(curriculum: Curriculum) -> None:
    kinds: tuple[Kind, ...] = ("too hard", "skip", "tick", "theory", "build")
    levels = [after(curriculum, kind).level for kind in kinds]
    assert levels == sorted(levels)
    assert after(curriculum, "tick").state == "learning"
    assert after(curriculum, RIGHT).level > after(curriculum, "too easy").level > after(curriculum, "tick").level
    assert after(curriculum, "tick", "tick").state == "learning"


@pytest.mark.parametrize(
    ("pieces", "state"),
    [
        ([RIGHT], "learning"),
        ([RIGHT, RIGHT], "known"),
        (["too easy", RIGHT], "known"),
        ([WRONG], "learning"),
        (["theory"], "learning"),
        (["theory", "build"], "done"),
        (["skip"], "skipped"),
        (["skip", "theory"], "learning"),
        (["theory", "build", "skip"], "done"),
        ([RIGHT, RIGHT, WRONG], "learning"),
    ],
)
def test_the_state_says_where_somebody_stands(curriculum: Curriculum, pieces: list[Kind | bool], state: str) -> None:
    assert after(curriculum, *pieces).state == state


def test_a_few_right_answers_turn_any_run_of_wrong_ones(curriculum: Curriculum) -> None:
    assert after(curriculum, *[WRONG] * 20, *[RIGHT] * 4).level > KNOWN
    assert after(curriculum, *[RIGHT] * 20, *[WRONG] * 3).level < UNSEEN


def test_evidence_fades_by_halves_and_the_state_stays(curriculum: Curriculum) -> None:
    def seen(at: datetime) -> Mastery:
        return mastery(curriculum, [Evidence("svd", "recall", NOON), Evidence("svd", "recall", NOON)], at)["svd"]

    levels = [seen(NOON + timedelta(days=days)).level for days in (0, 30, 120, 400, 4000)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == pytest.approx(UNSEEN, abs=1e-6)
    odds = 1 / 3 * 3.6  # after the half-life, two right answers say what one does today
    assert seen(NOON + HALF_LIFE).level == pytest.approx(odds / (1 + odds))
    assert seen(NOON + timedelta(days=4000)).state == "known"


def test_knowing_a_topic_says_a_little_about_what_it_rests_on(curriculum: Curriculum) -> None:
    history = [Evidence("svd", "recall", NOON)] * 3
    found = mastery(curriculum, history, NOON)
    assert found["svd"].level > found["eigenvalues"].level > found["determinant-inverse"].level > UNSEEN
    assert found["eigenvalues"].state == "new", "but nobody has shown it"
    assert found["pca"].level == pytest.approx(UNSEEN), "and nothing about what rests on it"


def test_not_knowing_a_topic_says_nothing_about_what_it_rests_on(curriculum: Curriculum) -> None:
    found = mastery(curriculum, [Evidence("svd", "recall", NOON, right=False)], NOON)
    assert found["eigenvalues"].level == pytest.approx(UNSEEN)


def test_what_needs_no_place_in_a_plan_is_settled(curriculum: Curriculum) -> None:
    history = [
        Evidence("svd", "skip", NOON),
        Evidence("git", "tick", NOON),
        *[Evidence("sql", "recall", NOON)] * 2,
        Evidence("csv", "theory", NOON),
        Evidence("csv", "build", NOON),
    ]
    assert settled(mastery(curriculum, history, NOON)) == {"svd", "sql", "csv"}


def test_evidence_about_a_note_that_has_gone_is_passed_over(curriculum: Curriculum) -> None:
    assert mastery(curriculum, [Evidence("gone", "build", NOON)], NOON) == mastery(curriculum, [], NOON)


@given(pieces=st.lists(st.sampled_from([True, False, "theory", "build", "tick", "too easy", "too hard", "skip"])))
def test_no_run_of_evidence_makes_anything_certain(curriculum: Curriculum, pieces: list[Kind | bool]) -> None:
    assert 1 - SUREST - 1e-9 <= after(curriculum, *pieces).level <= SUREST + 1e-9


def test_evidence_counts_in_the_order_in_which_it_happened(curriculum: Curriculum) -> None:
    history = [Evidence("svd", "recall", NOON - timedelta(days=day), right=day < 4) for day in range(8)]
    assert mastery(curriculum, history, NOON) == mastery(curriculum, reversed(history), NOON)


def test_what_is_lent_makes_nothing_certain_either(curriculum: Curriculum) -> None:
    history = [Evidence(id, "recall", NOON) for id in curriculum.topics for _ in range(6)]
    assert max(each.level for each in mastery(curriculum, history, NOON).values()) <= SUREST + 1e-9


def test_only_what_was_shown_once_can_fade(curriculum: Curriculum) -> None:
    history = [Evidence("overfitting", "theory", NOON), Evidence("overfitting", "build", NOON)]
    now, later = (mastery(curriculum, history, NOON + timedelta(days=days))["overfitting"] for days in (0, 90))
    assert (now.fading, later.fading) == (False, True)
    assert not after(curriculum, "theory").fading, "it was never known"
