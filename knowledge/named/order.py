"""The order of study: what the sources name after a topic, and what a topic builds on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.named.topic_names import TopicNames
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Roadmap, RoadmapSection

_SHORT = 6
"""Words up to which an item of a source only names what follows; a longer one is a statement."""
_NUMBER = re.compile(r"^(?:Weeks? [\d, ]+: |[\d.]+ )")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two topics, of which the one may have to come before the other."""

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Follower:
    """What follows a topic in a source."""

    roadmap: Roadmap
    item: str
    """The next item of the same part, if there is one."""
    part: str
    """The part after that."""


class Order:
    """The order in which the sources name the topics, and in which these build on each other."""

    def __init__(self, curriculum: Curriculum, names: TopicNames) -> None:
        self._curriculum, self._names = curriculum, names

    def builds_on(self, later: str, earlier: str) -> bool:
        """Tell whether a topic needs another one first, be it by way of others."""
        needed = self._curriculum.prerequisites(later)
        return earlier in needed or any(self.builds_on(one, earlier) for one in needed)

    def sources_on(self, pair: Pair) -> dict[str, bool]:
        """Return for each source that names both, by its name, whether it has them in this order."""
        places = {
            roadmap.name: (self._place(roadmap, pair.earlier), self._place(roadmap, pair.later))
            for roadmap in self._curriculum.roadmaps.values()
        }
        return {name: one < other for name, (one, other) in places.items() if one is not None and other is not None}

    def _place(self, roadmap: Roadmap, topic: str) -> tuple[int, int] | None:
        """Return where a source first names a topic: the number of the part, and of the item, -1 for all of them."""
        whole = self.parts(roadmap, topic)
        for number, section in enumerate(roadmap.sections):
            if section in whole:
                return number, -1
            for place, item in enumerate(section.items):
                if item.note == topic:
                    return number, place
        return None

    def following(self, topic: str) -> list[Follower]:
        """Return what comes next in each source that names a topic, or has a part of that name."""
        found = (self._following(roadmap, topic) for roadmap in self._curriculum.roadmaps.values())
        return [follower for follower in found if follower.item or follower.part]

    def parts(self, roadmap: Roadmap, topic: str) -> list[RoadmapSection]:
        """Return the parts of a source that are about nothing but a topic: they are called as it is."""
        return [section for section in roadmap.sections if self._names.are_called(topic, _bare(section))]

    def _following(self, roadmap: Roadmap, topic: str) -> Follower:
        """Return what comes after the part that a topic is, else after the last part that names it."""
        whole = self.parts(roadmap, topic)
        holding = whole or [section for section in roadmap.sections if any(one.note == topic for one in section.items)]
        if not holding:
            return Follower(roadmap, "", "")
        return Follower(roadmap, "" if whole else _next_item(holding[-1], topic), _next_part(roadmap, holding[-1]))


def _next_item(section: RoadmapSection, topic: str) -> str:
    last = max(place for place, item in enumerate(section.items) if item.note == topic)
    rest = section.items[last + 1 :]
    return next((item.title for item in rest if item.note != topic and len(item.title.split()) <= _SHORT), "")


def _next_part(roadmap: Roadmap, section: RoadmapSection) -> str:
    """Return what follows a part; “6.4.2” is inside “6.4”, and not after it."""
    rest = roadmap.sections[roadmap.sections.index(section) + 1 :]
    inside = roadmap.inside(section)
    return next((one.title for one in rest if one not in inside), "")


def _bare(section: RoadmapSection) -> str:
    return _NUMBER.sub("", section.title)
