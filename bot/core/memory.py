"""Remembers for a while what a talk is about, so that 'and its drawbacks?' has something to point at."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from bot.core.request import Request

KEPT_FOR = timedelta(minutes=45)
MOST_TALKS = 5_000


@dataclass(frozen=True, slots=True)
class AtHand:
    """The note a talk is about, the question that led there, and when that was."""

    topic: str | None
    asked: str
    at: datetime
    shown: str = ""
    """The `beginning` of the last answer."""
    expects: str = ""
    """The command that a plain answer belongs to, where the last reply asked for one."""
    hears_all: bool = False
    """Whether whatever is said next is that answer."""


class Memory:
    """The talks of the last while: one person in one place is one talk.

    Lost on a restart, which costs a learner one more word; nothing here is worth a table.
    """

    def __init__(self) -> None:
        self._talks: OrderedDict[tuple[str, str, str], AtHand] = OrderedDict()
        self._lock = Lock()

    def recall(self, request: Request) -> AtHand | None:
        """Return what is at hand in the talk that a request belongs to."""
        with self._lock:
            found = self._talks.get(_talk(request))
        return found if found and request.at - found.at <= KEPT_FOR else None

    def remember(self, request: Request, at_hand: AtHand) -> None:
        """Keep what this request turned out to be about."""
        with self._lock:
            self._talks[_talk(request)] = at_hand
            self._talks.move_to_end(_talk(request))
            while len(self._talks) > MOST_TALKS:
                self._talks.popitem(last=False)


def beginning(text: str) -> str:
    """Return as much of a text as tells it from others."""
    return text[:100]


def _talk(request: Request) -> tuple[str, str, str]:
    return request.person.id, request.place.platform, request.place.id
