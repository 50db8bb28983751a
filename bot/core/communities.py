"""Communities: a Discord server, a Telegram group, the local page; each with its own channel and pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from bot.core.due import Slot

LOCAL = "local"
"""The page and the terminal of one machine are one community."""
FEWEST_STUCK = 5
"""Members who must be stuck on the same topic before a community hears of it."""


@dataclass(frozen=True, slots=True)
class Community:
    """A place where learners meet. Every query about its members is scoped by its id."""

    id: str
    title: str
    zone: str
    channel: str | None
    """Destination of the daily prompt; None posts nothing."""
    prompt_at: time = time(9, 0)
    days: frozenset[int] = frozenset(range(7))
    prompts: bool = True
    weekly: bool = True
    """Whether one post a week is about the topic that most members are stuck on, with daily prompts or without."""
    left_at: datetime | None = None
    """When the bot was sent away; None while it is there."""
    help: str | None = None
    """Destination of members' questions to all; None where nobody chose one."""


class Communities(Protocol):
    """The communities, their members, and where their members are on the roadmap."""

    def get(self, id: str) -> Community | None:
        """Return a community."""

    def save(self, community: Community, at: datetime, next: Slot | None) -> None:
        """Keep a community, new or changed, and when its next prompt is due (None: never)."""

    def last_slot(self, id: str) -> Slot | None:
        """Return when the last prompt was due."""

    def leave(self, id: str, at: datetime) -> None:
        """Note that the bot is not in a community any more; nothing is due there."""

    def move(self, old: str, new: str) -> None:
        """Give a community another id, and every destination in it that begins with the old one."""

    def recent_topics(self, community: str, since: datetime) -> Sequence[tuple[str, int]]:
        """Return the topics of members' tasks since an instant, each with how many members, most first."""

    def stuck_topics(self, community: str, since: datetime) -> Sequence[str]:
        """Return the topics that several members were stuck on since an instant, most first.

        Topics of fewer members than `FEWEST_STUCK` are left out, so that nobody can be told from the others.
        """
