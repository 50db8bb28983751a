"""An update takes effect once: its effect and its reply are stored in one step."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from bot.core.learners import LearnerSettings
from bot.core.reply import Basis, Reply
from bot.core.request import Person, Place, Request
from bot.storage.handled import SqlHandled
from bot.storage.inbox import SqlInbox
from bot.storage.learners import SqlLearners

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HELLO = Reply(text="Hello", basis=Basis(intent="hello"))


def said(id: str = "telegram:7", person: str = "telegram:1") -> Request:
    return Request(id=id, person=Person(id=person), place=Place(platform="telegram", id="1"), text="/start", at=NOON)


@pytest.fixture
def handled(engine: Engine) -> SqlHandled:
    return SqlHandled(engine)


def test_an_update_that_comes_twice_has_one_effect_and_the_same_reply(handled: SqlHandled, engine: Engine) -> None:
    inbox = SqlInbox(engine)

    def keep(request: Request) -> Reply:
        inbox.keep_unanswered(request.text, request.at)
        return HELLO

    assert handled.once(said(), keep) == HELLO
    assert handled.once(said(), keep) == HELLO
    assert inbox.questions() == [("/start", 1)]


def test_a_reply_that_was_shown_is_not_given_again_nor_kept(handled: SqlHandled, engine: Engine) -> None:
    learner = SqlLearners(engine).begin(said(), LearnerSettings())
    handled.once(said(), lambda _: HELLO)
    assert SqlLearners(engine).everything_about(learner.id)["handled"]
    handled.shown(said())
    assert handled.once(said(), lambda _: HELLO) is None
    assert SqlLearners(engine).everything_about(learner.id)["handled"] == []


def test_what_fails_in_the_middle_leaves_nothing_and_is_done_again(handled: SqlHandled, engine: Engine) -> None:
    inbox, learners = SqlInbox(engine), SqlLearners(engine)

    def fall_over(request: Request) -> Reply:
        learners.begin(request, LearnerSettings())
        inbox.keep_unanswered(request.text, request.at)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        handled.once(said(), fall_over)
    assert inbox.questions() == []
    assert learners.find("telegram:1") is None
    assert handled.once(said(), lambda _: HELLO) == HELLO


def test_two_workers_with_the_same_update_have_one_effect(handled: SqlHandled, engine: Engine) -> None:
    inbox, both, replies = SqlInbox(engine), Barrier(2), []

    def keep(request: Request) -> Reply:
        both.wait(5)
        inbox.keep_unanswered(request.text, request.at)
        return HELLO

    workers = [Thread(target=lambda: replies.append(handled.once(said(), keep))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert replies == [HELLO, HELLO]
    assert inbox.questions() == [("/start", 1)]


def test_forgetting_somebody_drops_their_replies_and_still_knows_the_update(
    handled: SqlHandled, engine: Engine
) -> None:
    learners = SqlLearners(engine)
    learner = learners.begin(said(), LearnerSettings())
    handled.once(said(), lambda _: HELLO)
    learners.forget(learner.id, NOON)
    assert handled.once(said(), lambda _: HELLO) is None


def test_old_updates_are_cleared(handled: SqlHandled) -> None:
    handled.once(said(), lambda _: HELLO)
    assert handled.clear(NOON) == 0
    assert handled.clear(NOON + timedelta(seconds=1)) == 1
