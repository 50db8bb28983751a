"""What learners did is kept once, however often it is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.core.learners import LearnerSettings, Opened, Task
from bot.core.mastery import Evidence
from bot.core.request import Person, Place, Request
from bot.storage.diary import SqlDiary
from bot.storage.learners import SqlLearners

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TASK = Task("2026-11-21", NOON.date(), "recall.read", "recall", "theory", 20, "open", NOON)


@pytest.fixture
def diary(engine: Engine) -> SqlDiary:
    return SqlDiary(engine)


@pytest.fixture
def ada(engine: Engine) -> str:
    request = Request(id="1", person=Person(id="web:ada"), place=Place(platform="web", id="p"), text="hi", at=NOON)
    return SqlLearners(engine).begin(request, LearnerSettings()).id


def test_the_same_occasion_is_kept_once(diary: SqlDiary, ada: str) -> None:
    right, wrong = (Evidence("recall", "recall", NOON, right) for right in (True, False))
    assert diary.add(ada, "check:recall:1", right)
    assert not diary.add(ada, "check:recall:1", wrong)
    assert diary.evidence(ada) == [right]


def test_a_task_of_a_day_is_given_once(diary: SqlDiary, ada: str) -> None:
    assert diary.give(ada, TASK) == TASK
    other = Task(TASK.id, TASK.date, "median.read", "median", "theory", 15, "open", NOON)
    assert diary.give(ada, other) == TASK
    assert diary.tasks(ada, NOON.date()) == [TASK]
    assert diary.tasks(ada, NOON.date() + timedelta(days=1)) == []


def test_a_settled_task_stays_settled_and_its_evidence_counts_once(diary: SqlDiary, ada: str) -> None:
    diary.give(ada, TASK)
    shown = (Evidence("recall", "theory", NOON),)
    assert diary.settle(ada, TASK.id, "later", NOON)
    assert diary.settle(ada, TASK.id, "done", NOON, shown)
    assert not diary.settle(ada, TASK.id, "done", NOON + timedelta(hours=1), shown)
    assert not diary.settle(ada, TASK.id, "too-easy", NOON)
    assert diary.evidence(ada) == list(shown)
    [task] = diary.tasks(ada, TASK.date)
    assert (task.state, task.settled_at) == ("done", NOON)


def test_a_task_of_somebody_else_cannot_be_settled(diary: SqlDiary, ada: str) -> None:
    diary.give(ada, TASK)
    assert not diary.settle("somebody", TASK.id, "done", NOON)


def test_a_finished_resource_is_no_longer_among_the_begun_ones(diary: SqlDiary, ada: str) -> None:
    for number, name in enumerate(("A book", "A video", "A course")):
        begun = diary.open(ada, Opened("recall", name, NOON + timedelta(hours=number)))
    assert [one.resource for one in begun] == ["A book", "A video", "A course"]
    diary.finish(ada, "recall", "A video", NOON)
    again = diary.open(ada, Opened("recall", "A course", NOON + timedelta(days=1)))
    assert [one.resource for one in again] == ["A book", "A course"]


def test_evidence_comes_back_with_the_question_that_was_answered(diary: SqlDiary, ada: str) -> None:
    answer = Evidence("recall", "recall", NOON, right=False, question="recall.2")
    said = Evidence("recall", "too hard", NOON + timedelta(hours=1))
    for number, piece in enumerate((answer, said)):
        diary.add(ada, str(number), piece)
    assert diary.evidence(ada) == [answer, said]


def test_a_sheet_holds_the_first_answer_of_one_person_to_each_question(diary: SqlDiary, ada: str) -> None:
    for number, (question, right) in enumerate((("a.1", False), ("a.1", True), ("b.1", True), (None, True))):
        kept = Evidence("a", "recall", NOON + timedelta(days=number), right, question)
        diary.add(ada, str(number), kept)
    assert list(diary.sheets()) == [{"a.1": False, "b.1": True}]
