"""Whoever blocks somebody hears nothing more of them, in whatever way the two were in touch; the others keep both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.plaintext import to_text
from bot.core.reply import Reply
from tests.bot.features.test_volunteer import DAY, HOUR, Town

SUNDAY = datetime(2026, 11, 22, 18, 0, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(app: App) -> Town:
    return Town(app)


def together(town: Town, *names: str, group: bool = False) -> None:
    """Bring people together on Sunday."""
    for name in names:
        town.say(name, "/partner join")
        town.say(name, f"/partner name {name.title()}")
        if group:
            town.say(name, "/partner group on")
    town.pass_to(SUNDAY)


def talk(town: Town) -> None:
    """Let Ada ask, and Ben take her question."""
    town.finishes("ben")
    town.now = SUNDAY + MINUTE
    town.asks()
    town.pass_to(town.now)
    town.tap("ben", town.last("ben"), "I'll help")
    town.pass_to(SUNDAY + HOUR)


def card(town: Town, name: str, title: str) -> Reply:
    """Return the newest message to somebody that begins so."""
    return [reply for reply in town.street.came[f"test:{name}"] if reply.title.startswith(title)][-1]


def words(town: Town, name: str, since: int = 0) -> str:
    return "\n".join(to_text(reply) for reply in town.street.came.get(f"test:{name}", [])[since:])


def so_far(town: Town) -> dict[str, int]:
    return {name: len(town.came(name)) for name in ("ada", "ben", "cem")}


def test_of_a_pair_nothing_is_carried_any_more_not_even_what_was_on_its_way(town: Town) -> None:
    together(town, "ada", "ben")
    had = so_far(town)
    town.say("ada", "/partner say from ada")
    town.say("ben", "/partner say from ben")
    assert town.say("ada", "/partner block").text == (
        "You will not be matched with Ben again. They are told only that you can't make it this week."
    )
    town.pass_to(SUNDAY + MINUTE)
    assert words(town, "ada", had["ada"]) == ""
    assert words(town, "ben", had["ben"]).startswith("Ada can't make it this week.")
    assert "from ada" not in words(town, "ben")
    assert "can't reach them" in town.say("ben", "/partner say are you there").text


def test_of_a_trio_the_third_keeps_both_each_by_themselves(town: Town) -> None:
    together(town, "ada", "ben", "cem")
    had, town.now = so_far(town), SUNDAY + MINUTE
    town.say("ada", "/partner say to both of you")
    which = town.say("ada", "/partner block")
    assert town.tap("ada", which, "Block Cem").text == (
        "You will not be matched with Cem again. They are told only that you can't make it this week. "
        "You go on with Ben; your card comes."
    )
    town.pass_to(SUNDAY + 2 * MINUTE)
    assert words(town, "cem", had["cem"]).startswith("Ada can't make it this week.")
    assert "to both of you" not in words(town, "cem")
    assert "to both of you" in words(town, "ben", had["ben"])
    assert "can't make it" not in words(town, "ben", had["ben"])
    assert card(town, "ben", "This week: you and Ada").text.startswith("The three of you are two pairs this week")
    assert card(town, "ada", "This week: you and Ben")
    mine = town.say("ben", "/partner")
    assert mine.title == "This week: you and Ada"
    theirs = town.tap("ben", mine, "You and Cem")
    assert theirs.title == "This week: you and Cem"

    town.now += MINUTE
    had = so_far(town)
    town.tap("ben", theirs, "Write to Cem")
    town.say("ben", "only for cem")
    town.say("ada", "/partner say only for ben")
    town.tap("cem", town.say("cem", "/partner"), "Works for me")
    town.pass_to(town.now + MINUTE)
    assert "only for cem" in words(town, "cem", had["cem"])
    assert "only for ben" in words(town, "ben", had["ben"])
    assert words(town, "ada", had["ada"]) == ""
    town.tap("ben", mine, "Can't make it")
    town.say("ben", theirs.buttons[-1].send.replace("report", "met"))
    assert town.app.storage.companies.streak(town.id("ben")) == 1, "one of both is a week"
    past = town.app.storage.rounds.past("test:home", 1)
    assert [(one.seekers, one.paired) for one in past] == [(3, 3)]

    for name in ("ada", "cem"):
        town.say(name, "/partner keep")
    had = so_far(town)
    town.say("ben", "/partner leave")
    town.pass_to(town.now + MINUTE)
    for name in ("ada", "cem"):
        assert words(town, name, had[name]).startswith("Ben can't make it this week."), "both hear of it"
    town.pass_to(SUNDAY + 7 * DAY)
    assert "Cem" not in words(town, "ada", had["ada"]), "neither now nor in the next round"


@pytest.mark.parametrize("is_group", [False, True])
def test_a_block_in_a_talk_ends_what_both_share_this_week(town: Town, is_group: bool) -> None:
    together(town, "ada", "ben", *(["cem"] if is_group else []), group=is_group)
    talk(town)
    had = so_far(town)
    introduced = card(town, "ada", "You and Ben")
    number = introduced.buttons[0].send.rpartition("#")[2]
    town.say("ben", "/partner say from ben, this week")
    goes = "left the group" if is_group else "can't make it this week"
    assert town.say("ada", f"/partner block #{number}").text == (
        f"I never bring you together again. They are told only that the talk has ended and you {goes}."
    )
    town.pass_to(town.now + MINUTE)
    assert "from ben" not in words(town, "ada", had["ada"])
    heard = words(town, "ben", had["ben"])
    assert "Ada has ended this talk" in heard
    assert ("Ada left your study group." if is_group else "Ada can't make it this week.") in heard
    if is_group:
        assert "from ben" in words(town, "cem", had["cem"])
        assert "Ada left your study group." in words(town, "cem", had["cem"])
        assert "and you are in one" not in town.say("ada", "/partner status").text


def test_a_block_this_week_ends_the_talk_too(town: Town) -> None:
    together(town, "ada", "ben")
    talk(town)
    number = card(town, "ben", "Can you help").buttons[0].send.rpartition(" ")[2]
    assert number == "1"
    had = so_far(town)
    town.say("ada", "/partner block")
    town.pass_to(town.now + MINUTE)
    assert "Ada has ended this talk" in words(town, "ben", had["ben"])
    assert town.say("ben", "/partner say #2 hello").text.startswith("I can't reach them")
