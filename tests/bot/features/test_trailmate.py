"""The people who run a community choose what the bot does in it; nobody else does."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
Say = Callable[..., Reply]
SERVER = "discord:42"
HERE = Place(platform="discord", id="#7")


@pytest.fixture
def owner(app: App) -> Say:
    """Somebody who runs a server says something in a channel of it."""
    app.reception.host.joined(SERVER, "Learners", NOON)

    def said(text: str, *, manages: bool = True, place: Place = HERE) -> Reply:
        person = Person(id="discord:1", name="Ada")
        return app.conversation.reply(
            Request(id="1", person=person, place=place, text=text, at=NOON, community=SERVER, manages=manages)
        )

    return said


def test_nobody_else_sets_it_up(owner: Say, app: App) -> None:
    assert owner("/trailmate prompt here", manages=False).basis.intent == "refusal"
    community = app.storage.communities.get(SERVER)
    assert community is not None
    assert community.channel is None


def test_help_shows_the_command_to_those_who_may(owner: Say) -> None:
    assert "/trailmate" in owner("/help").text
    assert "/trailmate" not in owner("/help", manages=False).text


def test_one_tap_posts_the_daily_prompt_here(owner: Say, app: App) -> None:
    card = owner("/trailmate setup")
    assert card.private
    assert "none" in card.text
    [tap] = [button for button in card.buttons if button.label == "Post the daily prompt here"]
    assert "the next one on Sunday at 09:00" in owner(tap.send).text
    community = app.storage.communities.get(SERVER)
    assert community is not None
    assert community.channel == "discord:#7"


def test_the_prompt_has_an_hour_days_and_a_zone_and_can_be_stopped(owner: Say) -> None:
    owner("/trailmate zone Lisbon")
    owner("/trailmate days mon wed")
    assert "Mon, Wed at 08:30 (Europe/Lisbon); the next one on Monday at 08:30" in owner("/trailmate prompt 8:30").text
    assert "what most members are stuck on" in owner("/trailmate weekly on").text
    assert "what most members are stuck on" not in owner("/trailmate weekly off").text
    assert "none" in owner("/trailmate prompt off").text


def test_the_channel_has_a_manner(owner: Say, app: App) -> None:
    assert app.storage.places.manner(HERE) == "mention"
    owner("/trailmate channel silent")
    assert app.storage.places.manner(HERE) == "silent"


@pytest.mark.parametrize(
    "words",
    [
        "/trailmate channel loud",
        "/trailmate prompt 25:00",
        "/trailmate zone Atlantis",
        "/trailmate days",
        "/trailmate x",
    ],
)
def test_what_cannot_be_read_gets_a_sentence(owner: Say, words: str) -> None:
    reply = owner(words)
    assert not reply.basis.answered
    assert reply.private


def test_rounds_that_nobody_joined_yet_can_be_switched_on(owner: Say) -> None:
    card = owner("/trailmate partners")
    assert "Switch on" in [button.label for button in card.buttons]
    assert "Switch off" not in [button.label for button in card.buttons]
    assert "the next one on" in owner("/trailmate partners on").text


def test_partners_get_rooms_in_a_channel_that_the_owner_chooses(owner: Say, app: App) -> None:
    card = owner("/trailmate partners")
    assert "**Rooms:** none" in card.text
    [tap] = [button for button in card.buttons if button.label == "Rooms in this channel"]
    assert "a private thread in the channel that you chose" in owner(tap.send).text
    cadence = app.storage.rounds.of(SERVER)
    assert cadence
    assert cadence.channel == "discord:#7"
    assert "**Rooms:** none" in owner("/trailmate partners nowhere").text


def test_where_there_are_no_rooms_none_are_offered(owner: Say, app: App) -> None:
    group = {"place": Place(platform="telegram", id="-5")}
    assert "Rooms" not in owner("/trailmate partners", **group).text
    assert "no rooms" in owner("/trailmate partners here", **group).text


def test_partner_rounds_have_an_hour_can_be_tried_and_switched_off(owner: Say, app: App) -> None:
    assert "The first member who joins turns them on" in owner("/trailmate partners").text
    changed = owner("/trailmate partners saturday 10:00")
    assert "every week; the next one on Saturday, 28 November at 10:00 (UTC)" in changed.text
    assert "every 2 weeks" in owner("/trailmate partners every 2 weeks").text
    assert "after 8 weeks" in owner("/trailmate partners apart 8").text
    assert "Choose a channel that only moderators can read." in owner("/trailmate partners").text
    assert "whoever can read it reads them" in owner("/trailmate partners reports here").text
    assert "Nothing was written, nobody was told." in owner("/trailmate partners try").text
    assert not app.storage.rounds.past(SERVER, 1)
    assert "**Partner rounds:** off." in owner("/trailmate partners off").text
    assert not owner("/trailmate partners whenever").basis.answered


def test_outside_a_community_it_says_where_it_works(app: App) -> None:
    said = Request(id="1", person=Person(id="discord:1"), place=HERE, text="/trailmate", at=NOON, manages=True)
    assert "inside a server or a group" in app.conversation.reply(said).text
