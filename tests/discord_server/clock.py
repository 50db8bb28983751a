"""The server's clock, which a test can move forward."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

DISCORD_EPOCH = 1_420_070_400_000  # milliseconds; the first of 2015


@dataclass
class Clock:
    """Real time plus what a test has skipped, in seconds since 1970."""

    skipped: float = 0.0
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def now(self) -> float:
        return time.time_ns() / 1e9 + self.skipped

    def iso(self) -> str:
        """Return the instant as Discord writes it."""
        return iso(self.now())

    def snowflake(self) -> int:
        """Return an id that sorts by time and is never given twice."""
        return ((int(self.now() * 1000) - DISCORD_EPOCH) << 22) + next(self._numbers) % (1 << 22)


def iso(seconds: float) -> str:
    """Write an instant as Discord does."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def seconds_of(snowflake: int) -> float:
    """Return when an id was given, in seconds since 1970."""
    return ((snowflake >> 22) + DISCORD_EPOCH) / 1000
