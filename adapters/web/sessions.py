"""Sessions of the web page: who a visitor is, and how much one visitor may ask."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

NEW_SESSIONS_PER_MINUTE = 60
MOST_COUNTED = 10_000


class Sessions:
    """Makes session tokens that cannot be made up, and recognises them after a restart with the same key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def new(self) -> str:
        """Return a fresh token: 128 random bits and their signature."""
        name = secrets.token_hex(16)
        return f"{name}.{self._signature(name)}"

    def is_ours(self, token: str) -> bool:
        """Tell whether a token was made here."""
        name, _, signature = token.partition(".")
        return len(name) == 32 and hmac.compare_digest(signature.encode(), self._signature(name).encode())

    def _signature(self, name: str) -> str:
        return hmac.new(self._key, name.encode("utf-8", "replace"), "sha256").hexdigest()


class Pace:
    """At most so many events a minute for each name, with a full minute's worth at once to begin with."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def allows(self, name: str) -> bool:
        """Count one event; tell whether it is within the pace."""
        now = self._clock()
        left, since = self._left.get(name, (float(self._per_minute), now))
        passed = max(0.0, (now - since).total_seconds())  # a clock that is set back must not shut anybody out
        left = min(float(self._per_minute), left + passed * self._per_minute / 60)
        allowed = left >= 1
        self._left[name] = (left - 1 if allowed else left, now)
        self._left.move_to_end(name)
        while len(self._left) > MOST_COUNTED:
            self._left.popitem(last=False)
        return allowed
