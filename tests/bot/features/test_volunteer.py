"""Somebody who is stuck asks a member who finished the topic and agreed to be asked; both always read the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.core.channel import Delivered, InDoubt, Outcome
from bot.core.communities import Community
from bot.core.gate import Gate
from bot.core.mastery import Evidence
from bot.core.plaintext import to_text
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.storage import tables

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME, ELSEWHERE, CHANNEL = "test:home", "test:elsewhere", "test:#help"
TOPIC = "chain-rule"
ERROR = """Traceback (most recent call last):
  File "/home/ada/course/net.py", line 8, in <module>
    loss.backward()
RuntimeError: grad can be implicitly created only for scalar outputs, write to ada@example.org"""


class Street:
    """A channel that keeps what came, by destination."""

    platform = "test"
    idempotent_for: timedelta | None = None

    def __init__(self) -> None:
        self.came: dict[str, list[Reply]] = {}
        self.outcome: Callable[[str], Outcome] = Delivered

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        self.came.setdefault(destination, []).append(reply)
        return self.outcome(key)


class Town:
    """People in two communities, and the hours that pass for them."""

    def __init__(self, app: App) -> None:
        self.app, self.street, self.now = app, Street(), NOON
        for id in (HOME, ELSEWHERE):
            app.storage.communities.save(Community(id, id, "UTC", None), NOON, None)

    def say(self, name: str, text: str, *, home: str = HOME, manages: bool = False) -> Reply:
        person = f"test:{name}"
        request = Request(
            id=f"{person}:{self.now.timestamp()}:{text}",
            person=Person(id=person, name=f"{name.title()} Surname"),
            place=Place(platform="test", id="#help" if manages else name),
            text=text,
            at=self.now,
            community=home,
            zone="UTC",
            owner=person,
            manages=manages,
        )
        return self.app.conversation.reply(request)

    def tap(self, name: str, reply: Reply, label: str) -> Reply:
        button = next(button for button in reply.buttons if button.label.startswith(label))
        return self.say(name, button.send)

    def finishes(self, name: str, *, home: str = HOME, topic: str = TOPIC, volunteers: bool = True) -> None:
        """Have somebody show both parts of a topic, and agree to be asked."""
        self.say(name, "/start goal deep-networks", home=home)
        for kind in ("theory", "build"):
            self.app.storage.diary.add(self.id(name), f"{topic}.{kind}", Evidence(topic, kind, NOON))
        if volunteers:
            assert self.say(name, "/volunteer on", home=home).title == "You can be asked"

    def asks(self, name: str = "ada") -> Reply:
        """Have somebody press on past the notes, and ask a member."""
        card = self.say(name, f"/hint {TOPIC} people")
        return self.tap(name, card, "Ask a member")

    def pass_to(self, now: datetime) -> None:
        self.now = now
        self.app.tick(now)
        delivery = self.app.delivery(lambda: now, [(self.street, Gate(None, time.monotonic))])
        asyncio.run(delivery.drain())

    def id(self, name: str) -> str:
        found = self.app.storage.learners.find(f"test:{name}")
        assert found
        return found.id

    def came(self, name: str) -> list[str]:
        return [reply.title for reply in self.street.came.get(f"test:{name}", [])]

    def last(self, name: str) -> Reply:
        return self.street.came[f"test:{name}"][-1]


@pytest.fixture
def town(app: App) -> Town:
    return Town(app)


@pytest.fixture
def asked(town: Town) -> Town:
    """Ben, who finished the chain rule, was asked by Ada."""
    town.finishes("ben")
    assert town.asks().text.startswith("Sent to one member who finished this topic.")
    town.pass_to(NOON)
    return town


def test_nobody_is_asked_who_did_not_agree_or_did_not_finish_the_topic(town: Town) -> None:
    town.finishes("ben", volunteers=False)
    town.finishes("cem", topic="sql")
    card = town.say("ada", f"/hint {TOPIC} people")
    assert "Ask a member who knows this" not in [button.label for button in card.buttons]
    assert "Nobody who finished this topic can be asked here right now" in card.text
    assert town.app.storage.learners.find("test:ada") is None, "nothing is kept where nobody can be asked"


def test_agreeing_says_how_often_and_what_about_and_is_found_in_plain_words(town: Town) -> None:
    town.finishes("ben", volunteers=False)
    card = town.say("ben", "i want to help others")
    assert "At most once a day and two at once, never in your quiet hours or a pause" in card.text
    assert "You finished one." in card.text
    mine = town.tap("ben", card, "Yes, you can ask me")
    assert "**topics** that you finished: Chain rule" in mine.text
    assert "**name** that others see: Ben\n" in mine.text
    assert "none yet" in town.tap("ben", mine, "Not: Chain rule").text
    assert town.say("ben", "/volunteer name Benny").title == "Changed"
    assert "not asked any more" in town.say("ben", "/volunteer off").text
    assert town.app.storage.volunteers.get(town.id("ben")) is None


def test_the_question_is_shown_as_it_goes_and_can_be_put_right_first(town: Town) -> None:
    town.finishes("ben")
    town.say("ada", ERROR)
    card = town.say("ada", f"/hint {TOPIC} people")
    assert "from **Ada**" in card.text
    assert 'File "/home/[user]/course/net.py"' in card.text
    assert "I blanked a user name and an e-mail address." in card.text
    which = town.tap("ada", card, "Add or change something")
    town.tap("ada", which, "What I tried")
    card = town.say("ada", "I called backward on a vector, what else?")
    assert "What I tried, and what I expected: I called backward on a vector, what else?" in card.text
    town.tap("ada", card, "Ask a member")
    town.pass_to(NOON)
    shown = card.text.split("```")[1]
    assert town.last("ben").text.split("```")[1] == shown
    assert "surname" not in to_text(town.last("ben")).lower()


def test_a_yes_puts_both_in_touch_and_each_reads_the_other_through_the_bot(asked: Town) -> None:
    question = asked.last("ben")
    assert question.title == "Can you help with this? Chain rule"
    assert [button.label for button in question.buttons] == ["I'll help", "Not now", "Not this topic", "Stop asking me"]
    mine = asked.tap("ben", question, "I'll help")
    assert mine.title == "You and Ada: Chain rule"
    asked.pass_to(NOON + HOUR)
    assert asked.last("ada").title == "You and Ben: Chain rule"
    asked.tap("ben", mine, "Write to Ada")
    assert asked.say("ben", "what is the shape of your loss?").text == "Sent. Their answer comes to you here."
    asked.pass_to(NOON + 2 * HOUR)
    assert "what is the shape of your loss?" in to_text(asked.last("ada"))
    asked.tap("ada", asked.last("ada"), "Write to Ben")
    asked.say("ada", "it is a vector")
    asked.pass_to(NOON + 3 * HOUR)
    assert "it is a vector" in asked.last("ben").text
    ended = asked.tap("ada", asked.last("ada"), "End this talk")
    assert "I carry nothing more between you" in ended.text
    asked.pass_to(NOON + 4 * HOUR)
    assert "has ended this talk" in asked.last("ben").text


def test_a_talk_about_a_question_is_no_partner_of_the_week(asked: Town) -> None:
    asked.tap("ben", asked.last("ben"), "I'll help")
    assert asked.say("ben", "/partner").title == "You and Ada: Chain rule", "who looks for no partner finds the talk"
    asked.say("ben", "/partner join")
    assert asked.say("ben", "/partner").title == "Your study partners"
    asked.say("ben", "/partner cant #1")
    [usual] = asked.app.storage.companies.reliability(["somebody"]).values()
    assert asked.app.storage.companies.reliability([asked.id("ben")]) == {asked.id("ben"): usual}
    assert asked.app.storage.rounds.before([asked.id("ben"), asked.id("ada")], 10**6).met == {}


def test_pressing_yes_twice_is_one_talk_and_one_introduction(asked: Town) -> None:
    question = asked.last("ben")
    assert asked.tap("ben", question, "I'll help") == asked.tap("ben", question, "I'll help")
    asked.pass_to(NOON + HOUR)
    assert asked.came("ada") == ["You and Ben: Chain rule"]


def test_it_is_asked_once_whether_it_helped_and_the_helper_shows_nothing_by_it(asked: Town) -> None:
    before = asked.app.storage.diary.evidence(asked.id("ben"))
    asked.tap("ben", asked.last("ben"), "I'll help")
    asked.pass_to(NOON + HOUR)
    asked.street.outcome = InDoubt  # which sends it again, where it is not answered by then
    asked.pass_to(NOON + DAY + HOUR)
    assert asked.came("ada")[:2] == ["You and Ben: Chain rule", "Did that help?"]
    so_far = len(asked.came("ada"))
    assert "Noted." in asked.tap("ada", asked.last("ada"), "Yes, it helped").text
    asked.pass_to(NOON + DAY + 2 * HOUR)
    asked.pass_to(NOON + 3 * DAY)
    assert len(asked.came("ada")) == so_far
    assert asked.app.storage.diary.evidence(asked.id("ben")) == before


def test_a_day_without_an_answer_is_told_and_the_help_channel_offered(asked: Town) -> None:
    asked.say("owner", "/trailmate help here", manages=True)
    asked.pass_to(NOON + DAY - HOUR)
    assert asked.came("ada") == ["Still open: Chain rule"]
    asked.pass_to(NOON + DAY + HOUR)
    told = asked.last("ada")
    assert "Nobody who finished it took your question this time" in told.text
    assert "is taken, or its day is over" in asked.tap("ben", asked.last("ben"), "I'll help").text
    asked.tap("ada", told, "Post it in the help channel")
    asked.pass_to(NOON + DAY + 2 * HOUR)
    assert asked.street.came[CHANNEL][0].title == "Ada is stuck: Chain rule"


@pytest.mark.parametrize("no", ["Not now", "Not this topic", "Stop asking me"])
def test_a_no_passes_the_question_on_and_the_last_no_is_told_at_once(town: Town, no: str) -> None:
    for name in ("ben", "cem"):
        town.finishes(name)
    town.asks()
    town.pass_to(NOON)
    first, second = ("ben", "cem") if town.came("ben") else ("cem", "ben")
    assert not town.came(second)
    town.tap(first, town.last(first), no)
    town.pass_to(NOON + HOUR)
    assert town.came(second) == ["Can you help with this? Chain rule"]
    town.tap(second, town.last(second), no)
    town.pass_to(NOON + 2 * HOUR)
    assert town.came("ada") == ["No answer yet: Chain rule"]
    town.pass_to(NOON + 2 * DAY)
    assert town.came("ada") == ["No answer yet: Chain rule"], "told once"
    if no == "Not this topic":
        agreed = town.app.storage.volunteers.get(town.id(first))
        assert agreed is not None
        assert agreed.without == {TOPIC}


def test_nobody_is_asked_twice_a_day_and_the_week_has_its_budget(town: Town) -> None:
    town.finishes("ben")
    came = []
    for day in range(6):
        for hour in (0, 2):
            town.pass_to(NOON + day * DAY + hour * HOUR)
            name = f"asker{day}{hour}"
            card = town.say(name, f"/hint {TOPIC} people")
            if any(button.label.startswith("Ask a member") for button in card.buttons):
                assert hour == 0, "not offered again on the same day"
                town.tap(name, card, "Ask a member")
            town.pass_to(town.now + HOUR)
            came.append(len(town.came("ben")))
    assert came[1] == 1, "once on the first day"
    assert came[-1] == 2, "two reminders a week"


@pytest.mark.parametrize(
    "choice", ["/settings pause 1 week", "/settings nudges 0", "/volunteer off", "/volunteer without chain-rule"]
)
def test_who_rests_or_wants_none_is_not_asked(town: Town, choice: str) -> None:
    town.finishes("ben")
    town.say("ben", choice)
    card = town.say("ada", f"/hint {TOPIC} people")
    assert not any(button.label.startswith("Ask a member") for button in card.buttons)


@pytest.mark.parametrize("choice", ["/settings pause 1 week", "/settings nudges 0", "/settings quiet 10 to 15"])
def test_a_choice_made_while_the_question_is_on_its_way_holds(town: Town, choice: str) -> None:
    town.finishes("ben")
    town.asks()
    town.say("ben", choice)
    town.pass_to(NOON + HOUR)
    assert town.came("ben") == []


def test_in_quiet_hours_the_question_waits_for_the_morning(town: Town) -> None:
    town.finishes("ben")
    town.pass_to(NOON + 11 * HOUR)
    town.asks()
    town.pass_to(NOON + 12 * HOUR)
    assert town.came("ben") == []
    town.pass_to(NOON + 19 * HOUR)
    assert town.came("ben") == ["Can you help with this? Chain rule"]


def test_whoever_is_kept_apart_is_never_brought_together(asked: Town) -> None:
    asked.tap("ben", asked.last("ben"), "I'll help")
    asked.pass_to(NOON + HOUR)
    ended = asked.tap("ada", asked.last("ada"), "End this talk")
    assert "never bring you together again" in asked.tap("ada", ended, "Keep us apart").text
    asked.pass_to(NOON + 8 * DAY)
    card = asked.say("ada", f"/hint {TOPIC} people")
    assert not any(button.label.startswith("Ask a member") for button in card.buttons)


def test_a_report_about_a_helper_reaches_the_moderators(asked: Town) -> None:
    asked.say("owner", "/trailmate partners reports here", manages=True)
    asked.tap("ben", asked.last("ben"), "I'll help")
    asked.pass_to(NOON + HOUR)
    asked.tap("ada", asked.last("ada"), "Report")
    asked.say("ada", "he was rude")
    asked.pass_to(NOON + 2 * HOUR)
    assert "he was rude" in asked.street.came[CHANNEL][-1].text


def test_nobody_outside_the_community_is_asked_unless_both_agreed(town: Town) -> None:
    town.say("owner", "/trailmate help here", manages=True)
    town.finishes("zoe", home=ELSEWHERE)
    card = town.say("ada", f"/hint {TOPIC} people")
    send = next(button.send for button in card.buttons if button.label == "Add or change something")
    number = send.rpartition(" ")[2]
    assert "is free right now" in town.say("ada", f"/people wider {number}").text, "Zoe did not agree"
    town.say("zoe", "/volunteer wider on", home=ELSEWHERE)
    assert not any(
        button.label.startswith("Ask a member") for button in town.say("ada", f"/people show {number}").buttons
    )
    shown = town.say("ada", f"/people show {number}")
    assert "Sent to one member" in town.tap("ada", shown, "Ask beyond this community").text
    town.pass_to(NOON + HOUR)
    assert town.came("zoe") == ["Can you help with this? Chain rule"]


def test_forgetting_takes_both_sides_traces_along(asked: Town) -> None:
    asked.tap("ben", asked.last("ben"), "I'll help")
    asked.say("ada", "/privacy forget yes")
    asked.pass_to(NOON + HOUR)
    assert "has ended this talk" in asked.last("ben").text
    asked.say("ben", "/privacy forget yes")
    with asked.app.storage.engine.connect() as connection:
        for table in (tables.calls, tables.asked, tables.volunteers, tables.outbox):
            assert connection.execute(select(table)).all() == [], table.name
        assert {row.learner for row in connection.execute(select(tables.members))} == {None}


def test_who_is_forgotten_while_the_question_is_on_its_way_asks_nobody(town: Town) -> None:
    town.finishes("ben")
    town.asks()
    town.say("ada", "/privacy forget yes")
    town.pass_to(NOON + HOUR)
    assert town.came("ben") == []
    assert "That question is gone" in town.say("ben", "/volunteer take 1").text


def test_a_post_names_a_first_name_goes_out_once_and_never_again_in_doubt(town: Town) -> None:
    assert "Help channel:** chosen" in town.say("owner", "/trailmate help here", manages=True).text
    town.say("ada", ERROR)
    card = town.say("ada", f"/hint {TOPIC} people")
    town.street.outcome = InDoubt
    for _ in range(2):
        town.tap("ada", card, "Post it in the help channel")
    for hours in (0, 1, 2):
        town.pass_to(NOON + hours * HOUR)
    [post] = town.street.came[CHANNEL]
    assert post.title == "Ada is stuck: Chain rule"
    assert "/home/[user]/course/net.py" in post.text
    assert "example.org" not in to_text(post)
    assert not post.private
    assert "It went to the help channel already" in town.tap("ada", card, "Post it in the help channel").text


def test_a_sent_question_stays_as_it_was_and_a_change_makes_a_new_one(asked: Town) -> None:
    number = asked.last("ben").buttons[0].send.rpartition(" ")[2]
    card = asked.say("ada", f"/people goal {number} something else entirely")
    assert "What I want to do: something else entirely" in card.text
    sent = asked.say("ada", f"/people show {number}").text
    assert "something else entirely" not in sent
    assert "Others have it" in sent


def test_three_questions_a_day_go_out(town: Town) -> None:
    town.say("owner", "/trailmate help here", manages=True)
    for topic in ("pandas", "sql", "recall"):
        town.tap("ada", town.say("ada", f"/hint {topic} people"), "Post it")
    fourth = town.tap("ada", town.say("ada", "/hint numpy people"), "Post it")
    assert "At most 3 questions a day go out" in fourth.text
    town.pass_to(NOON + HOUR)
    assert len(town.street.came[CHANNEL]) == 3


def test_a_person_can_be_asked_for_in_plain_words(town: Town) -> None:
    asked_back = town.say("ada", "is there a human who can help me")
    assert "What are you stuck on?" in asked_back.text
    town.say("ada", "the chain rule")
    assert town.say("ada", "can i ask a real person").title == "Chain rule: ask people"


@pytest.mark.parametrize("words", ["send 99", "send 1", "nonsense 1", "goal", "yes 99999999999999999999"])
def test_nobody_touches_a_question_that_is_not_theirs(asked: Town, words: str) -> None:
    assert "I don't have that question any more" in asked.say("eve", f"/people {words}").text
    assert "nothing for you to do" in asked.say("ben", "/volunteer take 77").text
