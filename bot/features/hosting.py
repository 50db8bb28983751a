"""What happens when a community takes the bot in, sends it away, or changes its id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.communities import Communities, Community
from bot.core.reply import Basis, Button, Reply
from bot.core.rhythm import next_prompt

_WELCOME = (
    "Hello. I'm Trailmate; I help people here learn machine learning. Ask me a question in your own words and I answer "
    "from my own notes, with sources, or say that I have none. I read only what is said to me.\n\n"
    "**For the people who run this place:** one tap sets me up. Until then I post nothing by myself."
)


@dataclass(frozen=True, slots=True)
class Hosting:
    """Adapters tell it what happened; what it returns is for the community to read."""

    communities: Communities

    def joined(self, id: str, title: str, at: datetime) -> Reply | None:
        """Take note that the bot is in a community; return a greeting where it was not there before."""
        known = self.communities.get(id)
        if known and known.left_at is None:
            if known.title != title:
                self._save(replace(known, title=title), at)
            return None
        back = replace(known, title=title, left_at=None) if known else Community(id, title, zone="UTC", channel=None)
        self._save(back, at)
        buttons = (
            Button(label="Set up", send="/trailmate setup"),
            Button(label="What I can do", send="/help"),
        )
        return Reply(title="Trailmate is here", text=_WELCOME, buttons=buttons, basis=Basis(intent="hello"))

    def left(self, id: str, at: datetime) -> None:
        """Pause what a community gets; what it chose is kept for a while, should the bot be asked back."""
        self.communities.leave(id, at)

    def moved(self, old: str, new: str) -> None:
        """Give a community, its channels and the messages on their way to it the id that it has now."""
        self.communities.move(old, new)

    def _save(self, community: Community, at: datetime) -> None:
        self.communities.save(community, at, next_prompt(community, at, self.communities.last_slot(community.id)))
