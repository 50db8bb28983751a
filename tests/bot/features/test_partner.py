"""Somebody says once that they want company, and is matched each week; both sides always read the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.channel import Delivered, Outcome
from bot.core.communities import Community
from bot.core.gate import Gate
from bot.core.plaintext import to_text
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.features.rounds import PartnerRounds
from scheduler.rounds import next_round

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
"""A Wednesday; rounds are on Sundays at 18:00."""
SATURDAY = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 18, 0, 5, tzinfo=UTC)
WEEK = timedelta(days=7)
HOME = "test:home"
Say = Callable[..., Reply]


class Inbox:
    """A channel that keeps what came, by destination."""

    platform = "test"
    idempotent_for: timedelta | None = None

    def __init__(self) -> None:
        self.came: dict[str, list[Reply]] = {}

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        self.came.setdefault(destination, []).append(reply)
        return Delivered(key)


class Town:
    """People in one community, and the days that pass for them."""

    def __init__(self, app: App) -> None:
        self.app, self.inbox, self.now = app, Inbox(), NOON
        self.zone: str | None = "Europe/London"
        self.named = True
        app.storage.communities.save(Community(HOME, "Home", "UTC", None), NOON, None)

    def say(self, name: str, text: str, *, owner: bool = True) -> Reply:
        person = f"test:{name}"
        return self.app.conversation.reply(
            Request(
                id=f"test:{name}:{self.now.timestamp()}:{text}",
                person=Person(id=person, name=name.title() if self.named else ""),
                place=Place(platform="test", id=name),
                text=text,
                at=self.now,
                community=HOME,
                zone=self.zone,
                owner=person if owner else None,
            )
        )

    def tap(self, name: str, reply: Reply, label: str) -> Reply:
        button = next(button for button in reply.buttons if button.label.startswith(label))
        return self.say(name, button.send)

    def pass_to(self, now: datetime) -> None:
        """Let the clock go on; what is due is done and delivered."""
        self.now = now
        self.app.tick(now)
        delivery = self.app.delivery(lambda: now, [(self.inbox, Gate(None, time.monotonic))])
        asyncio.run(delivery.drain())

    def last(self, name: str) -> Reply:
        return self.inbox.came[f"test:{name}"][-1]

    def got(self, name: str) -> int:
        return len(self.inbox.came.get(f"test:{name}", []))


@pytest.fixture
def town(app: App) -> Town:
    return Town(app)


@pytest.fixture
def pair(town: Town) -> Town:
    """Ada and Ben, who were brought together on Sunday."""
    for name in ("ada", "ben"):
        town.say(name, "/partner join")
    town.pass_to(SATURDAY)
    town.pass_to(SUNDAY)
    return town


def test_nobody_is_matched_who_did_not_ask_for_it(town: Town) -> None:
    card = town.say("ada", "find me a study partner")
    assert card.buttons[0].label == "Find me a partner"
    town.say("ben", "/partner join")
    town.pass_to(SUNDAY)
    assert "ada" not in to_text(town.last("ben")).lower()
    assert town.last("ben").title == "Nobody this week"


def test_joining_takes_one_tap_and_says_what_is_shared(town: Town) -> None:
    card = town.tap("ada", town.say("ada", "/partner"), "Find me a partner")
    assert card.title == "You're in"
    assert "Sunday, 22 November at 18:00" in to_text(card)
    assert "**name** that partners see: Ada" in card.text
    assert town.say("ada", "/partner join").title == "You take part already"


def test_the_city_is_asked_for_until_there_is_one(town: Town) -> None:
    town.zone = None
    assert "Which city sets your clock?" in town.say("ada", "/partner join").text
    again = town.say("ada", "/partner join")
    assert (again.title, again.expects) == ("You take part already", "/partner city")
    assert "Which city sets your clock?" in again.text
    assert "`/partner city Lisbon`" in again.text
    town.say("ada", "Lisbon")
    assert "Which city" not in town.say("ada", "/partner join").text


def test_a_surname_that_a_platform_shows_is_not_handed_on(town: Town) -> None:
    town.say("ada lovelace", "/partner join")
    assert "**name** that partners see: Ada." in town.say("ada lovelace", "/partner status").text.replace("\n", ".")


def test_who_has_no_name_where_they_are_is_asked_for_one_after_the_city(town: Town) -> None:
    town.zone, town.named = None, False
    asked = town.say("ada", "/partner join")
    assert asked.title == "You're in"
    assert "**languages**" not in asked.text  # one thing at a time
    assert "What shall partners call you?" in town.say("ada", "Lisbon").text
    assert "**name** that partners see: Tea" in town.say("ada", "Tea").text
    assert "What shall partners call you?" not in town.say("ada", "/partner join").text


def test_the_round_is_announced_a_day_before_with_a_way_out(town: Town) -> None:
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
    town.pass_to(SATURDAY - timedelta(hours=1))
    assert town.got("ada") == 0
    town.pass_to(SATURDAY)
    assert town.last("ada").title == "A study partner for the week"
    assert "leave this one out" in town.tap("ada", town.last("ada"), "Skip this week").text
    town.pass_to(SUNDAY)
    assert town.got("ada") == 1
    assert "you and Cem" in town.last("ben").title


def test_both_are_told_the_same(pair: Town) -> None:
    ada, ben = pair.last("ada"), pair.last("ben")
    assert (ada.title, ben.title) == ("This week: you and Ben", "This week: you and Ada")
    assert ada.text == ben.text
    ada_times, ben_times = ([b.send for b in card.buttons if b.label.startswith("Works")] for card in (ada, ben))
    assert len(ada_times) == 3
    assert ada_times == ben_times
    assert "You explain" in to_text(ada)
    assert "Ada explains" in to_text(ben)


def test_a_round_is_held_once_however_often_it_is_tried(pair: Town) -> None:
    got = pair.got("ada")
    pair.pass_to(SUNDAY + timedelta(seconds=20))
    pair.pass_to(SUNDAY + timedelta(minutes=20))
    assert pair.got("ada") == got


def test_a_round_that_was_missed_for_days_is_left_out_with_a_word(town: Town) -> None:
    town.say("ada", "/partner join")
    town.pass_to(SUNDAY + timedelta(days=3))
    assert town.last("ada").title == "No round this week"
    assert "Sunday, 29 November at 18:00" in to_text(town.last("ada"))


def test_a_time_that_works_for_both_is_agreed_reminded_of_and_asked_about(pair: Town) -> None:
    first = pair.tap("ada", pair.last("ada"), "Works for me")
    assert "(works for you)" in to_text(first)
    agreed = pair.tap("ben", pair.last("ben"), "Works for me")
    assert "You meet on Monday, 23 November at 18:00" in to_text(agreed)
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert "You meet on Monday" in to_text(pair.last("ada"))
    pair.pass_to(datetime(2026, 11, 23, 17, 0, 1, tzinfo=UTC))
    assert pair.last("ada").title == "Ben and you"
    pair.pass_to(datetime(2026, 11, 23, 20, 0, 1, tzinfo=UTC))
    assert pair.last("ben").title == "Did you meet?"
    assert "Noted" in pair.tap("ben", pair.last("ben"), "We met").text
    got = pair.got("ben")
    pair.pass_to(datetime(2026, 11, 28, 18, 1, tzinfo=UTC))
    assert pair.got("ben") == got + 1  # the announcement of the next round; the question is not asked again
    assert pair.last("ben").title == "A study partner for the week"


def test_votes_at_the_same_moment_are_both_kept(pair: Town) -> None:
    ada, ben = pair.last("ada"), pair.last("ben")
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda who: pair.tap(who[0], who[1], "Works for me"), [("ada", ada), ("ben", ben)]))
    assert "You meet on" in to_text(pair.say("ada", "/partner"))


def test_the_odd_one_out_makes_a_trio(town: Town) -> None:
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    for name in ("ada", "ben", "cem"):
        others = {"Ada", "Ben", "Cem"} - {name.title()}
        assert set(town.last(name).title.removeprefix("This week: you and ").split(" and ")) == others
    town.say("cem", "/partner cant")
    town.pass_to(SUNDAY + timedelta(minutes=1))
    assert "look for somebody else" not in to_text(town.last("ada"))
    assert town.say("ada", "/partner").title == "This week: you and Ben"


def test_two_who_are_left_alone_are_brought_together_in_the_same_round(town: Town) -> None:
    names = ("ada", "ben", "cem", "dia")
    for name in names:
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    partner_of = {name: town.last(name).title.removeprefix("This week: you and ").lower() for name in names}
    town.now = SUNDAY + timedelta(hours=1)
    town.say("ada", "/partner cant")
    left = partner_of["ada"]
    town.pass_to(SUNDAY + timedelta(hours=1, minutes=1))
    assert "I look for somebody else for you right away" in to_text(town.last(left))
    other = next(name for name in names if name not in ("ada", left))
    town.say(other, "/partner cant")
    alone = partner_of[other]
    town.pass_to(SUNDAY + timedelta(hours=1, minutes=2))
    assert town.last(left).title == f"This week: you and {alone.title()}"
    assert town.last(alone).title == f"This week: you and {left.title()}"


def test_messages_go_to_the_partner_only_as_they_were_written(pair: Town) -> None:
    assert pair.say("ada", "/partner say").expects == "/partner say #1"
    sent = pair.say("ada", "hi @everyone *look* [here](https://x.example)")
    assert sent.text.startswith("Sent")
    again = pair.say("ada", "/partner say one more")
    assert again.text.startswith("One message a minute")
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert "Ada writes:\n\nhi @everyone *look* [here](https://x.example)" in to_text(pair.last("ben"))


def test_contacts_are_shown_only_once_both_have_shared(pair: Town) -> None:
    got = pair.got("ben")
    assert "as soon as they share" in pair.say("ada", "/partner contact ada@chat").text
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert pair.got("ben") == got
    pair.say("ben", "/partner contact ben@chat")
    pair.pass_to(SUNDAY + timedelta(minutes=2))
    assert "ada@chat" in to_text(pair.last("ben"))
    assert "ben@chat" in to_text(pair.last("ada"))


def test_a_contact_that_is_still_on_its_way_is_not_shown_to_whom_somebody_reports(pair: Town) -> None:
    pair.say("ada", "/partner contact ada@chat")
    pair.say("ben", "/partner contact ben@chat")
    pair.say("ada", "/partner report he was rude")
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert not [card for name in ("ada", "ben") for card in pair.inbox.came[f"test:{name}"] if "@chat" in to_text(card)]


def test_blocked_people_never_meet_again_and_are_not_told_why(pair: Town) -> None:
    pair.say("ada", "/partner block")
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert to_text(pair.last("ben")).startswith("Ada can't make it this week.")
    for name in ("ada", "ben"):
        pair.say(name, "/partner keep")
    pair.pass_to(SUNDAY + timedelta(days=7))
    assert pair.last("ada").title == "Nobody this week"
    assert "block" not in to_text(pair.last("ben")).lower()


def test_a_report_goes_to_the_moderators_and_nobody_else(pair: Town) -> None:
    cadence = pair.app.storage.rounds.of(HOME)
    assert cadence
    pair.app.storage.rounds.save(replace(cadence, reports="test:mods"))
    pair.say("ada", "/partner report he was rude")
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    report = to_text(pair.last("mods"))
    assert "he was rude" in report
    assert "test:ben" in report
    assert "rude" not in to_text(pair.last("ben"))


def test_two_rounds_without_a_word_pause_somebody(pair: Town) -> None:
    for week in (1, 2):
        pair.say("ada", "/partner keep")
        pair.pass_to(SUNDAY + timedelta(days=7 * week))
    assert pair.last("ben").title == "Partners paused"
    assert pair.last("ada").title == "Nobody this week"
    back = pair.tap("ben", pair.last("ben"), "I'm back")
    assert back.title == "You're back"


def test_forgetting_somebody_leaves_their_partners_record_whole(pair: Town) -> None:
    pair.say("ada", "/partner met")
    pair.say("ben", "/privacy forget yes")
    learner = pair.app.storage.learners.find("test:ada")
    assert learner
    assert pair.app.storage.companies.streak(learner.id) == 1
    assert "Ben" not in to_text(pair.say("ada", "/partner"))


def test_leaving_tells_the_partner_and_stops_everything(pair: Town) -> None:
    assert pair.say("ben", "/partner leave").title == "Left"
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert "can't make it" in to_text(pair.last("ada"))
    got = pair.got("ben")
    pair.pass_to(SUNDAY + timedelta(days=7))
    assert pair.got("ben") == got


@pytest.mark.parametrize(
    "words",
    ["hours sometimes", "languages klingon", "level boss", "group perhaps", "name @everyone", "pause yesterday",
     "works 99 0", "works", "cant", "met", "say hello", "contact x", "status", "nonsense"],
)  # fmt: skip
def test_every_word_gets_a_sentence_also_with_nobody_there(town: Town, words: str) -> None:
    town.say("ada", "/partner join")
    assert town.say("ada", f"/partner {words}").text


@pytest.fixture
def met_others(town: Town) -> tuple[Town, Reply]:
    """Ada, who was with Ben, is with Cem now; and her card of the week before."""
    for name in ("ada", "ben"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    card = town.last("ada")
    town.say("cem", "/partner join")
    town.say("ben", "/partner pause on")
    town.say("ada", "/partner keep")
    town.pass_to(SATURDAY + WEEK)
    asked = next(one for one in reversed(town.inbox.came["test:ada"]) if one.title == "Did you meet?")
    town.pass_to(SUNDAY + WEEK)
    assert town.last("ada").title == "This week: you and Cem"
    return town, card.model_copy(update={"buttons": (*card.buttons, *asked.buttons)})


def ids(town: Town, *names: str) -> tuple[str, ...]:
    found = [town.app.storage.learners.find(f"test:{name}") for name in names]
    return tuple(one.id for one in found if one)


def test_an_answer_that_comes_in_the_next_week_is_about_the_week_that_was_asked_about(
    met_others: tuple[Town, Reply],
) -> None:
    town, card = met_others
    assert "Noted" in town.tap("ada", card, "We met").text
    company = town.app.storage.companies.current(ids(town, "ada")[0], town.now)
    assert company
    assert all(one.answer is None for one in company.members)
    assert town.app.storage.companies.streak(ids(town, "ben")[0]) == 1


def test_a_report_from_an_old_card_is_about_the_partner_on_it(met_others: tuple[Town, Reply]) -> None:
    town, card = met_others
    cadence = town.app.storage.rounds.of(HOME)
    assert cadence
    town.app.storage.rounds.save(replace(cadence, reports="test:mods"))
    got = town.got("cem")
    assert town.tap("ada", card, "Report").expects
    town.say("ada", "he was rude")
    town.pass_to(town.now + timedelta(minutes=1))
    report = to_text(town.last("mods"))
    assert "Ben" in report
    assert "Cem" not in report
    assert town.got("cem") == got
    ada, ben, cem = ids(town, "ada", "ben", "cem")
    assert town.app.storage.rounds.before([ada, ben, cem], 10**6).blocks == {(min(ada, ben), max(ada, ben))}


@pytest.mark.parametrize("label", ["Write to Ben", "Can't make it", "Share contact"])
def test_an_old_card_says_so_and_does_nothing_to_the_new_partner(met_others: tuple[Town, Reply], label: str) -> None:
    town, card = met_others
    got = town.got("cem")
    assert "an earlier week" in town.tap("ada", card, label).text
    town.pass_to(town.now + timedelta(minutes=1))
    assert town.got("cem") == got


def test_who_was_left_can_still_block_and_report_who_left_them(pair: Town) -> None:
    pair.say("ben", "/partner say something rude")
    pair.say("ben", "/partner cant")
    pair.pass_to(SUNDAY + timedelta(minutes=1))
    assert [button.label for button in pair.last("ada").buttons] == ["Report"]
    pair.say("ada", "/partner block")
    pair.pass_to(SUNDAY + WEEK)
    assert pair.last("ada").title == "Nobody this week"


def test_forgetting_somebody_tells_their_partner_and_looks_for_another(town: Town) -> None:
    for name in ("ada", "ben", "cem", "dia"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    partner = town.last("ada").title.removeprefix("This week: you and ").lower()
    town.say("ada", "/privacy forget yes")
    town.pass_to(SUNDAY + timedelta(minutes=1))
    assert "I look for somebody else for you right away" in to_text(town.last(partner))
    got = town.got("ada")
    town.pass_to(SUNDAY + WEEK)
    assert town.got("ada") == got


def test_who_was_left_alone_and_then_cannot_either_is_not_brought_together_with_anybody(town: Town) -> None:
    for name in ("ada", "ben", "cem", "dia"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    partner = town.last("ada").title.removeprefix("This week: you and ").lower()
    third, fourth = (name for name in ("ben", "cem", "dia") if name != partner)
    town.now = SUNDAY + timedelta(minutes=1)
    for name in ("ada", partner, third):
        town.say(name, "/partner cant")
    town.pass_to(SUNDAY + timedelta(minutes=2))
    assert to_text(town.last(partner)).startswith("Ada can't make it")
    assert to_text(town.last(fourth)).startswith(f"{third.title()} can't make it")


def test_who_is_left_alone_twice_in_a_week_is_told_of_each_new_partner(town: Town) -> None:
    names = ["ada", "ben", "cem", "dia", "eva", "fay"]
    for name in names:
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)

    def partner_of(name: str) -> str:
        return town.last(name).title.removeprefix("This week: you and ").lower()

    ones = sorted({min(name, partner_of(name)) for name in names})
    others = {name: partner_of(name) for name in ones}
    first, second, third = ones
    town.now = SUNDAY + timedelta(minutes=1)
    town.say(others[first], "/partner cant")
    town.say(others[second], "/partner cant")
    town.pass_to(SUNDAY + timedelta(minutes=2))
    assert partner_of(first) == second
    town.now = SUNDAY + timedelta(minutes=3)
    town.say(second, "/partner cant")
    town.say(others[third], "/partner cant")
    town.pass_to(SUNDAY + timedelta(minutes=4))
    assert (partner_of(first), partner_of(third)) == (third, first)


def test_two_of_three_agree_where_the_third_falls_out(town: Town) -> None:
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    for name in ("ada", "ben"):
        town.tap(name, town.last(name), "Works for me")
    town.say("cem", "/partner cant")
    town.pass_to(SUNDAY + timedelta(minutes=1))
    for name in ("ada", "ben"):
        assert "You meet on Monday, 23 November at 18:00" in to_text(town.say(name, "/partner"))
    town.pass_to(datetime(2026, 11, 23, 17, 0, 1, tzinfo=UTC))
    assert (town.last("ada").title, town.last("ben").title) == ("Ben and you", "Ada and you")


def test_a_time_that_has_passed_is_not_agreed_on(pair: Town) -> None:
    ada, ben = pair.last("ada"), pair.last("ben")
    pair.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    for name, card in (("ada", ada), ("ben", ben)):
        assert "That time has passed" in pair.tap(name, card, "Works for me: Mon").text
    assert "You meet on" not in to_text(pair.say("ada", "/partner"))


def test_nothing_comes_to_who_left_after_their_week_was_over(pair: Town) -> None:
    pair.now = SUNDAY + WEEK
    pair.say("ben", "/partner leave")
    got = pair.got("ben")
    pair.pass_to(SUNDAY + WEEK + timedelta(hours=1))
    assert pair.got("ben") == got


def test_a_change_of_the_day_does_not_promise_a_second_round_in_the_same_week(pair: Town) -> None:
    pair.now = SUNDAY + timedelta(hours=1)
    community = pair.app.storage.communities.get(HOME)
    assert community
    request = Request(
        id="1", person=Person(id="test:mod"), place=Place(platform="test", id="mod"), text="", at=pair.now,
        community=HOME,
    )  # fmt: skip
    card = PartnerRounds(
        pair.app.storage.rounds, lambda cadence, now: next_round(cadence, community, now), pair.app.rounds.plan
    )(community, request, "monday 18:00")
    assert "Monday, 30 November at 18:00" in to_text(card)


@pytest.fixture
def group(town: Town) -> Town:
    """Ada, Ben and Cem, who asked for a study group and got one on Sunday."""
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
        town.say(name, "/partner group on")
    town.pass_to(SUNDAY)
    return town


def with_whom(town: Town, name: str) -> set[str]:
    """Return with whom somebody reads that they are, of the last card; a study group's begins with them."""
    kind, _, names = town.last(name).title.partition(": you")
    named = {one.removeprefix("and ") for one in names.strip(" ,").replace(" and ", ", ").split(", ")}
    return named | ({"group"} if kind == "Your study group" else set())


