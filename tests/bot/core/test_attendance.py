"""A word from a learner ends the count of what was ignored, and brings the daily rhythm back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.attendance import Attendance
from bot.core.request import Person, Place, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIX = NOON + timedelta(hours=6)
DAY = timedelta(days=1)


def said(text: str, at: datetime, person: str = "web:ada") -> Request:
    return Request(id="1", person=Person(id=person), place=Place(platform="web", id="page"), text=text, at=at)


@pytest.fixture
def ignored(app: App) -> App:
    """Ada has had a task on each of three days and said nothing: the next one comes two days later."""
    app.conversation.reply(said("/start time 18:00", NOON))
    for day in range(3):
        assert app.tick(SIX + day * DAY) == 1
    assert app.storage.timetable.next_due() == SIX + 4 * DAY
    return app


def test_a_word_brings_the_task_back_to_every_day(ignored: App) -> None:
    Attendance(ignored.storage.learners)(said("hello", NOON + 3 * DAY))
    assert ignored.storage.timetable.next_due() == SIX + 3 * DAY
    learner = ignored.storage.learners.find("web:ada")
    assert learner
    assert learner.ignored == 0


def test_a_stranger_and_somebody_who_wants_no_task_change_nothing(ignored: App) -> None:
    attend = Attendance(ignored.storage.learners)
    attend(said("hello", NOON + 3 * DAY, person="web:bob"))
    assert ignored.storage.timetable.next_due() == SIX + 4 * DAY
    learner = ignored.storage.learners.find("web:ada")
    assert learner
    ignored.storage.learners.change(
        learner, learner.settings.model_copy(update={"daily": False, "stuck_prompts": False}), None
    )
    attend(said("hello", NOON + 3 * DAY))
    assert ignored.storage.timetable.next_due() is None
