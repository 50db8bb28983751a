"""Somebody who does not get on is asked, hears why, is believed, and is left in peace when they say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.channel import InDoubt, Outcome
from bot.core.gate import Gate
from bot.core.message import Kind
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIX = NOON + timedelta(hours=6)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = SIX + 3 * DAY - 11 * HOUR
"""Seven o'clock, when quiet hours end, after the third task."""

Say = Callable[..., Reply]
Press = Callable[..., Reply]


@pytest.fixture(autouse=True)
def ada_on_the_page(say: Say) -> None:
    say("/start goal deep-networks", person="web:ada", zone="UTC")
    say("/start time 18:00", person="web:ada")


async def pass_time(app: App, at: datetime) -> list[Reply]:
    """Plan and deliver; return the questions that have come so far."""
    app.tick(at)
    await app.deliver_here(lambda: at)
    came = [message.reply for message in app.storage.mailbox.waiting(["web:ada"], 0, at)]
    return [reply for reply in came if reply.title == "Are you stuck?"]


async def two_days_of_later(say: Say, app: App) -> None:
    for day in range(3):
        assert await pass_time(app, SIX + day * DAY) == []
        if day < 2:
            say("/later", person="web:ada", at=SIX + day * DAY + HOUR)


async def test_a_task_put_off_twice_leads_to_a_question_next_morning_that_says_why(say: Say, app: App) -> None:
    await two_days_of_later(say, app)
    assert await pass_time(app, MORNING - timedelta(minutes=1)) == [], "quiet hours"
    [prompt] = await pass_time(app, MORNING + timedelta(minutes=10))
    assert prompt.title == "Are you stuck?"
    assert prompt.text.startswith("It looks as if you might be stuck on **What is machine learning?** Why I think so:")
    assert prompt.text.splitlines()[2:4] == [
        "- your task has been open for two days",
        "- you put it off twice in a row",
    ]
    assert "If I am wrong, say so" in prompt.text
    assert [(button.label, button.send) for button in prompt.buttons] == [
        ("Help me", "/stuck what-is-ml"),
        ("I'm not stuck", "/notstuck 2026-11-23 waits later"),
        ("Don't ask me this", "/settings stuck off"),
    ]


async def test_help_is_the_theory_of_the_topic(say: Say, press: Press, app: App) -> None:
    await two_days_of_later(say, app)
    [prompt] = await pass_time(app, MORNING + 10 * timedelta(minutes=1))
    assert press(prompt, "Help me", person="web:ada", at=MORNING + HOUR).basis.intent == "stuck"
    assert press(prompt, "Help me", person="web:bob", at=MORNING + HOUR).basis.intent == "refusal"


async def test_who_is_not_stuck_is_believed_once_for_each_question(say: Say, press: Press, app: App) -> None:
    await two_days_of_later(say, app)
    [prompt] = await pass_time(app, MORNING + HOUR)
    for _ in range(2):
        reply = press(prompt, "I'm not stuck", person="web:ada", at=MORNING + 2 * HOUR)
        assert reply.text == (
            "Then I was wrong. From now on this counts for less when I look at how you are doing: "
            "a task that stays open, a task put off twice."
        )
    learner = app.storage.learners.find("web:ada")
    assert learner
    [watched] = app.storage.traces.watched([learner.id], MORNING).values()
    assert watched.turned_down == {"waits": 1, "later": 1}
    assert "2 signs of being stuck that you said were wrong" in say("/privacy", person="web:ada").text


@pytest.mark.parametrize(
    "words",
    [
        "/done",
        "/easy",
        "/settings pause 2 weeks",
        "/settings stuck off",
        "/settings nudges 0",
        "/settings quiet 6:00 to 9:00",
        "/stuck what-is-ml",
        "/privacy forget yes",
    ],
)
async def test_a_question_that_is_no_longer_right_is_not_sent(say: Say, app: App, words: str) -> None:
    await two_days_of_later(say, app)
    assert app.storage.outbox.next_due(SIX + 2 * DAY), "it is on its way"
    say(words, person="web:ada", at=SIX + 2 * DAY + HOUR)
    assert await pass_time(app, MORNING + HOUR) == []


