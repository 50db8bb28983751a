"""Where a learner stands: which task fits today, and what counts as known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import Storage
from bot.core.learners import Learner, LearnerSettings, Task
from bot.core.mastery import Evidence, Kind
from bot.core.request import Person, Place, Request
from bot.core.study import Study
from knowledge.notes.curriculum import Curriculum

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOON.date()
DAY = timedelta(days=1)
WANTED = LearnerSettings(goal="deep-networks")


@pytest.fixture
def study(curriculum: Curriculum, storage: Storage) -> Study:
    return Study(curriculum, storage.diary)


@pytest.fixture
def learner(storage: Storage) -> Learner:
    place = Place(platform="test", id="room")
    return storage.learners.begin(Request(id="1", person=Person(id="a"), place=place, text="x", at=NOON), WANTED)


def task_of(study: Study, learner: Learner, on: date, at: datetime) -> Task:
    task = study.task(learner, on, at, study.standing(learner, at))
    assert task
    return task


def finish(study: Study, learner: Learner, task: Task, at: datetime) -> None:
    shown = study.shown_by(task, study.standing(learner, at).tasks, at)
    assert study.diary.settle(learner.id, task.id, "done", at, shown)


def said(study: Study, learner: Learner, topic: str, *kinds: Kind | bool) -> None:
    for number, kind in enumerate(kinds):
        at = NOON + timedelta(minutes=number)
        evidence = Evidence(topic, "recall", at, kind) if isinstance(kind, bool) else Evidence(topic, kind, at)
        study.diary.add(learner.id, f"{topic}:{number}", evidence)


def test_a_date_has_one_task_until_more_is_wanted(study: Study, learner: Learner) -> None:
    first = task_of(study, learner, TODAY, NOON)
    assert task_of(study, learner, TODAY, NOON) == first
    finish(study, learner, first, NOON)
    more = study.give(learner, TODAY, NOON, study.standing(learner, NOON))
    assert more
    assert (more.id, more.session) == ("2026-11-21.2", "what-is-ml.stuck")
    assert task_of(study, learner, TODAY, NOON) == more


def test_a_task_that_waited_is_carried_to_the_day_on_which_it_came_again(study: Study, learner: Learner) -> None:
    days = [task_of(study, learner, TODAY + day * DAY, NOON + day * DAY) for day in range(3)]
    standing = study.standing(learner, NOON + 2 * DAY)
    assert [standing.carried(task) for task in days] == [days[2]] * 3
    assert standing.newest == days[2]
    finish(study, learner, days[2], NOON + 2 * DAY)
    after = task_of(study, learner, TODAY + 3 * DAY, NOON + 3 * DAY)
    standing = study.standing(learner, NOON + 3 * DAY)
    assert [standing.carried(task).id for task in standing.tasks] == [days[2].id] * 3 + [after.id]


def test_a_part_is_shown_by_its_last_sitting_only(study: Study, learner: Learner) -> None:
    read = task_of(study, learner, TODAY, NOON)
    assert study.shown_by(read, (), NOON) == ()
    finish(study, learner, read, NOON)
    check = task_of(study, learner, TODAY + DAY, NOON + DAY)
    tasks = study.standing(learner, NOON).tasks
    assert study.shown_by(check, tasks, NOON) == (Evidence("what-is-ml", "theory", NOON),)


def test_a_topic_is_done_and_leaves_the_plan_when_it_was_read_and_built(study: Study, learner: Learner) -> None:
    at = NOON
    while (task := task_of(study, learner, at.date(), at)).topic == "what-is-ml":
        finish(study, learner, task, at)
        at += DAY
    standing = study.standing(learner, at)
    assert standing.mastery["what-is-ml"].state == "done"
    assert "what-is-ml" in standing.known
    assert "what-is-ml" not in standing.plan.topics


@pytest.mark.parametrize(
    ("kinds", "known"),
    [
        (["tick"], True),
        (["too easy"], True),
        (["tick", False], False),
        (["too easy", "back"], False),
        (["too easy", "too hard"], False),
        (["skip"], True),
        (["skip", "back"], False),
        ([True, True], True),
        ([True], False),
    ],
)
def test_what_was_said_last_decides_unless_more_was_shown(
    study: Study, learner: Learner, kinds: list[Kind | bool], known: bool
) -> None:
    said(study, learner, "vectors", *kinds)
    assert ("vectors" in study.standing(learner, NOON + DAY).known) is known


def test_to_know_a_topic_is_to_know_what_it_rests_on_but_to_skip_it_is_not(study: Study, learner: Learner) -> None:
    before = set(study.curriculum.prerequisites("pandas"))
    said(study, learner, "pandas", "skip")
    assert not before & study.standing(learner, NOON).known
    study.diary.add(learner.id, "tick", Evidence("pandas", "tick", NOON))
    assert before <= study.standing(learner, NOON).known


def test_too_hard_brings_back_what_a_topic_rests_on_directly(study: Study, learner: Learner) -> None:
    said(study, learner, "pandas", "tick", "too hard")
    said(study, learner, "numpy", "tick")
    known = study.standing(learner, NOON + DAY).known
    assert "numpy" not in known
    assert "python-functions" in known
    study.diary.add(learner.id, "later", Evidence("numpy", "too easy", NOON + DAY))
    assert "numpy" in study.standing(learner, NOON + DAY).known


def test_a_note_that_was_removed_leaves_a_task_without_a_session(study: Study) -> None:
    gone = Task("2026-11-21", TODAY, "gone.read", "gone", "theory", 20, "open", NOON)
    assert study.session_of(gone) is None
    assert study.shown_by(gone, (), NOON) == ()
