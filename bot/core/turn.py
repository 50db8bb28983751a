"""What a feature gets: the request, what it is about, and what was at hand before."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.request import Request
from knowledge.question import Question


@dataclass(frozen=True, slots=True)
class Turn:
    """One request on its way through a feature."""

    request: Request
    argument: str
    """What follows the command, or the whole of a plain message."""
    question: Question
    """The argument as the search sees it; encoded at most once."""
    topic: str | None = None
    """The note at hand in this talk, if there is one."""
    asked: str = ""
    """The last question in this talk."""
    shown: str = ""
    """How the last answer in this talk begins; see `memory.beginning`."""
    guessed: bool = False
    """Whether plain words, not a command, led here."""