async def test_a_question_in_doubt_is_never_sent_again(say: Say, app: App) -> None:
    sent: list[str] = []

    class Silent:
        platform = "web"
        idempotent_for: timedelta | None = DAY

        async def send(self, _destination: str, reply: Reply, _key: str) -> Outcome:
            sent.append(reply.title)
            return InDoubt("no answer")

    await two_days_of_later(say, app)
    for minute in (10, 20, 30):
        now = MORNING + timedelta(minutes=minute)
        await app.delivery(lambda now=now: now, [(Silent(), Gate(None, float))]).drain()  # type: ignore[misc]
        app.storage.outbox.reap(now)
    assert sent == ["Are you stuck?"]


async def test_who_asks_in_words_of_somebody_stuck_leaves_a_topic_and_an_hour(say: Say, app: App) -> None:
    say("i don't understand what overfitting means", person="web:ada", at=NOON + timedelta(minutes=40))
    say("/topic overfitting", person="web:ada", at=NOON + HOUR)
    say("what is the capital of france", person="web:ada", at=NOON + HOUR)
    say("what is overfitting", person="web:stranger", at=NOON + HOUR)
    learner = app.storage.learners.find("web:ada")
    assert learner
    kept = app.storage.learners.everything_about(learner.id)["traces"]
    assert [(row["topic"], row["kind"], row["at"]) for row in kept] == [
        ("overfitting", "opened", NOON + HOUR),
        ("overfitting", "sounded stuck", NOON),
    ]
    assert "2 traces of what you asked about or opened" in say("/privacy", person="web:ada").text


async def test_who_wants_no_daily_task_is_asked_all_the_same_until_they_stop_answering(say: Say, app: App) -> None:
    say("/settings daily off", person="web:ada")
    say("/today", person="web:ada")
    for day in range(2):
        say("/later", person="web:ada", at=SIX + day * DAY + HOUR)
    for step in range(20 * 4):
        await pass_time(app, SIX + (6 * step + 7) * HOUR + 10 * timedelta(minutes=1))
    learner = app.storage.learners.find("web:ada")
    assert learner
    rows = app.storage.learners.everything_about(learner.id)["outbox"]
    assert 1 <= len(rows) <= 3
    assert {row["kind"] for row in rows} == {Kind.STUCK}, "no task comes by itself"
    assert learner.ignored == len(rows), "three without an answer, and there is silence"


def test_who_wants_no_questions_leaves_no_traces(say: Say, app: App) -> None:
    say("/settings stuck off", person="web:ada")
    say("what is overfitting", person="web:ada")
    learner = app.storage.learners.find("web:ada")
    assert learner
    assert app.storage.learners.everything_about(learner.id)["traces"] == []


async def test_who_stopped_answering_is_asked_once_and_left_in_peace(say: Say, app: App) -> None:
    assert await pass_time(app, SIX) == []
    say("/topic what-is-ml", person="web:ada", at=SIX + HOUR)
    for step in range(20 * 4):
        await pass_time(app, SIX + (6 * step + 7) * HOUR + 10 * timedelta(minutes=1))
    learner = app.storage.learners.find("web:ada")
    assert learner
    rows = app.storage.learners.everything_about(learner.id)["outbox"]
    assert sum(row["kind"] == Kind.STUCK for row in rows) == 1


@pytest.mark.parametrize("argument", ["", "2026-11-21", "yesterday waits", "2026-11-21 nonsense"])
def test_a_button_that_says_nothing_readable_changes_nothing(say: Say, argument: str) -> None:
    assert "Nothing has changed." in say(f"/notstuck {argument}", person="web:ada").text
