"""Reads questions on the order of the sources: where a topic stands in them, and what follows it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from knowledge import resources
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Roadmap, RoadmapSection
from knowledge.notes.schema import TopicNote
from knowledge.words import QUESTION_WORDS, terms

Key = frozenset[str]

_SOURCE = re.compile(
    r"\b(?:plans?|road ?maps?|outlines?|sources?|which weeks?|how many weeks|what weeks?|chapters?|curriculum)\b"
    r"|\b(?:the|that|this|posted) (?:video|list)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"^\W*(?:(?:and|so|ok|hi|hello|hey)\W+)*(?:in |at |on |from )?"
    r"(?:which|what|when|where|is|are|do|does|did|has|have|how many weeks)\b|\bwhere in\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\W*after\b|\b(?:what|what['’]?s|wat|which|next|comes?|do|to|learn|study|now)\b.{0,40}?\bafter\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?P<earlier>.+?)\b(?:before|prior to)\b(?P<later>.+)$|^(?P<with>.+?)\bwithout\b(?P<without>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LEARNING = re.compile(r"\b(?:learn\w*|study\w*|start\w*|skip|understand\w*|finish\w*)\b", re.IGNORECASE)
_SUBJECTS = ("start", "programming", "maths", "production")
"""Stages of what is studied; “PCA before clustering” is about steps on data, and no question on what to study."""
_TO_LEARN = re.compile(r"\bwhere\b.*\b(?:learn|study|read)\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:finn?ished|done|completed|learn(?:ed|t)|behind me|through with)\b", re.IGNORECASE)
_ONWARD = re.compile(r"\b(?:next|now|then|afterwards)\b", re.IGNORECASE)
_ASKING = """
    24 already also basics begin begins better block blocks box chapter chapters codebasics come comes comin
    coming complete completed contain contains course cover covers curriculum doing done else even exactly find
    finish finished finishing finnished first follow follows go good hello hey hi i'm im in include included
    includes items know knowing later learn learned learning learnt leave line list lists mandatory many me
    mention mentions month months must name named names necessary needed next now of ok okay on or outline
    outlines part place plan planned plans playlist possible posted put puts really require required road
    roadmap roadmap.sh roadmaps say says section sections sh six skip something somewhere source sources stage
    stages stand stands start starting starts step study stuff taught teach teaches then thing today topic
    topics touch touching understanding video videos week weekly weeks what what's whats wich
"""
"""Words that ask about the order; question words need not be listed."""
_ADVICE = "what-to-learn-next"
_SHORT = 6
"""Words up to which an item of a source only names what follows; a longer one is a statement."""
_PROJECT = "Project:"
_BETWEEN = re.compile(r"[,():]|\band\b|\bor\b")
_NUMBER = re.compile(r"^(?:Weeks? [\d, ]+: |[\d.]+ )")


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic, and what is asked of it."""

    topic: str
    what: Literal["where", "after"]


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
    """The order in which the sources name the topics."""

    def __init__(self, curriculum: Curriculum) -> None:
        self._curriculum = curriculum

    def asked(self, question: str) -> Asked | None:
        """Return which topic's place is asked for, or what comes after which; None where more is asked, or less."""
        if resources.is_asked(question) or _TO_LEARN.search(question):
            return None
        is_after = _AFTER.search(question) or (_DONE.search(question) and _ONWARD.search(question))
        is_where = _SOURCE.search(question) and _WHERE.search(question)
        if not is_after and not is_where:
            return None
        topic = self._names.get(self._telling(question))
        if topic is None:
            return None
        if not is_after:
            return Asked(topic, "where")
        return Asked(topic, "after") if topic not in self._broad and self.following(topic) else None

    def compared(self, question: str) -> Pair | None:
        """Return two topics where it is asked whether the one has to be studied before the other."""
        found = _BEFORE.match(question)
        if found is None:
            return None
        earlier = self._names.get(self._telling(found["earlier"] or found["without"]))
        later = self._names.get(self._telling(found["later"] or found["with"]))
        if not earlier or not later or earlier == later:
            return None
        is_subject = self._curriculum.topics[earlier].front.stage in _SUBJECTS
        return Pair(earlier, later) if is_subject or _LEARNING.search(question) else None

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
        keys = {self._telling(name) for _, name in _names_of(self._curriculum.topics[topic])}
        return [section for section in roadmap.sections if self._telling(_bare(section)) in keys]

    def _following(self, roadmap: Roadmap, topic: str) -> Follower:
        whole = self.parts(roadmap, topic)
        holding = whole or [section for section in roadmap.sections if any(one.note == topic for one in section.items)]
        if not holding:
            return Follower(roadmap, "", "")
        return Follower(roadmap, "" if whole else _next_item(holding[-1], topic), _next_part(roadmap, holding[-1]))

    @cached_property
    def _broad(self) -> frozenset[str]:
        """Topics that are a stage of their own: what comes after them needs advice."""
        advice = self._curriculum.advice.get(_ADVICE)
        return frozenset(advice.front.topics if advice else ())

    @cached_property
    def _names(self) -> dict[Key, str]:
        """Topics by the telling terms of their names.

        Where several share them a title decides, then a part of one, then the name that says least beside them.
        """
        claims: dict[Key, list[tuple[int, int, str]]] = {}
        for note in self._curriculum.trail:
            for place, name in _names_of(note):
                key = frozenset(terms(name.lower()))
                if telling := key - self._asking:
                    claims.setdefault(telling, []).append((place, len(key - telling), note.id))
        found = {}
        for key, claimed in claims.items():
            best = min(claimed)[:2]
            ids = {id for *claim, id in claimed if tuple(claim) == best}
            if len(ids) == 1:
                found[key] = ids.pop()
        return found

    def _telling(self, words: str) -> Key:
        return frozenset(terms(words.lower())) - self._asking

    @cached_property
    def _asking(self) -> Key:
        return frozenset(terms(_ASKING))


def _names_of(note: TopicNote) -> Iterator[tuple[int, str]]:
    """Yield what a topic is called, and how much that counts: a title 0, a part of one 1, another name 2.

    Another name with a question word in it describes something. Projects are built, and stand in no order.
    """
    if note.title.startswith(_PROJECT):
        return
    yield 0, note.title
    yield from ((1, part) for part in _BETWEEN.split(note.title) if part.strip())
    yield from ((2, alias) for alias in note.front.aliases if QUESTION_WORDS.isdisjoint(alias.lower().split()))


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
