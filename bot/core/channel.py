"""The port through which messages leave: one channel a platform, and what may become of a message there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.core.reply import Reply


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has it; `receipt` is its name for the message."""

    receipt: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """The platform took nothing and names a time to wait. No fault of the message: it does not count as an attempt.

    `everywhere` where the whole bot has to wait, not this destination alone.
    """

    seconds: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """It certainly did not arrive, such as when no connection came about; safe to try again."""

    reason: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """It may have arrived: the answer got lost, or was an error of the server."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform refuses this destination for good: blocked, left, closed."""

    reason: str


Outcome = Delivered | TryLater | NotDelivered | InDoubt | Refused


class Channel(Protocol):
    """Carries replies to one platform."""

    platform: str
    idempotent_for: timedelta | None
    """How long the platform surely drops a second message with the same key; None where it never does."""

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        """Send a reply to `platform:rest`. `key` is the same whenever the same message is sent again.

        What fails is an outcome; an exception counts as in doubt.
        """