def week_after(town: Town, *names: str, weeks: int = 1) -> None:
    """Let a week pass in which some people say a word."""
    for name in names:
        town.say(name, "/partner keep")
    town.pass_to(SUNDAY + weeks * WEEK)


def test_a_study_group_meets_again_the_next_week_with_times_and_an_agenda_of_its_own(group: Town) -> None:
    assert with_whom(group, "ada") == {"group", "Ben", "Cem"}
    assert "It stays together from week to week" in group.last("ada").text
    assert "20 minutes together" in to_text(group.last("ada"))
    assert group.say("ada", "/partner met").text == "Noted. Your group goes on next week."
    week_after(group, "ada", "ben", "cem")
    card = group.last("ada")
    assert with_whom(group, "ada") == {"group", "Ben", "Cem"}
    assert [button.label for button in card.buttons if button.label.startswith("Works for me: Mon 30 Nov")]
    group.pass_to(SUNDAY + 2 * WEEK - timedelta(hours=23))
    assert any(one.title == "Did you meet?" for one in group.inbox.came["test:ben"][-2:])
    [past, _] = group.app.storage.rounds.past(HOME, 5)
    assert past.repeats == 0


def test_who_leaves_a_study_group_is_missed_and_who_asks_for_one_joins_it(group: Town) -> None:
    group.say("cem", "/partner leave")
    group.pass_to(SUNDAY + timedelta(minutes=1))
    assert to_text(group.last("ada")).startswith("Cem left your study group.")
    week_after(group, "ada", "ben")
    assert with_whom(group, "ada") == {"group", "Ben"}
    assert "Not with you this week: Cem." in group.last("ada").text
    assert "You are two now" in group.last("ada").text
    group.say("dia", "/partner join")
    group.say("dia", "/partner group on")
    week_after(group, "ada", "ben", weeks=2)
    assert with_whom(group, "dia") == {"group", "Ada", "Ben"}
    assert "New in your group: Dia." in group.last("ben").text


