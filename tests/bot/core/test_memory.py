"""A talk remembers its topic for a while, and no other talk sees it."""

from datetime import UTC, datetime, timedelta

from bot.core.memory import KEPT_FOR, AtHand, Memory
from bot.core.request import Person, Place, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def said(person: str = "a", place: str = "p", at: datetime = NOON) -> Request:
    return Request(id="1", person=Person(id=person), place=Place(platform="web", id=place), text="x", at=at)


def test_the_topic_at_hand_is_kept_for_a_while() -> None:
    memory = Memory()
    memory.remember(said(), AtHand("recall", "what is recall", said().at))
    found = memory.recall(said(at=NOON + KEPT_FOR))
    assert found is not None
    assert found.topic == "recall"
    assert memory.recall(said(at=NOON + KEPT_FOR + timedelta(seconds=1))) is None


def test_another_person_or_place_is_another_talk() -> None:
    memory = Memory()
    memory.remember(said(), AtHand("recall", "what is recall", said().at))
    assert memory.recall(said(person="b")) is None
    assert memory.recall(said(place="q")) is None
