"""What was handled: each update of a platform takes effect once, whatever is delivered twice or dies in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.core.reply import Reply
from bot.core.request import Request


class Handled(Protocol):
    """Keeps the updates that took effect, with their replies until those were shown."""

    def once(self, request: Request, answer: Callable[[Request], Reply]) -> Reply | None:
        """Answer a request, its effect and its reply stored in one step; None where its reply was shown already.

        `request.id` names the update over all platforms, such as `telegram:123`. For an update whose effect is stored
        but whose reply was not shown for sure, return the stored reply, and change nothing.
        """

    def shown(self, request: Request) -> None:
        """Note that the reply to a request was shown; it is not kept any longer."""
