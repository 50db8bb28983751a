"""What an adapter talks to: one door for everything that comes in from a platform."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.commands import Command
from bot.core.conversation import Conversation
from bot.core.handled import Handled
from bot.core.places import Manner, Places, hears
from bot.core.reply import Basis, Reply
from bot.core.request import Place, Request
from bot.core.titles import Titles

log = logging.getLogger(__name__)


class Host(Protocol):
    """Is told when a community takes the bot in, sends it away, or changes its id."""

    def joined(self, id: str, title: str, at: datetime) -> Reply | None:
        """Take note that the bot is in a community; return a greeting where it was not there before."""

    def left(self, id: str, at: datetime) -> None:
        """Pause what a community gets."""

    def moved(self, old: str, new: str) -> None:
        """Give a community, and everything in it, the id that it has now."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Synchronous, and safe to call from several threads."""

    conversation: Conversation
    handled: Handled
    places: Places
    host: Host
    titles: Titles
    """What an argument that names a topic can be completed to."""

    @property
    def commands(self) -> Sequence[Command]:
        return self.conversation.commands

    def manner(self, place: Place) -> Manner:
        """Return how the bot is to behave in a place."""
        return self.places.manner(place)

    def receive(self, request: Request, manner: Manner = "mention") -> Reply | None:
        """Return the reply to an update, once; None where there is nothing to say, or it was said already.

        `request.id` names the update over all platforms. When this returns, the effect is stored; when the reply was
        shown, tell `shown`. Until then the same update gets the same reply and changes nothing.
        """
        if not hears(manner, addressed=request.addressed):
            return None
        try:
            if not request.addressed:
                return self.conversation.overheard(request)
            return self.handled.once(request, self.conversation.reply)
        except Exception:  # one update must not end an adapter
            log.exception("update %s failed", request.id)
            return _failed() if request.addressed else None

    def shown(self, request: Request) -> None:
        """Note that the reply to a request was shown."""
        self.handled.shown(request)


def _failed() -> Reply:
    text = "Something went wrong on my side. It is logged; please try other words."
    return Reply(text=text, private=True, basis=Basis(intent="error", answered=False, confidence=0))
