"""What can go wrong between us and Discord, and what is certainly true after it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.core.channel import InDoubt, NotDelivered, Outcome, Refused, TryLater

Result = TypeVar("Result")

UNAUTHORIZED, TOO_MANY = 401, 429
ACKNOWLEDGED_ALREADY = 40060
NOTHING_LEFT = 50006
"""The code where a card was all there was, and cards are not allowed."""
NO_HISTORY_TO_REPLY_IN = 160002
HAS_THREAD_ALREADY = 160004
CLOSED = frozenset({50007, 50278})
"""Codes: this person takes no direct messages, or shares no server with the bot any more."""
_TOO_FAST = frozenset({20016, 20022, 20028, 40003})
"""Codes: slow mode, too many writes in a channel, direct messages opened too fast."""
_A_WHILE = 60.0

LOST = (aiohttp.ClientError, OSError, asyncio.TimeoutError)
"""The connection failed; what was sent may have arrived."""
_TRIES = 5
FIRST_WAIT = 0.5
"""Seconds before the second try; each wait is twice the one before."""


def outcome_of(error: Exception) -> Outcome:
    """Return what a failed send leaves as certainly true."""
    match error:
        case discord.RateLimited():
            return TryLater(error.retry_after)
        case discord.HTTPException():
            return _answered(error)
        case aiohttp.ClientConnectorError():
            return NotDelivered(f"no connection to Discord: {error}")
        case _:
            return InDoubt(f"{type(error).__name__}: {error}")


def _answered(error: discord.HTTPException) -> Outcome:
    words = f"{error.status} ({error.code}): {error.text}"
    if error.status == TOO_MANY:  # discord.py waits for the others; this one is from the edge, for the whole bot
        return TryLater(_seconds_to_wait(error), everywhere=True)
    if error.code in _TOO_FAST:
        return TryLater(_A_WHILE)
    if error.code in CLOSED or isinstance(error, (discord.Forbidden, discord.NotFound)):
        return Refused(words)
    return InDoubt(words) if isinstance(error, discord.DiscordServerError) else NotDelivered(words)


def is_closed(error: discord.HTTPException) -> bool:
    """Tell whether a person takes no direct messages from the bot."""
    return error.code in CLOSED or isinstance(error, discord.Forbidden)


def may_pass(error: Exception) -> bool:
    """Tell whether the same request may succeed in a moment."""
    if isinstance(error, discord.HTTPException):
        return error.status == TOO_MANY or isinstance(error, discord.DiscordServerError)
    return isinstance(error, (*LOST, discord.RateLimited))


async def persistently(request: Callable[[], Awaitable[Result]], longest_wait: float = math.inf) -> Result:
    """Make a request that may be made twice, and again where it failed for a moment. Raises the last failure.

    A wait of more seconds than `longest_wait` is left to the caller.

    discord.py itself retries neither a 503 nor a connection that Linux reports as reset.
    """
    wait = FIRST_WAIT
    for _ in range(_TRIES - 1):
        try:
            return await request()
        except Exception as error:
            pause = max(wait, _seconds_of(error))
            if not may_pass(error) or pause > longest_wait:
                raise
            await asyncio.sleep(pause)
            wait *= 2
    return await request()


def _seconds_of(error: Exception) -> float:
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    too_many = isinstance(error, discord.HTTPException) and error.status == TOO_MANY
    return _seconds_to_wait(error) if too_many and isinstance(error, discord.HTTPException) else 0.0


def _seconds_to_wait(error: discord.HTTPException) -> float:
    said = str(error.response.headers.get("Retry-After", ""))
    return float(said) if said.replace(".", "", 1).isdecimal() else _A_WHILE
