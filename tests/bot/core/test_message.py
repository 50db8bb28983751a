"""Messages: how they are stored, and what is kept of their shape."""

import pytest

from bot.core.message import (
    POLICIES,
    REPEAT_NOTICE,
    Doubt,
    Kind,
    UnreadablePayloadError,
    marked_as_repeat,
    payload_of,
    reply_of,
)
from bot.core.reply import Basis, Button, Image, Link, Reply, Section

REPLY = Reply(
    text="Read about *overfitting*.",
    title="Today",
    sections=(Section(title="Why", text="It comes next."),),
    links=(Link(title="A video", url="https://example.org", note="12 min"),),
    buttons=(Button(label="Done", send="/done t42", owner="telegram:1"),),
    image=Image(png=bytes(range(256)), alt="a curve"),
    basis=Basis(intent="today"),
)


def test_a_reply_comes_back_as_it_was_picture_included() -> None:
    assert reply_of(payload_of(REPLY)) == REPLY


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"v": 2, "reply": {}}, "payload version 2 is not one this program knows"),
        ({}, "payload version None"),
        ({"v": 1}, "payload is damaged at reply"),
        ({"v": 1, "reply": {"text": 5, "basis": {"intent": "today"}}}, "payload is damaged at text"),
    ],
)
def test_a_payload_that_cannot_be_read_says_what_is_wrong_with_it(payload: dict[str, object], message: str) -> None:
    with pytest.raises(UnreadablePayloadError, match=message):
        reply_of(payload)


def test_a_repeat_says_that_it_may_be_one() -> None:
    marked = marked_as_repeat(REPLY)
    assert marked.text.startswith(REPEAT_NOTICE)
    assert REPLY.text in marked.text
    assert marked.buttons == REPLY.buttons


def test_every_kind_says_what_to_do_in_doubt() -> None:
    assert set(POLICIES) == set(Kind)
    assert POLICIES[Kind("from a newer version")].in_doubt is Doubt.GIVE_UP
