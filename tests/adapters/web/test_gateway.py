"""The web page answers its own visitors and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from adapters.web.gateway import COOKIE, web_app
from adapters.web.inbound import body_of
from bot.app import Storage
from bot.core.conversation import Conversation
from bot.core.mailbox import BOARD
from bot.core.reply import Basis, Reply

HOST = "127.0.0.1:8765"
OWN = {"Origin": f"http://{HOST}"}
KEY = b"k" * 32


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Visit = Callable[..., TestClient]


@pytest.fixture
def visit(conversation: Conversation, storage: Storage, clock: Clock) -> Visit:
    def open_page(*, enter: bool = True, secret: str = "", hosts: frozenset[str] = frozenset({HOST})) -> TestClient:
        app = web_app(conversation, clock, KEY, hosts, storage.mailbox, per_minute=5, secret=secret)
        client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        if enter:
            client.get("/")
        return client

    return open_page


def test_the_page_is_served_with_a_strict_policy_and_a_careful_cookie(visit: Visit) -> None:
    response = visit(enter=False).get("/")
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_question_is_answered_with_a_card(visit: Visit) -> None:
    reply = visit().post("/say", json={"text": "what is recall"}, headers=OWN).json()
    assert reply["title"] == "Recall"
    assert any(button["label"] == "Example" for button in reply["buttons"])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost"])
def test_a_foreign_host_name_is_turned_away(visit: Visit, host: str) -> None:
    assert visit().get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://["}])
def test_a_message_from_another_page_is_turned_away(visit: Visit, origin: dict[str, str]) -> None:
    assert visit().post("/say", json={"text": "hi"}, headers=origin).status_code == 403


def test_a_message_without_a_session_or_with_a_made_up_one_is_turned_away(visit: Visit) -> None:
    client = visit(enter=False)
    assert client.post("/say", json={"text": "hi"}, headers=OWN).status_code == 403
    client.cookies.set(COOKIE, "0" * 32 + "." + "0" * 64)
    assert client.post("/say", json={"text": "hi"}, headers=OWN).status_code == 403


def test_one_persons_talk_is_never_anothers(visit: Visit) -> None:
    ada, bob = visit(), visit()
    ada.post("/say", json={"text": "what is recall"}, headers=OWN)
    assert ada.post("/say", json={"text": "show me an example"}, headers=OWN).json()["title"] == "Recall: Example"
    assert bob.post("/say", json={"text": "show me an example"}, headers=OWN).json()["title"] != "Recall: Example"


def test_each_session_is_paced_by_itself(visit: Visit, clock: Clock) -> None:
    ada = visit()
    codes = [ada.post("/say", json={"text": "/help"}, headers=OWN).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    ada.cookies.clear()
    ada.get("/")
    assert ada.post("/say", json={"text": "/help"}, headers=OWN).status_code == 200


def test_a_minute_later_there_is_room_again(visit: Visit, clock: Clock) -> None:
    ada = visit()
    for _ in range(6):
        ada.post("/say", json={"text": "/help"}, headers=OWN)
    clock.now += timedelta(minutes=1)
    assert ada.post("/say", json={"text": "/help"}, headers=OWN).status_code == 200


def test_a_clock_that_is_set_back_shuts_nobody_out(visit: Visit, clock: Clock) -> None:
    ada = visit()
    ada.post("/say", json={"text": "/help"}, headers=OWN)
    clock.now -= timedelta(hours=1)
    assert ada.post("/say", json={"text": "/help"}, headers=OWN).status_code == 200


def test_whoever_leaves_in_the_middle_of_a_message_is_no_error() -> None:
    pieces: Iterator[Message] = iter(
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> Message:
        return next(pieces)

    assert asyncio.run(body_of(Request({"type": "http"}, receive))) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [("not json", 400), ('{"txt": "x"}', 400), ('{"text": 3}', 400), ('{"text": "' + "x" * 700_000 + '"}', 413)],
)
def test_rubbish_gets_a_sentence(visit: Visit, body: str, status: int) -> None:
    response = visit().post("/say", content=body, headers=OWN)
    assert response.status_code == status
    assert response.json()["problem"].endswith((".", "again."))


def test_a_very_long_message_is_read_as_far_as_it_makes_sense(visit: Visit) -> None:
    response = visit().post("/say", json={"text": "recall " * 14_000}, headers=OWN)
    assert response.status_code == 200


def test_beyond_loopback_the_secret_comes_first(visit: Visit) -> None:
    client = visit(enter=False, secret="s" * 16, hosts=frozenset())
    assert "shared with a secret" in client.get("/").text
    assert COOKIE not in client.cookies
    assert client.post("/say", json={"text": "hi"}, headers=OWN).status_code == 403
    client.post("/enter", data={"secret": "wrong"}, headers=OWN)
    assert COOKIE not in client.cookies
    client.post("/enter", data={"secret": "s" * 16}, headers=OWN)
    assert client.post("/say", json={"text": "/help"}, headers=OWN).status_code == 200


def test_the_health_check_answers(visit: Visit) -> None:
    assert visit(enter=False).get("/health").text == "ok"


def put(storage: Storage, destination: str, text: str, at: datetime) -> None:
    storage.mailbox.post(destination, Reply(text=text, basis=Basis(intent="today")), text, at)


def news(client: TestClient, after: str = "0") -> list[str]:
    return [
        message["reply"]["text"][0]["parts"][0] for message in client.get(f"/news?after={after}").json()["messages"]
    ]


def test_a_session_sees_its_own_messages_and_the_board_in_their_order(
    visit: Visit, storage: Storage, clock: Clock
) -> None:
    ada, bob = visit(), visit()
    for client, name in ((ada, "Ada"), (bob, "Bob")):
        put(storage, client.get("/news").json()["you"], f"for {name}", clock.now)
    put(storage, BOARD, "for everybody", clock.now)
    assert news(ada) == ["for Ada", "for everybody"]
    assert news(bob) == ["for Bob", "for everybody"]


def test_what_was_seen_does_not_come_again_nor_what_had_its_day(visit: Visit, storage: Storage, clock: Clock) -> None:
    ada = visit()
    put(storage, BOARD, "first", clock.now)
    seen = ada.get("/news").json()["messages"][-1]["number"]
    put(storage, BOARD, "second", clock.now)
    assert news(ada, str(seen)) == ["second"]
    clock.now += timedelta(hours=37)
    assert news(ada) == []


def test_news_are_for_sessions_only(visit: Visit, storage: Storage, clock: Clock) -> None:
    put(storage, BOARD, "for everybody", clock.now)
    stranger = visit(enter=False)
    assert stranger.get("/news").status_code == 403
    made_up = stranger.get("/news", headers={b"Cookie": f"{COOKIE}={'0' * 32}.é".encode()})
    assert made_up.status_code == 403
    assert "everybody" not in made_up.text


@pytest.mark.parametrize("after", ["-1", "1.5", "", "all", "9" * 19, "0 OR 1=1"])
def test_news_after_something_that_is_no_number_get_a_sentence(visit: Visit, after: str) -> None:
    response = visit().get("/news", params={"after": after})
    assert response.status_code == 403
    assert response.json() == {"problem": "Reload the page to go on."}


def test_a_visitor_who_comes_back_stays_who_they_are_for_another_year(visit: Visit) -> None:
    ada = visit()
    before = ada.get("/news").json()["you"]
    again = ada.get("/")
    assert "max-age=34560000" in again.headers["set-cookie"].lower()
    assert ada.get("/news").json()["you"] == before
