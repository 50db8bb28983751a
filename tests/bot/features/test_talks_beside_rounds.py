"""Somebody is in a talk about a question and in a round's company at once: each takes its own course."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.core.plaintext import to_text
from bot.storage import tables
from tests.bot.features.test_volunteer import CHANNEL, DAY, HOUR, Town

SUNDAY = datetime(2026, 11, 22, 18, 0, 5, tzinfo=UTC)


@pytest.fixture
def town(app: App) -> Town:
    return Town(app)


def begin_talk(town: Town, at: datetime) -> None:
    """Let Ada ask, and Ben take her question."""
    town.now = at
    town.asks()
    town.pass_to(at)
    town.tap("ben", town.last("ben"), "I'll help")
    town.pass_to(at + HOUR)


@pytest.fixture
def both(town: Town) -> Town:
    """Ada, who is with Cem this week, and in a talk with Ben, who looks for no partners."""
    town.finishes("ben")
    for name in ("ada", "cem"):
        town.say(name, "/partner join")
        town.say(name, f"/partner name {name.title()}")
    town.pass_to(SUNDAY)
    begin_talk(town, SUNDAY + DAY)
    assert town.came("ada")[-1] == "You and Ben: Chain rule"
    return town


@pytest.fixture
def group(town: Town) -> Town:
    """Ada, Ben and Cem, who have a study group; Ada is in a talk with Ben too."""
    town.finishes("ben")
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
        town.say(name, f"/partner name {name.title()}")
        town.say(name, "/partner group on")
    town.pass_to(SUNDAY)
    begin_talk(town, SUNDAY + DAY)
    return town


def test_who_is_forgotten_leaves_partner_and_helper_each_with_their_own_word(both: Town) -> None:
    both.say("ada", "/privacy forget yes")
    both.pass_to(SUNDAY + DAY + 2 * HOUR)
    assert to_text(both.last("ben")).startswith("Ada has ended this talk; I carry nothing more between you.")
    assert "look for somebody else" not in to_text(both.last("ben"))
    assert "I look for somebody else for you right away" in to_text(both.last("cem"))


def test_who_leaves_the_rounds_goes_on_in_a_talk(both: Town) -> None:
    both.say("ada", "/partner leave")
    assert both.say("ada", "/partner").title == "You and Ben: Chain rule"
    both.tap("ada", both.last("ada"), "Write to Ben")
    assert both.say("ada", "are you there?").text.startswith("Sent.")
    both.pass_to(SUNDAY + DAY + 2 * HOUR)
    assert "are you there?" in to_text(both.last("ben"))
    assert "can't make it this week" in to_text(both.last("cem"))


def test_a_word_without_a_card_is_about_the_partner_of_the_week(both: Town) -> None:
    assert both.say("ada", "/partner").title == "This week: you and Cem"
    assert "with Cem again" in both.say("ada", "/partner block").text
    both.pass_to(SUNDAY + DAY + 2 * HOUR)
    assert both.came("ben")[-1] == "Can you help with this? Chain rule", "nothing new for who helps"


def test_a_talk_that_was_ended_takes_no_words_any_more(both: Town) -> None:
    card = both.last("ada")
    both.tap("ada", card, "End this talk")
    assert "That talk is over" in both.tap("ada", card, "Write to Ben").text
    assert both.say("ada", "/partner").title == "This week: you and Cem"


@pytest.mark.parametrize("days", [1, 45])
def test_a_card_of_a_talk_can_be_reported_from_by_who_looks_for_no_partners(both: Town, days: int) -> None:
    both.say("owner", "/trailmate partners reports here", manages=True)
    both.now = SUNDAY + DAY + HOUR
    talk = next(talk for talk in both.app.storage.companies.talks(both.id("ben"), both.now))
    both.now += days * DAY
    asked = both.say("ben", f"/partner report #{talk.id}")
    assert "What happened?" in asked.text, "there is one other, so nobody is asked whom it is about"
    both.say("ben", "she was rude")
    both.pass_to(both.now + timedelta(minutes=1))
    report = to_text(both.street.came[CHANNEL][-1])
    assert "reports Ada (test:ada)" in report
    assert "she was rude" in report


def test_a_talk_has_no_seat_and_no_room_and_the_group_goes_on_beside_it(group: Town) -> None:
    with group.app.storage.engine.connect() as connection:
        week, talk = connection.execute(select(tables.companies).order_by(tables.companies.c.id)).all()
    assert week.study_group
    assert (talk.round, talk.study_group, talk.room) == (0, "", "")
    group.tap("ada", group.last("ada"), "End this talk")
    for name in ("ada", "ben", "cem"):
        group.say(name, "/partner keep")
    group.pass_to(SUNDAY + 7 * DAY)
    assert group.last("ada").title.startswith("Your study group: you, ")
    assert {"Ben", "Cem"} <= set(group.last("ada").title.split())
    assert "Not with you" not in group.last("ada").text


def test_who_keeps_a_helper_away_gives_up_the_study_group_they_share(group: Town) -> None:
    ended = group.tap("ada", group.last("ada"), "End this talk")
    assert group.tap("ada", ended, "Keep us apart").text.startswith("I never bring you together again.")
    assert "and you are in one" not in group.say("ada", "/partner status").text
    for name in ("ada", "ben", "cem"):
        group.say(name, "/partner keep")
    group.pass_to(SUNDAY + 7 * DAY)
    assert "Not with you this week: Ada." in group.last("ben").text