def test_who_skips_a_week_keeps_the_seat(group: Town) -> None:
    group.say("cem", "/partner skip")
    week_after(group, "ada", "ben")
    assert with_whom(group, "ada") == {"group", "Ben"}
    week_after(group, "ada", "ben", "cem", weeks=2)
    assert with_whom(group, "cem") == {"group", "Ada", "Ben"}


def test_a_pause_without_an_end_gives_the_seat_up(group: Town) -> None:
    group.say("cem", "/partner pause")
    assert "and you are in one" in group.say("ben", "/partner status").text
    week_after(group, "ada", "ben")
    group.say("cem", "/partner pause off")
    assert "and you are in one" not in group.say("cem", "/partner status").text
    assert "and you are in one" in group.say("ben", "/partner status").text


def test_one_of_a_group_whose_others_are_away_has_a_partner_for_the_week(group: Town) -> None:
    group.say("dia", "/partner join")
    for name in ("ben", "cem"):
        group.say(name, "/partner skip")
    week_after(group, "ada")
    assert group.last("ada").title == "This week: you and Dia"
    week_after(group, "ada", "ben", "cem", weeks=2)
    assert with_whom(group, "ada") == {"group", "Ben", "Cem"}


def test_another_group_is_found_for_who_wants_one(group: Town) -> None:
    asked = group.say("ada", "/partner unfit")
    left = group.tap("ada", asked, "Find me another group")
    assert left.title.startswith("You left your study group")
    for name in ("dia", "eva"):
        group.say(name, "/partner join")
        group.say(name, "/partner group on")
    week_after(group, "ada", "ben", "cem")
    assert with_whom(group, "ada") in ({"Dia"}, {"Eva"})  # the other one joined those two


