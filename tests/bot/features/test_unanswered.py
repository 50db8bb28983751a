"""A question that nobody answers goes on by itself, and whoever asked hears where a post did not arrive."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.core.channel import Delivered, InDoubt, Outcome, Refused
from bot.core.plaintext import to_text
from tests.bot.features.test_volunteer import CHANNEL, DAY, HOUR, NOON, TOPIC, Town


@pytest.fixture
def town(app: App) -> Town:
    town = Town(app)
    town.say("owner", "/trailmate help here", manages=True)
    return town


def test_three_hours_of_silence_pass_the_question_on_and_offer_the_help_channel_once(town: Town) -> None:
    for name in ("ben", "cem"):
        town.finishes(name)
    assert "Without an answer in three hours I ask the next one too" in town.asks().text
    town.pass_to(NOON)
    first, second = ("ben", "cem") if town.came("ben") else ("cem", "ben")
    town.pass_to(NOON + 2 * HOUR)
    assert town.came(second) == []
    town.pass_to(NOON + 3 * HOUR)
    assert town.came(second) == ["Can you help with this? Chain rule"]
    assert town.came("ada") == []
    for hours in (5, 6, 7, 8):
        town.pass_to(NOON + hours * HOUR)
    assert town.came("ada") == ["Still open: Chain rule"], "once, and nobody hears who was asked"
    assert town.last("ada").buttons[0].label == "Post it in the help channel"
    assert town.tap(first, town.last(first), "I'll help").title == "You and Ada: Chain rule", "also the first still may"


def test_where_the_question_cannot_come_to_a_volunteer_the_next_one_is_asked_at_once(town: Town) -> None:
    for name in ("ben", "cem"):
        town.finishes(name)
    town.asks()
    first = "ben" if town.app.storage.calls.waits_for(1, town.id("ben")) else "cem"
    town.say(first, "/settings pause 1 week")
    town.pass_to(NOON)
    town.pass_to(NOON + HOUR)
    assert [town.came(name) for name in ("ben", "cem") if name != first] == [["Can you help with this? Chain rule"]]


@pytest.mark.parametrize("choice", ["/settings nudges 0", "/settings quiet 10 to 19"])
def test_who_wants_no_reminders_now_is_not_told_that_it_takes_long(town: Town, choice: str) -> None:
    town.finishes("ben")
    town.asks()
    town.say("ada", choice)
    town.pass_to(NOON)
    town.pass_to(NOON + 4 * HOUR)
    assert town.came("ada") == []


@pytest.mark.parametrize("failure", [Refused("404 (10003): Unknown Channel"), InDoubt("no answer")])
def test_who_asked_is_told_once_that_a_post_did_not_arrive(town: Town, failure: Outcome) -> None:
    town.street.outcome = lambda key: (
        failure if key.startswith("call:1:post:") and "failed" not in key else Delivered(key)
    )
    town.tap("ada", town.say("ada", f"/hint {TOPIC} people"), "Post it")
    for hours in (0, 1, 2, 3):
        town.pass_to(NOON + hours * HOUR)
    assert len(town.street.came[CHANNEL]) == 1
    assert town.came("ada") == ["Not posted: Chain rule"]
    told = town.last("ada")
    if isinstance(failure, InDoubt):
        assert "so I don't send it again" in told.text
        assert "It went to the help channel already" in town.say("ada", "/people post 1").text
        return
    assert "could not be posted in the help channel of test:home: the channel is gone" in to_text(told)
    town.street.outcome = Delivered
    town.tap("ada", told, "Post it again")
    town.pass_to(NOON + 4 * HOUR)
    assert len(town.street.came[CHANNEL]) == 2


@pytest.mark.parametrize("choice", ["/settings pause 1 week", "/privacy forget yes"])
def test_who_rests_or_is_forgotten_is_not_told_of_a_post(town: Town, choice: str) -> None:
    town.street.outcome = lambda key: Refused("gone") if ":post:" in key else Delivered(key)
    town.tap("ada", town.say("ada", f"/hint {TOPIC} people"), "Post it")
    town.pass_to(NOON)
    town.say("ada", choice)
    town.pass_to(NOON + DAY)
    assert town.came("ada") == []
