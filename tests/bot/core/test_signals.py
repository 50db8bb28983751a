"""Each signal fires where it should and is silent where it should be, and their sum can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.learners import Learner, LearnerSettings, Task, TaskState
from bot.core.mastery import Evidence
from bot.core.message import Kind
from bot.core.signals import LOWERED, THRESHOLD, WEIGHTS, Signal, signals, study_days, suspicion, usual_days, weighed
from bot.core.traces import Reminded, Trace, TraceKind, Watched

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADA = Learner("ada", LearnerSettings(daily=True), since=NOW - 60 * DAY, heard_at=NOW - DAY)


def card(days_ago: float, state: TaskState = "open", session: str = "chain-rule.read", took: timedelta = HOUR) -> Task:
    """A card of a task that came some days ago."""
    given = NOW - days_ago * DAY
    settled_at = given + took if state not in ("open", "later") else None
    return Task(
        f"{given:%m-%d}", given.date(), session, session.partition(".")[0], "theory", 30, state, given, settled_at
    )


def asked(days_ago: float, topic: str = "chain-rule", kind: TraceKind = "asked") -> Trace:
    return Trace(topic, kind, NOW - days_ago * DAY)


def wrong(days_ago: float, topic: str = "chain-rule", *, right: bool = False) -> Evidence:
    return Evidence(topic, "recall", NOW - days_ago * DAY, right)


def said(watched: Watched, learner: Learner = ADA) -> dict[str, str]:
    """What fires, in words."""
    return {signal.name: signal.words for signal in signals(learner, watched, NOW)}


# -- a task that waits -----------------------------------------------------------------------------------------------


def test_a_task_open_for_twice_the_usual_time_is_a_signal_that_says_how_long() -> None:
    assert said(Watched([card(3), card(2), card(1)])) == {"waits": "your task has been open for three days"}
    assert said(Watched([card(1.5), card(0.5)])) == {}


def test_what_is_usual_is_what_this_learner_needs() -> None:
    slow = [card(20 - 3 * number, "done", f"t.{number}", took=2 * DAY) for number in range(5)]
    assert usual_days(ADA, slow) == 2
    assert said(Watched([*slow, card(3), card(2), card(1)])) == {}
    assert "waits" in said(Watched([*slow, card(4), card(3), card(1)]))


def test_days_on_which_somebody_never_studies_do_not_count() -> None:
    on_weekdays = replace(ADA, settings=LearnerSettings(days=frozenset(range(5))))
    friday = datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert [study_days(on_weekdays, friday, friday + days * DAY) for days in range(5)] == [0, 0, 0, 1, 2]
    in_auckland = replace(ADA, settings=LearnerSettings(zone="Pacific/Auckland"))
    assert study_days(in_auckland, friday - 8 * HOUR, friday - 6 * HOUR) == 1, "midnight lies between"


def test_a_task_that_was_done_or_given_back_is_no_longer_open() -> None:
    for state in ("done", "too-easy", "too-hard"):
        assert said(Watched([card(4), card(3), card(2, state)])) == {}
        assert said(Watched([card(5, state), card(1, session="vectors.read")])) == {}


def test_a_task_that_waits_for_somebody_who_is_away_says_nothing() -> None:
    away = replace(ADA, heard_at=NOW - 5 * DAY)
    assert said(Watched([card(4), card(3), card(2)]), away) == {}
    paused = ADA.settings.model_copy(update={"paused_until": date(2026, 11, 20)})
    assert said(Watched([card(9), card(8), card(1)]), replace(ADA, settings=paused)) == {}


# -- the others ------------------------------------------------------------------------------------------------------


def test_two_laters_in_a_row_are_a_signal_and_one_is_not() -> None:
    assert said(Watched([card(1.6, "later"), card(0.8, "later"), card(0.1)])) == {
        "later": "you put it off twice in a row"
    }
    assert said(Watched([card(1.6, "later"), card(0.8)])) == {}
    assert said(Watched([card(1.9, "later", "a.read"), card(1, "done"), card(0.5, "later", "b.read")])) == {}
    assert said(Watched([card(10, "later"), card(9, "later"), card(1, "done", "b.read")])) == {}


def test_two_wrong_answers_in_a_row_on_one_topic_are_a_signal() -> None:
    assert said(Watched(answers=[wrong(3), wrong(2)])) == {"wrong": "the last two questions on it did not work out"}
    assert said(Watched(answers=[wrong(3), wrong(2, "vectors")])) == {}
    assert said(Watched(answers=[wrong(3), wrong(2), wrong(1, right=True)])) == {}
    assert said(Watched(answers=[wrong(9), wrong(2)])) == {}


def test_a_question_that_sounds_stuck_is_a_signal_for_a_week() -> None:
    assert list(said(Watched(traces=[asked(6, kind="sounded stuck")]))) == ["words"]
    assert said(Watched(traces=[asked(8, kind="sounded stuck")])) == {}


def test_three_talks_about_a_topic_in_a_week_are_a_signal_and_one_long_talk_is_not() -> None:
    assert said(Watched(traces=[asked(6), asked(4), asked(1)])) == {
        "again": "you asked about it three times within a week"
    }
    assert said(Watched(traces=[asked(9), asked(4), asked(1)])) == {}
    assert said(Watched(traces=[asked(1 + hour / 24) for hour in (1, 2, 0)])) == {}
    assert said(Watched(traces=[asked(6), asked(4, "vectors"), asked(1, kind="opened")])) == {}


def test_silence_after_opening_the_task_is_a_signal() -> None:
    quiet = replace(ADA, heard_at=NOW - 2.1 * DAY)
    opened = Watched([card(2.5), card(1.5), card(0.5)], traces=[asked(2.12, kind="opened")])
    assert said(opened, quiet)["silent"] == "you opened it, and then it was quiet for two days"
    assert "silent" not in said(opened, ADA), "they spoke since"
    elsewhere = replace(opened, traces=[asked(2.12, "vectors", "opened")])
    assert "silent" not in said(elsewhere, quiet)


# -- what ends a signal ----------------------------------------------------------------------------------------------

STUCK = Watched([card(4, "later"), card(3, "later"), card(2)], [wrong(5), wrong(4)], [asked(5, kind="sounded stuck")])


@pytest.mark.parametrize(
    "end",
    [
        {"reminded": [Reminded("stuck:ada:2026-11-20", Kind.STUCK, NOW - DAY)]},
        {"turned_down_at": NOW - DAY},
        {"traces": [*STUCK.traces, asked(1, kind="helped")]},
    ],
)
def test_what_was_before_a_prompt_an_answer_or_help_counts_no_more(end: dict[str, object]) -> None:
    assert set(said(STUCK)) == {"waits", "later", "wrong", "words"}
    assert said(replace(STUCK, **end)) == {}  # type: ignore[arg-type]


def test_a_reminder_of_another_kind_ends_nothing() -> None:
    nudged = replace(STUCK, reminded=[Reminded("nudge:ada:2026-11-20", Kind.NUDGE, NOW - DAY)])
    assert said(nudged) == said(STUCK)


# -- the sum ---------------------------------------------------------------------------------------------------------


def rests_on(id: str) -> Sequence[str]:
    return {"backpropagation": ["chain-rule"]}.get(id, [])


def test_signals_about_what_a_topic_rests_on_count_for_it() -> None:
    fired = [Signal("waits", "backpropagation", ""), Signal("words", "chain-rule", ""), Signal("again", "sql", "")]
    found = weighed(fired, {}, rests_on)
    assert found is not None
    assert found.topic == "backpropagation"
    assert [signal.name for signal in found.signals] == ["waits", "words"]
    assert found.sum == pytest.approx(WEIGHTS["waits"] + WEIGHTS["words"])


def test_a_signal_counts_once_however_many_topics_it_is_about() -> None:
    fired = [Signal("words", "backpropagation", "one"), Signal("words", "chain-rule", "two")]
    found = weighed(fired, {}, rests_on)
    assert found is not None
    assert [signal.words for signal in found.signals] == ["one"]


def test_each_no_makes_a_signal_count_for_less() -> None:
    fired = [Signal("waits", "sql", "")]
    sums = [found.sum for count in range(4) if (found := weighed(fired, {"waits": count}, rests_on))]
    assert sums == pytest.approx([WEIGHTS["waits"] * LOWERED**count for count in range(4)])


def test_nobody_is_suspected_below_the_threshold() -> None:
    assert suspicion(ADA, Watched(traces=[asked(1, kind="sounded stuck")]), NOW, rests_on) is None
    found = suspicion(ADA, STUCK, NOW, rests_on)
    assert found is not None
    assert found.sum >= THRESHOLD
    assert found.topic == "chain-rule"


def test_questions_alone_are_never_enough_so_that_most_learners_need_no_look() -> None:
    assert WEIGHTS["words"] + WEIGHTS["again"] < THRESHOLD


def test_somebody_new_leaves_nothing_to_suspect() -> None:
    assert said(Watched(), replace(ADA, since=NOW)) == {}
