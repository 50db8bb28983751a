"""How the bot behaves in a place is kept, and goes with its community."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select, update

from bot.core.communities import Community
from bot.core.due import Slot
from bot.core.learners import LearnerSettings
from bot.core.message import Kind, Message
from bot.core.request import Person, Place, Request
from bot.core.timetable import Move
from bot.storage import tables
from bot.storage.communities import SqlCommunities
from bot.storage.learners import SqlLearners
from bot.storage.places import SqlPlaces
from bot.storage.timetable import SqlTimetable

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
GROUP = Community("telegram:-5", "Learners", "UTC", channel="telegram:-5/7", prompt_at=time(9))
TOPIC = Place(platform="telegram", id="-5/7")
SLOT = Slot(NOON.date() + timedelta(days=1), NOON + timedelta(days=1))


@pytest.fixture
def communities(engine: Engine) -> SqlCommunities:
    found = SqlCommunities(engine)
    found.save(GROUP, NOON, SLOT)
    return found


@pytest.fixture
def places(engine: Engine, communities: SqlCommunities) -> SqlPlaces:
    return SqlPlaces(engine)


def test_where_nobody_chose_it_answers_when_spoken_to(places: SqlPlaces) -> None:
    assert places.manner(TOPIC) == "mention"


def test_the_last_choice_holds(places: SqlPlaces) -> None:
    places.choose(TOPIC, GROUP.id, "questions")
    assert places.listening(GROUP.id) == (TOPIC,)
    places.choose(TOPIC, GROUP.id, "silent")
    assert places.manner(TOPIC) == "silent"
    assert places.listening(GROUP.id) == ()


def test_a_community_that_sent_the_bot_away_gets_nothing_and_is_removed_later(
    places: SqlPlaces, communities: SqlCommunities, engine: Engine
) -> None:
    places.choose(TOPIC, GROUP.id, "questions")
    communities.leave(GROUP.id, NOON)
    assert not SqlTimetable(engine).due(SLOT.at, 10)
    left = communities.get(GROUP.id)
    assert left is not None
    assert left.left_at == NOON
    assert communities.clear(NOON) == 0
    assert communities.clear(NOON + timedelta(seconds=1)) == 1
    assert communities.get(GROUP.id) is None
    assert places.manner(TOPIC) == "mention"


def test_a_group_with_a_new_id_keeps_members_channels_schedule_and_messages_on_their_way(
    places: SqlPlaces, communities: SqlCommunities, engine: Engine
) -> None:
    places.choose(TOPIC, GROUP.id, "questions")
    learners, timetable = SqlLearners(engine), SqlTimetable(engine)
    hello = Request(id="1", person=Person(id="telegram:1"), place=TOPIC, text="hi", at=NOON, community=GROUP.id)
    ada = learners.begin(hello, LearnerSettings(stuck_prompts=False))
    [due] = timetable.due(SLOT.at, 10)
    message = Message(
        key="prompt:telegram:-5:x", kind=Kind.PROMPT, destination="telegram:-5/7", learner=None,
        payload={}, not_before=NOON, expires_at=SLOT.at,
    )  # fmt: skip
    timetable.move([Move(due, SLOT, message, SLOT)], NOON)
    communities.move(GROUP.id, "telegram:-1005")

    moved = communities.get("telegram:-1005")
    assert moved is not None
    assert (moved.title, moved.channel) == ("Learners", "telegram:-1005/7")
    assert communities.get(GROUP.id) is None
    assert places.manner(Place(platform="telegram", id="-1005/7")) == "questions"
    assert [row["community"] for row in learners.everything_about(ada.id)["memberships"]] == ["telegram:-1005"]
    with engine.begin() as connection:
        assert list(connection.execute(select(tables.outbox.c.destination)).scalars()) == ["telegram:-1005/7"]
        connection.execute(update(tables.schedules).values(next_at=NOON))
    [due] = timetable.due(NOON, 10)
    assert (due.id, due.destination) == ("prompt:telegram:-1005", "telegram:-1005/7")


def test_moving_a_group_that_nobody_knows_does_nothing(communities: SqlCommunities) -> None:
    communities.move("telegram:-9", "telegram:-1009")
    assert communities.get("telegram:-1009") is None
