"""The mailbox keeps messages for places that nobody can push to."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.core.mailbox import BOARD
from bot.core.reply import Basis, Image, Reply
from bot.storage.mailbox import SqlMailbox

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HELLO = Reply(text="Hello", image=Image(png=b"\x89PNG\x00", alt="a dot"), basis=Basis(intent="today"))


@pytest.fixture
def mailbox(engine: Engine) -> SqlMailbox:
    return SqlMailbox(engine)


def test_a_message_that_comes_twice_is_kept_once_and_whole(mailbox: SqlMailbox) -> None:
    assert mailbox.post("web:ada", HELLO, "daily:1", NOON)
    assert not mailbox.post("web:ada", HELLO, "daily:1", NOON)
    [posted] = mailbox.waiting(["web:ada"], 0, NOON)
    assert posted.reply == HELLO


def test_everybody_sees_their_own_messages_and_the_board(mailbox: SqlMailbox) -> None:
    for number, destination in enumerate(("web:ada", BOARD, "web:bob")):
        mailbox.post(destination, HELLO, f"{number}", NOON)
    seen = mailbox.waiting(["web:ada", BOARD], 0, NOON)
    assert len(seen) == 2
    assert mailbox.waiting(["web:ada", BOARD], seen[-1].number, NOON) == []


def test_what_nobody_looked_at_for_two_days_has_had_its_day(mailbox: SqlMailbox) -> None:
    mailbox.post("web:ada", HELLO, "1", NOON)
    assert mailbox.waiting(["web:ada"], 0, NOON + timedelta(days=2)) == []


def test_numbers_are_never_used_twice(mailbox: SqlMailbox) -> None:
    mailbox.post("web:ada", HELLO, "1", NOON)
    [first] = mailbox.waiting(["web:ada"], 0, NOON)
    assert mailbox.clear(NOON + timedelta(days=1)) == 1
    mailbox.post("web:ada", HELLO, "2", NOON)
    [second] = mailbox.waiting(["web:ada"], first.number, NOON)
    assert second.number > first.number
