"""One door for everything that comes in from a platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.core.conversation import Conversation
from bot.core.memory import Memory
from bot.core.reception import Reception
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.core.turn import Turn

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def update(text: str, id: str = "discord:1", *, addressed: bool = True) -> Request:
    place = Place(platform="discord", id="#7")
    return Request(id=id, person=Person(id="discord:5"), place=place, text=text, at=NOON, addressed=addressed)


def test_an_update_gets_its_reply_until_that_was_shown(app: App) -> None:
    question = update("what is overfitting?")
    first = app.reception.receive(question)
    assert first
    assert app.reception.receive(question) == first
    app.reception.shown(question)
    assert app.reception.receive(question) is None


def test_it_listens_to_talk_among_others_only_where_it_was_asked_to(app: App) -> None:
    overheard = update("what is overfitting?", addressed=False)
    assert app.reception.receive(overheard, "mention") is None
    assert app.reception.receive(overheard, "threads") is None
    assert app.reception.receive(overheard, "questions")


def test_a_feature_that_falls_over_gets_a_sentence_and_is_logged(app: App, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Turn) -> Reply:
        raise ZeroDivisionError

    rows = tuple(replace(row, answer=broken) if row.name == "help" else row for row in app.conversation.commands)
    falling = Conversation(rows, app.library, Memory())
    reception = Reception(falling, app.storage.handled, app.storage.places, app.reception.host, app.reception.titles)
    reply = reception.receive(update("/help"))
    assert reply
    assert reply.basis.intent == "error"
    assert "ZeroDivisionError" in caplog.text
