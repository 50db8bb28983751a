"""Spends identifies sparingly: beyond a thousand a day Discord takes the bot's token away."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.core.facts import Facts

log = logging.getLogger(__name__)

FACT = "discord.identifies"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOST_A_DAY = 900
SPARE = 20
"""Sessions of a day that are left alone: for a person who has to find out what is wrong."""
AT_ONCE = 8
"""Identifies of one shard in an hour before each waits twice as long as the one before."""
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0


class Identifies:
    """Counts over restarts, so that a program that is started again and again cannot spend them either."""

    def __init__(self, facts: Facts, clock: Callable[[], datetime]) -> None:
        self._facts, self._clock = facts, clock

    async def spared(self, remaining: int, resets_after: float) -> None:
        """Wait for a new day, so many seconds away, where Discord says that few sessions remain of this one."""
        if remaining < SPARE:
            log.warning(
                "Discord allows %d more sessions today; waiting %.0f s for the next day", remaining, resets_after
            )
            await asyncio.sleep(resets_after)

    async def turn(self, shards: int) -> None:
        """Wait until another identify is affordable, and note it."""
        past = await asyncio.to_thread(self._past)
        if wait := seconds_to_wait(past, self._clock(), shards):
            log.warning("Discord is asked to start a session for the %dth time today; waiting %.0f s", len(past), wait)
            await asyncio.sleep(wait)
        now = self._clock()
        kept = [*(at for at in past if now - at < DAY), now]
        await asyncio.to_thread(self._facts.set, FACT, json.dumps([at.isoformat() for at in kept]))

    def _past(self) -> list[datetime]:
        return [datetime.fromisoformat(at) for at in json.loads(self._facts.get(FACT) or "[]")]


def seconds_to_wait(past: Sequence[datetime], now: datetime, shards: int) -> float:
    """Return how long to wait before the next identify, after those of the past."""
    today = [at for at in past if now - at < DAY]
    if len(today) >= MOST_A_DAY:
        return (today[-MOST_A_DAY] + DAY - now).total_seconds()
    lately = sum(now - at < HOUR for at in today)
    over = lately // max(1, shards) - AT_ONCE
    return min(FIRST_WAIT * 2.0**over, LONGEST_WAIT) if over >= 0 else 0.0
