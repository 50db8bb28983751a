"""A message from the page becomes a request."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest

from bot.core.communities import LOCAL
from bot.core.request import LONGEST_TEXT, Person, Place, Request

PLACE = Place(platform="web", id="page")
MOST_BYTES = 600_000
"""Of one message: 100,000 characters of any script fit, as JSON."""


class Message(BaseModel):
    """What the page sends: typed text, or the text and the owner of a pressed button."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    owner: str | None = Field(None, max_length=200)
    zone: str | None = Field(None, max_length=64)
    """The time zone that the browser says it is in."""


async def body_of(request: HttpRequest) -> bytes | None:
    """Return what was sent; None, without reading on, where it is too long or nobody is there any more."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def to_request(message: Message, session: str, id: str, at: datetime) -> Request:
    """Turn a message of one session into a request; each session is a person of its own."""
    return Request(
        id=f"web-{id}",
        person=person_of(session),
        place=PLACE,
        text=message.text[:LONGEST_TEXT],
        at=at,
        private=True,
        community=LOCAL,
        zone=message.zone,
        owner=message.owner,
    )


def person_of(session: str) -> Person:
    """Return the person behind a session. The session's own token is a secret and never an id."""
    return Person(id=f"web:{hashlib.sha256(session.encode()).hexdigest()[:24]}")
