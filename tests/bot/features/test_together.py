"""Once a week a community hears which topic several members are stuck on, and never who they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.communities import FEWEST_STUCK, LOCAL, Community
from bot.core.mailbox import BOARD
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.core.rhythm import next_prompt

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def stuck(app: App, people: int) -> None:
    """Have so many members say that they are stuck on the chain rule."""
    for number in range(people):
        for text in ("/start goal deep-networks", "/start time 18:00", "/stuck chain-rule"):
            person, place = Person(id=f"web:{number}"), Place(platform="web", id="page")
            app.conversation.reply(
                Request(id="1", person=person, place=place, text=text, at=SATURDAY, community=LOCAL, zone="UTC")
            )


def settle(app: App, **choices: object) -> None:
    here = Community(LOCAL, "Here", "UTC", BOARD, **choices)  # type: ignore[arg-type]
    app.storage.communities.save(here, SATURDAY, next_prompt(here, SATURDAY, None))


async def post(app: App, at: datetime) -> Reply:
    """Plan and deliver at a time; return the newest post."""
    return (await posts(app, at))[-1]


async def posts(app: App, at: datetime) -> list[Reply]:
    """Plan and deliver at a time; return the posts of the last while."""
    app.tick(at)
    await app.deliver_here(lambda: at)
    return [message.reply for message in app.storage.mailbox.waiting([BOARD], 0, at)]


async def test_the_prompt_of_the_first_day_of_the_week_is_what_five_members_are_stuck_on(app: App) -> None:
    settle(app)
    stuck(app, FEWEST_STUCK)
    sunday, monday, tuesday = [await post(app, MONDAY + day * DAY) for day in (-1, 0, 1)]
    assert monday.title == "Stuck? Study this together: Chain rule"
    assert monday.text.startswith("Several of you got stuck on **Chain rule** this week.")
    assert [section.title for section in monday.sections] == ["Example", "A study session", "Where this is from"]
    assert "Answer here with an hour that suits you." in monday.sections[1].text
    assert not any(character in monday.text.partition("\n")[0] for character in "0123456789")
    assert [button.send for button in monday.buttons] == ["/topic chain-rule stuck", "/check chain-rule", "/partner"]
    assert sunday.title.startswith("Today's topic: ")
    assert tuesday.title.startswith("Today's topic: ")


@pytest.mark.parametrize(("people", "weekly"), [(FEWEST_STUCK - 1, True), (FEWEST_STUCK, False)])
async def test_below_five_or_where_the_owner_wants_none_it_is_a_day_like_any_other(
    app: App, people: int, weekly: bool
) -> None:
    settle(app, weekly=weekly)
    stuck(app, people)
    assert (await post(app, MONDAY)).title.startswith("Today's topic: ")


async def test_without_the_daily_prompt_the_weekly_post_comes_alone(app: App) -> None:
    settle(app, prompts=False)
    stuck(app, FEWEST_STUCK)
    sunday, monday, tuesday, wednesday = [await posts(app, MONDAY + day * DAY) for day in range(-1, 3)]
    assert sunday == []
    assert [reply.title for reply in monday] == ["Stuck? Study this together: Chain rule"]
    assert tuesday == monday, "it still hangs there"
    assert wednesday == []


async def test_without_the_daily_prompt_a_week_in_which_few_are_stuck_has_no_post(app: App) -> None:
    settle(app, prompts=False)
    stuck(app, FEWEST_STUCK - 1)
    assert await posts(app, MONDAY) == []


async def test_what_was_a_week_ago_is_over(app: App) -> None:
    settle(app)
    stuck(app, FEWEST_STUCK)
    assert (await post(app, MONDAY + 7 * DAY)).title.startswith("Today's topic: ")
