"""Notes that are offered while somebody types."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.reply import Reply


@dataclass(frozen=True, slots=True)
class Offer:
    """A note that may be what somebody looks for; `reply` is what others see when it is chosen."""

    id: str
    title: str
    summary: str
    reply: Reply
