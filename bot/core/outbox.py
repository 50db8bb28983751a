"""The outbox: the port to where messages are kept until they are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.parcel import Ending, Parcel


@dataclass(frozen=True, slots=True)
class Reaped:
    """What one round of tidying did, in messages."""

    lapsed: int
    repeated: int
    given_up: int
    expired: int


class Outbox(Protocol):
    """Keeps messages until they are settled. Leases are measured by the database's clock alone."""

    def claim(self, platform: str, now: datetime, limit: int, lease: timedelta) -> Sequence[Parcel]:
        """Take up to `limit` due messages of a platform, the oldest of each destination, and record that first."""

    def record(self, parcel: Parcel, ending: Ending, now: datetime) -> bool:
        """Record how the attempt ended; False, and nothing changed, where a newer claim or the reaper was first."""

    def reap(self, now: datetime) -> Reaped:
        """Put lapsed leases in doubt, settle what is in doubt, and expire what waited too long."""

    def proved(self, key: str, now: datetime, receipt: str) -> bool:
        """Record that a message arrived; False where that was known already or it was never sent."""
