"""What comes by itself: planned, carried and read on the page, and worked out at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.app import App
from bot.core.channel import Refused
from bot.core.communities import LOCAL, Community
from bot.core.mailbox import BOARD
from bot.core.reply import Reply
from bot.core.rhythm import next_prompt
from bot.storage.tables import addresses, memberships

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIX = NOON + timedelta(hours=6)
DAY = timedelta(days=1)

Say = Callable[..., Reply]
Press = Callable[..., Reply]


@pytest.fixture(autouse=True)
def ada_on_the_page(say: Say) -> None:
    say("/start goal deep-networks", person="web:ada", zone="UTC")
    say("/start time 18:00", person="web:ada")


async def arrived(app: App, at: datetime, *, sent: datetime | None = None) -> list[Reply]:
    """Plan at one time, deliver then or later, and return all that has come."""
    app.tick(at)
    await app.deliver_here(lambda: sent or at)
    return [message.reply for message in app.storage.mailbox.waiting(["web:ada"], 0, at)]


async def test_the_task_that_comes_is_the_card_that_today_shows(say: Say, press: Press, app: App) -> None:
    [card] = await arrived(app, SIX)
    assert card.title == "Today: What is machine learning?"
    assert card == say("/today", person="web:ada", at=SIX)
    assert press(card, "Done", person="web:ada", at=SIX).text.startswith("Noted: 40 minutes")
    assert press(card, "Done", person="web:bob", at=SIX).basis.intent == "refusal"


@pytest.mark.parametrize(
    "change", ["/done", "/settings daily off", "/settings pause 2 weeks", "/privacy forget yes", "/easy"]
)
async def test_what_is_no_longer_wanted_when_its_turn_comes_is_not_sent(say: Say, app: App, change: str) -> None:
    say("/today", person="web:ada")
    app.tick(SIX)
    say(change, person="web:ada", at=SIX)
    assert await arrived(app, SIX, sent=SIX + timedelta(minutes=1)) == []


async def test_a_task_that_was_put_off_comes_at_its_hour(say: Say, app: App) -> None:
    say("/today", person="web:ada")
    say("/later", person="web:ada")
    [card] = await arrived(app, SIX)
    assert "It waited for you; nothing is lost." in card.text


async def test_nothing_comes_at_the_end_of_the_plan(say: Say, app: App) -> None:
    say("/settings goal what-is-ml", person="web:ada")
    say("/start knows start", person="web:ada")
    assert await arrived(app, SIX) == []


async def test_after_many_tasks_without_a_word_comes_one_question_and_a_word_brings_them_back(
    say: Say, press: Press, app: App
) -> None:
    came: dict[int, Reply] = {}
    for day in range(90):
        before = app.storage.timetable.next_due()
        if before and before <= SIX + day * DAY:
            came[day] = (await arrived(app, SIX + day * DAY))[-1]
    *tasks, last = came.values()
    assert list(came) == [0, 1, 2, 4, 6, 8, 15, 22, 29, 36]
    assert {task.title for task in tasks} == {"Today: What is machine learning?"}
    assert last.title == "Keep, change or stop?"
    assert "stayed without an answer, which is fine" in last.text
    kept = press(last, "Keep them", person="web:ada", at=NOON + 90 * DAY)
    assert kept.title == "Today: What is machine learning?"
    assert app.storage.timetable.next_due() == SIX + 90 * DAY


def test_the_last_question_can_stop_the_tasks(say: Say, press: Press, app: App) -> None:
    learner = app.storage.learners.find("web:ada")
    assert learner
    scheduled = app.scheduled
    payload = {"owner": learner.id, "date": "2026-11-21", "compose": "last question"}
    question = scheduled.compose(payload, "web:ada", SIX)
    assert question
    stopped = press(question, "Stop", person="web:ada", at=SIX)
    assert "**daily** task by itself: off" in stopped.text
    assert scheduled.compose(payload, "web:ada", SIX) is None


async def test_the_board_gets_a_topic_of_the_roadmap_to_discuss(app: App) -> None:
    community = Community(LOCAL, "Here", "UTC", BOARD)
    app.storage.communities.save(community, NOON, next_prompt(community, NOON, None))
    app.tick(NOON + DAY)
    await app.deliver_here(lambda: NOON + DAY)
    [prompt] = [message.reply for message in app.storage.mailbox.waiting([BOARD], 0, NOON + DAY)]
    assert prompt.title.startswith("Today's topic: ")
    assert "**To discuss:** " in prompt.text
    assert "A topic of the roadmap for today." in prompt.text
    assert [button.label for button in prompt.buttons] == ["Start", "Ask", "Find a partner"]


async def test_a_community_hears_that_somebody_is_out_of_reach_and_not_who(say: Say, app: App) -> None:
    here = Community("web:home", "Here", "UTC", "web:board")
    app.storage.communities.save(here, NOON, None)
    with app.storage.engine.begin() as connection:
        learner = connection.execute(select(addresses.c.learner)).scalar_one()
        connection.execute(insert(memberships).values(learner=learner, community=here.id, since=NOON))
    app.tick(SIX)
    (task,) = app.storage.outbox.claim("web", SIX, 1, DAY)
    app.storage.outbox.record(task, Refused("closed"), SIX)
    await app.deliver_here(lambda: SIX)
    (note,) = app.storage.mailbox.waiting(["web:board"], 0, SIX)
    assert "could not reach one of you" in note.reply.text
    assert "ada" not in note.reply.text