def test_who_wants_one_partner_again_leaves_the_group(group: Town) -> None:
    group.say("ada", "/partner group off")
    group.pass_to(SUNDAY + timedelta(minutes=1))
    assert to_text(group.last("ben")).startswith("Ada left your study group.")
    group.say("dia", "/partner join")
    week_after(group, "ada", "ben", "cem")
    assert group.last("ada").title == "This week: you and Dia"


def test_a_block_among_three_meets_only_the_one_who_was_meant(town: Town) -> None:
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    asked = town.say("ada", "/partner block")
    assert {button.label for button in asked.buttons} == {"Block Ben", "Block Cem"}
    assert "with Cem again" in town.tap("ada", asked, "Block Cem").text
    ada, ben, cem = ids(town, "ada", "ben", "cem")
    assert town.app.storage.rounds.before([ada, ben, cem], 10**6).blocks == {(min(ada, cem), max(ada, cem))}
    assert "You and Cem" in [button.label for button in town.say("ben", "/partner").buttons]


def test_a_report_among_three_is_about_the_one_who_was_meant(town: Town) -> None:
    for name in ("ada", "ben", "cem"):
        town.say(name, "/partner join")
    town.pass_to(SUNDAY)
    cadence = town.app.storage.rounds.of(HOME)
    assert cadence
    town.app.storage.rounds.save(replace(cadence, reports="test:mods"))
    town.tap("ada", town.say("ada", "/partner report he was rude"), "Report Ben")
    town.say("ada", "he was rude")
    town.pass_to(SUNDAY + timedelta(minutes=1))
    assert "test:ben" in to_text(town.last("mods"))
    assert "test:cem" not in to_text(town.last("mods"))
    ada, ben = ids(town, "ada", "ben")
    assert town.app.storage.rounds.before(ids(town, "ada", "ben", "cem"), 10**6).blocks == {
        (min(ada, ben), max(ada, ben))
    }


