"""Says where a topic stands in the sources, what they name after it, and what has to be known before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.features.cards import capital, in_a_row, open_button
from knowledge.named.asked_order import WHAT_NEXT, Asked
from knowledge.named.order import Follower, Order, Pair
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Roadmap, Standing

MOST_PLACES = 5
"""Places in one source that a card shows."""
MOST_OPENED = 3
_SKIP = "Tap what is new to you. The rest you can skip."
_BUILD = "Before you go on, build something small with what you have."


@dataclass(frozen=True, slots=True)
class Standings:
    """The cards on the order of the sources."""

    curriculum: Curriculum
    order: Order

    def card(self, asked: Asked) -> Reply:
        """Return the card that a question on the order asks for."""
        match asked.what:
            case "after":
                return self.after(asked.topic)
            case "before":
                return self.before(asked.topic)
            case "where":
                return self.where(asked.topic)

    def where(self, id: str) -> Reply:
        """Return where each source names a topic, and which do not."""
        title = self.curriculum.title(id)
        named = {roadmap.name: self._places(roadmap, id) for roadmap in self.curriculum.roadmaps.values()}
        lines = [f"- **{capital(name)}:** {place}" for name, places in named.items() for place in places[:MOST_PLACES]]
        silent = [name for name, places in named.items() if not places]
        rest = (
            f"{capital(in_a_row(silent))} {_has(silent)} no item of that name."
            if silent
            else "All four sources name it."
        )
        return Reply(
            title=f"Where “{title}” stands",
            text="\n".join(lines) + f"\n\n{rest}" if lines else "No source names it; the curators added it.",
            buttons=(open_button(self.curriculum, id), *self._around()),
            basis=Basis(intent="roadmap", topics=(ScoredTopic(id=id, title=title, score=1.0),)),
        )

    def after(self, id: str) -> Reply:
        """Return what each source names after a topic, and what the topic opens in these notes."""
        title, following = self.curriculum.title(id), self.order.following(id)
        is_whole = not any(one.item for one in following)  # what a whole part opens is more than can be named here
        opens = () if is_whole else self.curriculum.unlocks(id)[:MOST_OPENED]
        lines = [f"- **{capital(one.roadmap.name)}:** {_next(one)}" for one in following]
        names = in_a_row([f"**{self.curriculum.title(other)}**" for other in opens])
        ours = f"It opens the way to {names}. " if opens else ""
        return Reply(
            title=f"After “{title}”",
            text="\n\n".join(["The sources go on like this:", "\n".join(lines), f"{ours}{_BUILD}"]),
            buttons=(*(open_button(self.curriculum, other) for other in opens), *self._around()),
            basis=_basis(self.curriculum, id, opens),
        )

    def before(self, id: str) -> Reply:
        """Return what has to be known before a topic, and which sources have that in this order too."""
        title, needed = self.curriculum.title(id), self.curriculum.prerequisites(id)
        lines = [f"- **{self.curriculum.title(one)}**{self._named_earlier(Pair(one, id))}" for one in needed]
        return Reply(
            title=f"Before “{title}”",
            text="In these notes it builds on this:\n\n" + "\n".join(lines) + "\n\n" + _SKIP,
            buttons=(
                *(open_button(self.curriculum, one) for one in needed),
                open_button(self.curriculum, id),
                Button(label="All stages", send="/roadmap"),
            ),
            basis=_basis(self.curriculum, id, needed),
        )

    def _named_earlier(self, pair: Pair) -> str:
        names = [name for name, is_so in self.order.sources_on(pair).items() if is_so]
        return f": {in_a_row(names)} {_has(names)} it first, too" if names else ""

    def compared(self, pair: Pair) -> str:
        """Return whether the one topic needs the other first: what the notes say, and the order of the sources."""
        earlier, later = f"“{self.curriculum.title(pair.earlier)}”", f"“{self.curriculum.title(pair.later)}”"
        builds = "builds" if self.order.builds_on(pair.later, pair.earlier) else "doesn't build"
        text = f"In these notes {later} {builds} on {earlier}."
        orders = self.order.sources_on(pair)
        for title, comes_first in ((earlier, True), (later, False)):
            if names := [name for name, is_so in orders.items() if is_so is comes_first]:
                text += f" {capital(in_a_row(names))} {_has(names)} {title} first."
        return text

    def _places(self, roadmap: Roadmap, id: str) -> list[str]:
        """Return where a source names a topic, and first the parts that are called as it is."""
        whole = self.order.parts(roadmap, id) if id in self.curriculum.topics else []
        items = [
            _place(standing)
            for standing in self.curriculum.standings(id)
            if standing.roadmap is roadmap and (not whole or standing.item.link)
        ]
        return [*dict.fromkeys([*(section.title for section in whole), *items])]

    def _around(self) -> Iterator[Button]:
        if advice := self.curriculum.advice.get(WHAT_NEXT):
            yield open_button(self.curriculum, advice.id)
        yield Button(label="All stages", send="/roadmap")


def _basis(curriculum: Curriculum, id: str, others: Sequence[str]) -> Basis:
    topics = (
        ScoredTopic(id=one, title=curriculum.title(one), score=1.0 if one == id else 0.5) for one in (id, *others)
    )
    return Basis(intent="roadmap", topics=tuple(topics))


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _next(follower: Follower) -> str:
    part = f"next part: {follower.part}" if follower.part else ""
    return "; ".join(words for words in (follower.item, part) if words)


def _place(standing: Standing) -> str:
    link = f": {standing.item.link}" if standing.item.link else ""
    return f"{standing.section.title}: {standing.item.title}{link}"
