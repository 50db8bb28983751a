"""Two learners who are one person become one, in SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bot.core.communities import Community
from bot.core.learners import LearnerSettings, Task
from bot.core.links import GOOD_FOR, Joined, mark_of, new_code
from bot.core.mastery import Evidence
from bot.core.partners import Seeking, Wish
from bot.core.request import Person, Place, Request
from bot.storage.communities import SqlCommunities
from bot.storage.diary import SqlDiary
from bot.storage.learners import SqlLearners
from bot.storage.links import SqlLinks
from bot.storage.seekers import SqlSeekers

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def said_by(person: str) -> Request:
    place = Place(platform=person.partition(":")[0], id="1")
    return Request(id="1", person=Person(id=person), place=place, text="/start", at=NOON)


def test_what_both_have_stays_as_the_first_has_it_and_the_rest_comes_along(engine: Engine) -> None:
    learners, diary, links = SqlLearners(engine), SqlDiary(engine), SqlLinks(engine)
    first, second = (learners.begin(said_by(person), LearnerSettings()) for person in ("discord:1", "telegram:2"))
    for learner, state in ((first, "done"), (second, "open")):
        diary.give(learner.id, Task("2026-11-21", NOON.date(), "s", "recall", "theory", 20, state, NOON))  # type: ignore[arg-type]
        diary.add(learner.id, "both", Evidence("recall", "recall", NOON, right=learner is first))
    diary.add(second.id, "only there", Evidence("precision", "recall", NOON))
    mark = mark_of(new_code())
    links.keep(mark, first.id, NOON)
    assert links.join(mark, "telegram:2", NOON) == Joined(tasks=0, evidence=1)
    assert [task.state for task in diary.tasks(first.id, NOON.date())] == ["done"]
    assert {item.topic: item.right for item in diary.evidence(first.id)} == {"recall": True, "precision": True}
    assert learners.find("telegram:2") == learners.find("discord:1") == first
    assert not any(learners.everything_about(second.id).values())


def test_who_looks_for_partners_with_one_account_goes_on_though_they_left_with_the_other(engine: Engine) -> None:
    learners, seekers, links = SqlLearners(engine), SqlSeekers(engine), SqlLinks(engine)
    SqlCommunities(engine).save(Community("home", "Home", "UTC", None), NOON, None)
    first, second = (learners.begin(said_by(person), LearnerSettings()) for person in ("discord:1", "telegram:2"))
    for learner, name in ((first, "Ada"), (second, "Tea")):
        seekers.save(Seeking(learner.id, "home", Wish(name=name), since=NOON, suits_at=NOON))
    seekers.leave(first.id, NOON)
    mark = mark_of(new_code())
    links.keep(mark, first.id, NOON)
    links.join(mark, "telegram:2", NOON)
    found = seekers.get(first.id)
    assert found
    assert found.wish.name == "Tea"


def test_a_code_is_good_for_a_while_and_once(engine: Engine) -> None:
    learners, links = SqlLearners(engine), SqlLinks(engine)
    first, mark = learners.begin(said_by("discord:1"), LearnerSettings()), mark_of("ABCDE FGHJK")
    assert mark == mark_of("abcde-fghjk")
    links.keep(mark, first.id, NOON)
    assert links.issuer(mark, NOON + GOOD_FOR - timedelta(seconds=1)) == first.id
    assert links.issuer(mark, NOON + GOOD_FOR) is None
    assert links.join(mark, "telegram:2", NOON + GOOD_FOR) is None
    assert links.join(mark, "telegram:2", NOON) == Joined(0, 0)
    assert links.join(mark, "telegram:3", NOON) is None
    assert learners.find("telegram:3") is None
