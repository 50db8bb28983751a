"""The side door lets in who can read this installation's key, as a person of the terminal, and nobody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from adapters.web.gateway import web_app
from adapters.web.terminal import terminal_key
from bot.app import Storage
from bot.core.conversation import Conversation
from bot.core.mailbox import BOARD
from bot.core.reply import Basis, Reply
from bot.core.request import Person, Place, Request

HOST = "127.0.0.1:8765"
KEY = b"k" * 32
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LET_IN = {"Origin": f"http://{HOST}", "Authorization": f"Bearer {terminal_key(KEY)}"}
ADA = "console:ada"


@pytest.fixture
def door(conversation: Conversation, storage: Storage) -> TestClient:
    app = web_app(conversation, lambda: NOW, KEY, frozenset({HOST}), storage.mailbox)
    return TestClient(app, base_url=f"http://{HOST}")


def said(text: str, person: str = ADA, at: datetime = NOW) -> str:
    place = Place(platform="console", id="terminal")
    return Request(id="1", person=Person(id=person), place=place, text=text, at=at).model_dump_json()


def look(*destinations: str, after: int = 0) -> str:
    return json.dumps({"destinations": destinations, "after": after})


def test_a_terminal_with_the_key_gets_the_whole_reply(door: TestClient) -> None:
    answer = door.post("/terminal/say", content=said("what is recall"), headers=LET_IN)
    reply = Reply.model_validate_json(answer.content)
    assert reply.title == "Recall"
    assert reply.basis.intent == "answer"


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer " + "0" * 64, "Bearer ключ"])
@pytest.mark.parametrize(("path", "body"), [("/terminal/say", said("hi")), ("/terminal/news", look(ADA))])
def test_without_the_key_nobody_gets_in(door: TestClient, path: str, body: str, shown: str) -> None:
    headers = {b"Origin": LET_IN["Origin"].encode(), b"Authorization": shown.encode()}
    answer = door.post(path, content=body, headers=headers)
    assert (answer.status_code, answer.text) == (403, "Only this machine's terminal talks here.")


def test_a_terminal_cannot_speak_for_somebody_on_another_platform(door: TestClient) -> None:
    answer = door.post("/terminal/say", content=said("/privacy export", "web:3f2a"), headers=LET_IN)
    assert (answer.status_code, answer.text) == (403, "Only a terminal talks here.")


def test_a_terminal_sees_its_own_messages_and_the_board_and_no_others(door: TestClient, storage: Storage) -> None:
    for number, destination in enumerate((ADA, "web:3f2a", BOARD)):
        reply = Reply(text=f"for {destination}", basis=Basis(intent="today"))
        storage.mailbox.post(destination, reply, f"key-{number}", NOW)
    waiting = door.post("/terminal/news", content=look(ADA, BOARD), headers=LET_IN).json()
    assert [posted["reply"]["text"] for posted in waiting] == ["for console:ada", "for local:board"]
    later = look(ADA, BOARD, after=waiting[0]["number"])
    assert len(door.post("/terminal/news", content=later, headers=LET_IN).json()) == 1
    assert door.post("/terminal/news", content=look("web:3f2a"), headers=LET_IN).status_code == 403


def test_the_time_is_the_servers_whatever_a_terminal_says(door: TestClient, storage: Storage) -> None:
    door.post("/terminal/say", content=said("/start", at=datetime(2001, 1, 1, tzinfo=UTC)), headers=LET_IN)
    learner = storage.learners.find(ADA)
    assert learner is not None
    assert learner.since == NOW


@pytest.mark.parametrize("body", ["", "rubbish", "[]", '{"text": "hi"}', '{"destinations": "all", "after": -1}'])
@pytest.mark.parametrize("path", ["/terminal/say", "/terminal/news"])
def test_rubbish_is_told_from_a_request(door: TestClient, path: str, body: str) -> None:
    answer = door.post(path, content=body, headers=LET_IN)
    assert (answer.status_code, answer.text) == (400, "That is no request.")


def test_a_message_that_fails_gets_a_sentence_and_the_talk_goes_on(
    door: TestClient, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    with storage.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE learners RENAME TO elsewhere")
    answer = door.post("/terminal/say", content=said("/start"), headers=LET_IN)
    assert "Something went wrong on my side" in Reply.model_validate_json(answer.content).text
    assert "no such table: learners" in caplog.text
