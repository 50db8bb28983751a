"""Tells whether a channel is busy, so that answers go to a thread there."""

from __future__ import annotations

from collections import deque

MANY = 8
SECONDS = 60.0
MOST_REMEMBERED = 2_000


class Bustle:
    """Counts the messages of the last minute in each channel. Times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._heard: dict[int, deque[float]] = {}

    def heard(self, channel: int, now: float) -> None:
        """Note that somebody said something."""
        if channel not in self._heard and len(self._heard) >= MOST_REMEMBERED:
            self._heard = {id: times for id, times in self._heard.items() if now - times[-1] < SECONDS}
        self._heard.setdefault(channel, deque(maxlen=MANY)).append(now)

    def is_busy(self, channel: int, now: float) -> bool:
        """Tell whether many messages came within a minute."""
        times = self._heard.get(channel)
        return times is not None and len(times) == MANY and now - times[0] < SECONDS
