"""Progress is what was shown, the balance of building, and a week that forgives two days."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from bot.app import Storage
from bot.core.learners import Learner, Task
from bot.core.mastery import Evidence, Kind
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""A Saturday."""
MONDAY = NOON - timedelta(days=5)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


def did(storage: Storage, learner: Learner, part: str, minutes: int, at: datetime) -> None:
    """Write down a finished task."""
    task = Task(f"{at:%Y-%m-%d}.{part}", at.date(), f"git.{part}", "git", "theory", minutes, "open", at)
    storage.diary.give(learner.id, replace(task, part="build") if part == "build" else task)
    storage.diary.settle(learner.id, task.id, "done", at)


def test_nobody_we_know_has_nothing_to_show_and_two_ways_to_begin(say: Say) -> None:
    reply = say("/progress")
    assert "There is nothing to show yet." in reply.text
    assert [button.label for button in reply.buttons] == ["Start", "Today's task"]


def test_what_was_shown_what_was_only_said_and_what_was_left_out_are_told_apart(
    say: Say, ada: Learner, storage: Storage
) -> None:
    for number in (1, 2):
        storage.diary.add(ada.id, f"{number}", Evidence("vectors", "recall", NOON))
    storage.diary.add(ada.id, "3", Evidence("what-is-ml", "tick", NOON))
    storage.diary.add(ada.id, "4", Evidence("python-syntax", "recall", NOON))
    say("/skip derivatives")
    text = say("/progress").text
    assert "**Deep learning:** 3 of " in text
    assert "**Shown by tasks and answers:** Scalars, vectors and tensors." in text
    assert "**In progress:** Python basics: syntax and first programs." in text
    assert "**Left out by you:** Derivatives and partial derivatives." in text
    assert "1 counts as known because you said so or the first questions pointed there." in text


def test_what_was_shown_long_ago_may_be_fading_until_it_is_answered_again(
    say: Say, ada: Learner, storage: Storage
) -> None:
    kinds: tuple[Kind, ...] = ("theory", "build")
    for kind in kinds:
        storage.diary.add(ada.id, kind, Evidence("vectors", kind, NOON))
    assert "fading" not in say("/progress").text
    later = NOON + timedelta(days=90)
    assert "**May be fading:** Scalars, vectors and tensors. Short questions" in say("/progress", at=later).text
    storage.diary.add(ada.id, "again", Evidence("vectors", "recall", later))
    assert "fading" not in say("/progress", at=later).text


def test_the_balance_is_that_of_the_last_four_weeks(say: Say, ada: Learner, storage: Storage) -> None:
    did(storage, ada, "theory", 600, NOON - timedelta(days=29))
    did(storage, ada, "theory", 60, NOON - timedelta(days=20))
    did(storage, ada, "build", 180, NOON - timedelta(days=1))
    assert (
        "**Last four weeks:** 4.0 hours, 75% of them building. The video roadmap advises 70%." in say("/progress").text
    )


@pytest.mark.parametrize(
    ("worked", "words"),
    [
        ([0, 1, 2, 3, 4], ""),
        ([0, 1, 3, 4], "One of your two free days is used; that is what they are for."),
        ([0], "Both of your free days are used; that is what they are for."),
    ],
)
def test_days_without_a_task_use_the_weeks_free_days(say: Say, storage: Storage, worked: list[int], words: str) -> None:
    say("/start goal engineer", at=MONDAY - timedelta(days=30))
    learner = storage.learners.find("test:ada")
    assert learner
    for day in worked:
        did(storage, learner, "theory", 30, MONDAY + timedelta(days=day))
    week = say("/progress").text.partition("**This week:** ")[2]
    assert week == f"{len(worked) / 2:.1f} of 5 hours. {words}".strip()
    assert "lost" not in week


def test_days_of_a_pause_before_the_beginning_or_without_study_are_not_free_days(say: Say, storage: Storage) -> None:
    say("/start goal engineer", at=NOON - timedelta(days=1))
    assert "One of your two free days" in say("/progress").text, "yesterday, the first day"
    say("/settings days sat")
    assert "free day" not in say("/progress").text
    say("/settings days daily")
    say("/settings pause 3 days")
    assert "free day" not in say("/progress").text
    over = NOON + timedelta(days=5)  # Thursday; the pause ended on Tuesday
    assert date(2026, 11, 26) == over.date()
    assert "Both of your free days" in say("/progress", at=over).text
    say("/settings days sun mon", at=over)
    assert "free day" not in say("/progress", at=over).text


@pytest.mark.usefixtures("ada")
def test_the_roadmap_shows_where_you_are_as_a_picture_and_in_words(say: Say) -> None:
    before = say("/progress").image
    say("/today")
    say("/easy")
    after = say("/progress").image
    assert before
    assert after
    assert "Getting your bearings 0 of 4" in before.alt
    assert "You are at “What is machine learning?”." in before.alt
    assert "Getting your bearings 1 of 4" in after.alt
    assert "You are at “What is machine learning?”." not in after.alt
    assert Image.open(io.BytesIO(after.png)).format == "PNG"
    assert after.png != before.png
