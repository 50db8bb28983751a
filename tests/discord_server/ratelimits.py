"""Rate limits: a bucket for each route and place, one for everything, and a ban for whoever keeps asking wrongly."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

PER_SECOND = 50
INVALID, INVALID_SECONDS = 10_000, 600.0
USUAL = (50, 1.0)
BUCKETS = {
    "POST /channels/{channel}/messages": (5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": (5, 5.0),
    "GET /channels/{channel}/messages": (5, 5.0),
    "DELETE /channels/{channel}/messages/{message}": (5, 1.0),
    "POST /users/@me/channels": (10, 10.0),
    "POST /webhooks/{application}/{token}": (5, 2.0),
    "PATCH /webhooks/{application}/{token}/messages/@original": (5, 2.0),
}
"""Requests in seconds. Discord promises no numbers; these are near what has been seen."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a request is told about its bucket; times in seconds."""

    headers: dict[str, str]
    retry_after: float = 0.0
    everywhere: bool = False

    @property
    def refused(self) -> bool:
        return self.retry_after > 0


@dataclass
class RateLimits:
    """Counts requests by bucket in fixed windows that start with their first request."""

    now: Callable[[], float]
    buckets: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(BUCKETS))
    usual: tuple[int, float] = USUAL
    per_second: int = PER_SECOND
    invalid_most: int = INVALID
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)
    _invalid: deque[float] = field(default_factory=deque)

    def ask(self, route: str, place: str, *, counts_globally: bool) -> Verdict:
        """Count a request of a route in a place (its channel, guild or webhook)."""
        if counts_globally:
            wait = self._count("everything", self.per_second, 1.0)[1]
            if wait:
                return Verdict({"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}, wait, everywhere=True)
        limit, seconds = self.buckets.get(route, self.usual)
        used, wait = self._count(f"{route} {place}", limit, seconds)
        start = self._windows[f"{route} {place}"][0]
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - used)),
            "X-RateLimit-Reset": f"{start + seconds:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.001, start + seconds - self.now()):.3f}",
            "X-RateLimit-Bucket": sha256(route.encode()).hexdigest()[:32],
        }
        return Verdict(headers | ({"X-RateLimit-Scope": "user"} if wait else {}), wait)

    def _count(self, bucket: str, limit: int, seconds: float) -> tuple[int, float]:
        """Count one more; returns how many there are, and the seconds to wait where that is too many."""
        now = self.now()
        start, used = self._windows.get(bucket, (now, 0))
        if now >= start + seconds:
            start, used = now, 0
        self._windows[bucket] = (start, used + 1)
        return used + 1, max(0.001, start + seconds - now) if used >= limit else 0.0

    def note(self, status: int, *, shared: bool = False) -> None:
        """Remember an invalid request: 401, 403 and 429, except a shared limit's."""
        if status in (401, 403, 429) and not shared:
            self._invalid.append(self.now())

    @property
    def banned(self) -> bool:
        """Tell whether there were so many invalid requests that Cloudflare lets none through."""
        while self._invalid and self._invalid[0] < self.now() - INVALID_SECONDS:
            self._invalid.popleft()
        return len(self._invalid) >= self.invalid_most
