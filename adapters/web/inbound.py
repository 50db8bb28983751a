"""A message from the page becomes a request."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from bot.core.request import LONGEST_TEXT, Person, Place, Request

PLACE = Place(platform="web", id="page")


class Message(BaseModel):
    """What the page sends: typed text, or the text and the owner of a pressed button."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    owner: str | None = Field(None, max_length=200)


def to_request(message: Message, session: str, id: str, at: datetime) -> Request:
    """Turn a message of one session into a request; each session is a person of its own."""
    return Request(
        id=f"web-{id}",
        person=person_of(session),
        place=PLACE,
        text=message.text[:LONGEST_TEXT],
        at=at,
        private=True,
        owner=message.owner,
    )


def person_of(session: str) -> Person:
    """Return the person behind a session. The session's own token is a secret and never an id."""
    return Person(id=f"web:{hashlib.sha256(session.encode()).hexdigest()[:24]}")