def test_who_blocks_somebody_of_their_study_group_leaves_it_and_the_others_go_on(group: Town) -> None:
    group.tap("ada", group.say("ada", "/partner block"), "Block Ben")
    assert "and you are in one" not in group.say("ada", "/partner status").text
    group.say("dia", "/partner join")
    week_after(group, "ada", "ben", "cem")
    assert with_whom(group, "ben") == {"group", "Cem"}
    assert group.last("ada").title == "This week: you and Dia"


def test_who_joins_again_is_still_known(pair: Town) -> None:
    pair.say("ada", "/partner hours sat 10-16")
    pair.say("ada", "/partner languages en es")
    assert "I still know what you look for" in pair.say("ada", "/partner leave").text
    again = pair.say("ada", "/partner join")
    assert again.title == "Welcome back"
    assert "Sat 10:00–16:00" in again.text
    assert "English and Spanish" in again.text


@pytest.mark.parametrize(("days", "told"), [(36, True), (38, False)])
def test_who_left_can_report_for_thirty_days_after_the_week(pair: Town, days: int, told: bool) -> None:
    cadence = pair.app.storage.rounds.of(HOME)
    assert cadence
    pair.app.storage.rounds.save(replace(cadence, reports="test:mods", on=False))
    card = pair.last("ada")
    pair.say("ada", "/partner leave")
    pair.now = SUNDAY + timedelta(days=days)
    for said in ("/partner report he was rude", f"/partner report #{card.buttons[-1].send[-1]} he was rude"):
        reply = pair.say("ada", said)
        assert ("moderators get your words" in reply.text) is told
    pair.pass_to(pair.now + timedelta(minutes=1))
    assert (pair.got("mods") > 0) is told


def test_a_pause_ends_with_the_day_where_somebody_lives(town: Town) -> None:
    # the round is at 18:00 in UTC; in Auckland that is Monday already, in Honolulu still Sunday
    for name, zone in (("ada", "Pacific/Auckland"), ("ben", "Pacific/Honolulu"), ("cem", "Europe/London")):
        town.zone = zone
        town.say(name, "/partner join")
        town.say(name, "/partner hours any time")
        if name != "cem":
            town.say(name, "/partner pause 23 Nov")
    town.pass_to(SUNDAY)
    assert town.last("cem").title == "This week: you and Ada"
    assert town.got("ben") == 0
