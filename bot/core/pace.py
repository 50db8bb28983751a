"""How fast messages may leave: what a platform allows a bot in all, and towards one destination.

Each limit is one number, the instant at which its bucket is full again (the generic cell rate algorithm of ATM
networks, ITU-T I.371): taking a turn moves it on, and a burst is how far it may lie ahead. Scheduled messages take a
turn from a full bucket only; what is left in it is for replies, so a person who just spoke never waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_REMEMBERED = 10_000
"""Destinations whose last turn is remembered before those with a full bucket are dropped."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` on average; `burst` at once for replies."""

    per_second: float
    burst: int = 1

    @property
    def ahead(self) -> float:
        """Seconds that a full bucket may be overdrawn."""
        return (self.burst - 1) / self.per_second


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows: in all, to one destination, and to the slow ones, which begin with `slow_prefix`."""

    everywhere: Rate
    each: Rate
    slow: Rate | None = None
    slow_prefix: str = ""

    def of(self, destination: str) -> Rate:
        """Return what holds for one destination."""
        return self.slow if self.slow and destination.startswith(self.slow_prefix) else self.each


LIMITS: Mapping[str, Limits] = {
    # 50 requests a second for a bot, and five messages in five seconds for a channel
    "discord": Limits(everywhere=Rate(40, burst=8), each=Rate(1, burst=3)),
    # about 30 messages a second, one for a chat, 20 a minute for a group, whose ids are negative; the room that is left
    # is for messages that were held up on a busy machine and arrive together with later ones
    "telegram": Limits(
        everywhere=Rate(20, burst=3), each=Rate(1, burst=2), slow=Rate(18 / 60, burst=2), slow_prefix="telegram:-"
    ),
}
"""A little below what the platforms publish. A platform that is not here, such as our own page, has no limits."""


class Pace:
    """The turns of one platform. Times are seconds of a clock that never goes back."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all_full_at = float("-inf")
        self._full_at: dict[str, float] = {}

    def take(self, destination: str, now: float, *, reply: bool) -> float:
        """Take a turn and return 0, or take none and return the seconds after which to ask again."""
        destination = _limited(destination)
        everywhere, each = self._limits.everywhere, self._limits.of(destination)
        full_at = self._full_at.get(destination, now)
        if reply:
            wait = max(self._all_full_at - everywhere.ahead, full_at - each.ahead) - now
        else:
            wait = max(self._all_full_at, full_at) - now
        if wait > 0:
            return wait
        self._all_full_at = max(self._all_full_at, now) + 1 / everywhere.per_second
        self._full_at[destination] = max(full_at, now) + 1 / each.per_second
        if len(self._full_at) > MOST_REMEMBERED:
            self._full_at = {name: full for name, full in self._full_at.items() if full > now}
        return 0.0

    def pause(self, destination: str, until: float, *, everywhere: bool) -> None:
        """Let nothing through until then, to one destination or at all: the platform asked for it."""
        destination = _limited(destination)
        each = self._limits.of(destination)
        self._full_at[destination] = max(self._full_at.get(destination, until), until + each.ahead)
        if everywhere:
            self._all_full_at = max(self._all_full_at, until + self._limits.everywhere.ahead)

    def paused(self, now: float) -> float:
        """Return the seconds until anything may leave; 0 where something may now."""
        return max(0.0, self._all_full_at - self._limits.everywhere.ahead - now)


def _limited(destination: str) -> str:
    """Return what a limit holds for: a topic inside a group, `telegram:-5/7`, counts for the group."""
    return destination.partition("/")[0]
