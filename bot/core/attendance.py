"""Notes that a learner is here: what was ignored is forgotten, and messages that had become fewer come again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.learners import Learners
from bot.core.request import Request
from bot.core.rhythm import next_daily


@dataclass(frozen=True, slots=True)
class Attendance:
    """Called with every request, before it is answered."""

    learners: Learners

    def __call__(self, request: Request) -> None:
        """Note that the person spoke, if we know them."""
        before = self.learners.heard(request)
        if before and before.ignored:
            last = self.learners.last_slot(before.id)
            self.learners.change(before, before.settings, next_daily(before.settings, before.id, request.at, last))
