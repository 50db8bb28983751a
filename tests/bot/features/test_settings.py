"""Settings are read as people write them, asked for where they are unclear, and keep the schedule right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App, Storage
from bot.core.learners import Learner
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""A Saturday."""
SIX = NOON + timedelta(hours=6)
DAY = timedelta(days=1)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


CHANGES = (
    ("goal data analysis and first models", "**goal**: Data analysis and first models"),
    ("goal recall", "**goal**: Recall"),
    ("way 24-weeks", "**way**: In the order of the 24-week plan"),
    ("hours 7,5", "**hours** a week: 7.5"),
    ("zone Lisbon", "**zone**: Lisbon, where it is 12:00"),
    ("zone Asia/Kolkata", "**zone**: Asia/Kolkata, where it is 17:30"),
    ("time 8:30 pm", "**time** of the daily task: 20:30"),
    ("days mon-fri", "**days**: Mon, Tue, Wed, Thu, Fri"),
    ("pause 2 weeks", "**pause**: until 5 December 2026"),
    ("quiet 23 to 6:30", "**quiet** hours for reminders: 23:00 to 06:30"),
    ("nudges 0", "at most 0 reminders a week"),
    ("partner yes", "**partner**: on"),
    ("daily off", "**daily** task by itself: off"),
    ("sentence after dinner I open the task", "**sentence**: after dinner I open the task"),
)
UNREADABLE = (
    ("zone Atlantis-under-the-sea", "I do not know a place called"),
    ("time 25:99", "“25:99” is not a time: hours go from 0 to 23 and minutes from 0 to 59."),
    ("pause 1 January 2020", "1 January 2020 has passed."),
    ("pause", "Until when?"),
    ("time", "At what time?"),
    ("zone", "Which city sets your clock?"),
    ("sentence", "Which sentence?"),
    ("sentence what is overfitting", "Write it from your side"),
    ("hours 100", "A number from 0.5 to 60"),
    ("days someday", "I cannot read “someday” as a weekday."),
    ("quiet at night", "From when to when?"),
    ("nudges 12", "A number from 0 to 7."),
    ("goal rich", "Choose one of these, or name a topic"),
    ("way sideways", "Choose one of these ways"),
    ("daily maybe", "On or off?"),
    ("colour `blue`", "There is no setting called “colour”. There are: goal,"),
)


@pytest.mark.usefixtures("ada")
def test_each_setting_is_changed_and_shown(say: Say) -> None:
    for change, shown in CHANGES:
        assert shown in say(f"/settings {change}").text
        assert shown in say("settings").text


def test_what_cannot_be_read_changes_nothing_and_says_what_would_do(say: Say, ada: Learner, storage: Storage) -> None:
    before = storage.learners.get(ada.id)
    for change, words in UNREADABLE:
        reply = say(f"/settings {change}")
        assert words in reply.text
        assert not reply.basis.answered
    assert storage.learners.get(ada.id) == before


@pytest.mark.usefixtures("ada")
def test_an_unclear_value_can_simply_be_said_again(say: Say, press: Press) -> None:
    say("/settings time 25:99")
    assert "**time** of the daily task: 06:45" in say("6:45").text
    assert "**goal**: Deep learning" in press(say("/settings goal rich"), "Deep learning").text
    say("/settings colour blue")
    assert say("what is overfitting").basis.intent == "answer"


@pytest.mark.usefixtures("ada")
def test_the_sentence_can_be_taken_back(say: Say) -> None:
    say("/settings sentence after dinner I open the task")
    assert "**sentence**: none yet" in say("/settings sentence none").text


@pytest.mark.usefixtures("ada")
def test_a_pause_that_is_over_is_no_longer_shown(say: Say) -> None:
    assert say("/settings pause 3 days").buttons[0].label == "End the pause"
    card = say("/settings", at=NOON + 3 * DAY)
    assert "**pause**: none" in card.text
    assert [button.label for button in card.buttons][1] == "Pause for a week"


def test_who_has_no_settings_is_led_to_the_start(say: Say) -> None:
    assert say("/settings time 8:30").buttons[0].send == "/start"


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        (["time 8:30"], NOON + timedelta(hours=20.5)),  # today's hour has passed, and there was no task before
        (["time 20:15"], NOON + timedelta(hours=8.25)),
        (["zone Tokyo"], NOON + timedelta(hours=21)),  # 18:00 there was three hours ago
        (["zone New York"], NOON + timedelta(hours=11)),
        (["days mon"], SIX + 2 * DAY),
        (["pause friday"], SIX + 6 * DAY),
        (["pause friday", "pause off"], SIX),
        (["pause friday", "time 8:30"], NOON + timedelta(hours=20.5) + 5 * DAY),
        (["daily off"], SIX),  # then it is a look whether they are stuck
        (["daily off", "stuck off"], None),
        (["daily off", "stuck off", "time 20:15"], NOON + timedelta(hours=8.25)),
        (["daily off", "stuck off", "zone Lisbon"], None),
        (["daily off", "daily on"], SIX),
        (["hours 3", "quiet 17 to 19", "nudges 0", "goal recall"], SIX),
    ],
)
@pytest.mark.usefixtures("ada")
def test_every_change_keeps_the_schedule_right(
    say: Say, storage: Storage, changes: list[str], due: datetime | None
) -> None:
    for change in changes:
        reply = say(f"/settings {change}")
    assert storage.timetable.next_due() == due
    if due is None:
        assert any(word in reply.text for word in ("No task comes by itself", "**stuck** when it looks like it: off"))


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ("time 8:30", NOON + DAY),  # an hour that has passed: at once, for yesterday's task was long ago
        ("time 20:15", NOON + DAY + timedelta(hours=8.25)),
        ("zone Tokyo", NOON + DAY),
        ("daily on", SIX + DAY),
    ],
)
@pytest.mark.usefixtures("ada")
def test_a_change_on_the_day_after_a_task_keeps_that_days_task(
    say: Say, app: App, storage: Storage, change: str, due: datetime
) -> None:
    assert app.tick(SIX) == 1
    say(f"/settings {change}", at=NOON + DAY)
    assert storage.timetable.next_due() == due


@pytest.mark.usefixtures("ada")
def test_an_hour_moved_on_after_todays_task_brings_no_second_one_today(say: Say, app: App, storage: Storage) -> None:
    app.tick(SIX)
    say("/settings time 20:15", at=SIX)
    assert storage.timetable.next_due() == NOON + DAY + timedelta(hours=8.25)


def test_whoever_chose_no_hour_gets_no_message(say: Say, press: Press, app: App) -> None:
    say("/start goal engineer")
    assert app.tick(NOON + DAY) == 0
    say("/start time 18:00", at=NOON + DAY)
    press(say("/start to time"), "No daily message", at=NOON + DAY)
    assert app.tick(NOON + 3 * DAY) == 0
    assert "No task comes by itself" in say("/settings").text


def test_a_guess_that_somebody_wants_to_start_keeps_nothing(say: Say, storage: Storage) -> None:
    assert say("set up my plan").title == "Start, 1 of 5"
    assert storage.learners.find("test:ada") is None
