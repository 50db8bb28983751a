"""A message that is to go out by itself: what it is about, for whom, and what becomes of it in doubt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Any

from pydantic import ValidationError

from bot.core.reply import Reply

PAYLOAD_VERSION = 1
REPEAT_NOTICE = "(possible repeat)"


class Kind(StrEnum):
    """What a message is about."""

    DAILY = "daily"
    PAIRING = "pairing"
    PROMPT = "prompt"
    STUCK = "stuck"
    NUDGE = "nudge"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> Kind | None:
        # written by a newer version: its payload still says all there is to send
        return cls.OTHER if isinstance(value, str) else None


class Doubt(Enum):
    """What to do when nobody knows whether a message arrived."""

    REPEAT = "send again, and say so"
    REPEAT_WHERE_HARMLESS = "send again only where the platform drops the second copy"
    GIVE_UP = "leave it, and record it"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a kind of message asks for. `lifetime` is for writers who know no better end."""

    in_doubt: Doubt
    lifetime: timedelta


POLICIES: Mapping[Kind, Policy] = {
    Kind.DAILY: Policy(Doubt.REPEAT, timedelta(hours=6)),
    Kind.PAIRING: Policy(Doubt.REPEAT, timedelta(days=3)),
    Kind.PROMPT: Policy(Doubt.REPEAT_WHERE_HARMLESS, timedelta(hours=6)),
    Kind.STUCK: Policy(Doubt.GIVE_UP, timedelta(hours=2)),
    Kind.NUDGE: Policy(Doubt.GIVE_UP, timedelta(hours=12)),
    Kind.OTHER: Policy(Doubt.GIVE_UP, timedelta(hours=6)),
}
"""A second daily task is a small nuisance and a lost one a lost day; a second "are you stuck?" is nagging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one destination (`platform:rest`). `key` names its occasion, so that planning twice is once."""

    key: str
    kind: Kind
    destination: str
    learner: str | None
    payload: dict[str, Any]
    not_before: datetime
    expires_at: datetime

    @property
    def platform(self) -> str:
        """The part of the destination that says which channel carries it."""
        return self.destination.partition(":")[0]


class UnreadablePayloadError(ValueError):
    """A stored payload that this version cannot read; the message says what it found."""


def payload_of(reply: Reply) -> dict[str, Any]:
    """Return a reply as it is stored: plain JSON with the version of its form."""
    return {"v": PAYLOAD_VERSION, "reply": reply.model_dump(mode="json", exclude_defaults=True)}


def to_compose(what: str, owner: str, on: date, **more: str) -> dict[str, Any]:
    """Return the payload of a message whose words are worked out when it is sent, from what holds then."""
    return {"v": PAYLOAD_VERSION, "compose": what, "owner": owner, "date": f"{on}"} | more


def reply_of(payload: Mapping[str, Any]) -> Reply:
    """Return the reply that was stored. Raises UnreadablePayloadError for another version or a damaged one."""
    version = payload.get("v")
    if version != PAYLOAD_VERSION:
        raise UnreadablePayloadError(f"payload version {version} is not one this program knows ({PAYLOAD_VERSION})")
    try:
        return Reply.model_validate_json(json.dumps(payload.get("reply")))  # as JSON, where pictures are base64
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "reply"
        raise UnreadablePayloadError(f"payload is damaged at {where}: {first['msg']}") from error


def waits_for(payload: Mapping[str, Any]) -> str:
    """Return the key of the message in whose place this one goes, should that one not arrive; empty for none."""
    return str(payload.get("unless", ""))


def marked_as_repeat(reply: Reply) -> Reply:
    """Return the reply with words that it may have come before."""
    return reply.model_copy(update={"text": f"{REPEAT_NOTICE}\n\n{reply.text}"})
