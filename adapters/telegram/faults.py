"""Telegram's errors, sorted by what is certainly true of the message after each."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.core.channel import InDoubt, NotDelivered, Outcome, Refused, TryLater

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_GONE = ("chat not found", "user not found", "peer_id_invalid", "chat_write_forbidden", "group chat was deactivated")
_UNCHANGED = "message is not modified"
_TOO_MANY = "too many requests"
SECONDS_UNSAID = 5.0
"""How long to wait where Telegram says that there were too many requests, and not for how long."""

LONGEST_PAUSE = 30.0


def outcome_of(error: TelegramError, *, group: bool) -> Outcome:
    """Return what became of a message. The order matters: BadRequest and TimedOut are kinds of NetworkError."""
    reason = error.message
    if isinstance(error, RetryAfter) or says(error, _TOO_MANY):
        return TryLater(seconds_of(error), everywhere=not group)  # a group has a limit of its own
    match error:
        case Forbidden():
            return Refused(reason)
        case BadRequest():
            return Refused(reason) if says(error, *_GONE) else NotDelivered(reason)
        case InvalidToken():
            return NotDelivered(reason)
        case _ if isinstance(error.__cause__, _NEVER_LEFT):
            return NotDelivered(reason)
        case _:
            return InDoubt(reason)


def says(error: TelegramError, *words: str) -> bool:
    """Tell whether an error's words contain some others; Telegram has no codes for them."""
    said = error.message.lower()
    return any(each in said for each in words)


def is_unchanged(error: BadRequest) -> bool:
    """Tell whether an edit was refused because the message says so already."""
    return says(error, _UNCHANGED)


def seconds_of(error: TelegramError) -> float:
    """Return the seconds to wait; the library is moving from a number to a duration."""
    waited = error._retry_after if isinstance(error, RetryAfter) else SECONDS_UNSAID  # noqa: SLF001 # the property warns
    return waited.total_seconds() if isinstance(waited, timedelta) else float(waited)


def pause_after(error: TelegramError, failures: int) -> float:
    """Return the seconds to wait after so many failures in a row: what Telegram names, or 1, 2, 4 … and at most 30."""
    return seconds_of(error) if isinstance(error, RetryAfter) else min(0.5 * 2**failures, LONGEST_PAUSE)
