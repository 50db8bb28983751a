"""Reads questions on the order of study: where a topic stands in the sources, what follows it, what it needs first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from knowledge.named import resources
from knowledge.named.order import Order, Pair
from knowledge.named.topic_names import TopicNames
from knowledge.notes.curriculum import Curriculum

_SOURCE = re.compile(
    r"\b(?:plans?|road ?maps?|outlines?|sources?|which weeks?|how many weeks|what weeks?|chapters?|curriculum)\b"
    r"|\b(?:the|that|this|posted) (?:video|list)\b",
    re.IGNORECASE,
)
"""Says that a source is meant: a week is one of a plan, and “that video” is a roadmap."""
_WHERE = re.compile(
    r"^\W*(?:(?:and|so|ok|hi|hello|hey)\W+)*(?:in |at |on |from )?"
    r"(?:which|what|when|where|is|are|do|does|did|has|have|how many weeks)\b|\bwhere in\b",
    re.IGNORECASE,
)
"""Begins as a question does; “i follow the plan and …” tells something."""
_AFTER = re.compile(
    r"^\W*after\b|\b(?:what|what['’]?s|wat|which|next|comes?|do|to|learn|study|now)\b.{0,40}?\bafter\b",
    re.IGNORECASE,
)
_BEFORE = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"^(?P<earlier>.+?)\b(?:before|prior to)\b(?P<later>.+)$",
        r"^(?P<later>.+?)\bwithout\b(?P<earlier>.+)$",
        r"^(?P<earlier>.+?)\bor\b(?P<later>.+?)\bfirst\b",
    )
)
"""Ways to ask whether one thing has to come before another."""
_NEEDED = re.compile(
    r"""\b(?:what|wat|which)(?:['’]?s)?(?:\s+(?:all|else|exactly|topics?|things?|theory))?
        \s+(?=(?:comes?|do|should|must|have|has|is|are|to|i|needed)\b)  # not “what maths”, which is asked for then
        .{0,30}?\b(?:comes?|need(?:ed)?|required|necessary|know|learn|read|study|understand)\b
        .{0,30}?\b(?:before|prior\s+to)\b(?P<later>.+)$
    |\bwhat\s+(?:do|should|must|have|to|all|i)\b.{0,20}?\bknow\s+(?:first\s+)?(?:for|to\s+(?:start|learn|study|understand))\b(?P<goal>.+)$
    |\b(?:pre-?requisites?|prereqs?)\s+(?:for|of|to|before)\b(?P<what>.+)$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What has to be known first: “what comes before pca”, “what do i need to know for pca”, “prerequisites of pca”."""
_BEGUN = re.compile(
    r"\b(?:i|we|you|one|can|could|ever|even|try|dive|diving|get|getting|jump|jumping|go|going|read|reading|use|using"
    r"|understand|into|about|to|with)\b",
    re.IGNORECASE,
)
"""Stands before a topic that somebody is about to begin."""
_CUES = (
    *("after", "next", "now", "then", "before", "prior", "requisite", "prereq"),
    *("plan", "map", "outline", "source", "week", "chapter", "curriculum", "video", "list"),
    *("know for", "know first", "know to"),
)
"""One of them is in all that `asked` understands: a quick look spares most questions the slow ones."""
_CUES_OF_TWO = ("before", "prior", "without", "first")
"""The same for `compared`."""
_LEARNING = re.compile(r"\b(?:learn\w*|study\w*|start\w*|skip|understand\w*|finish\w*)\b", re.IGNORECASE)
_SUBJECTS = ("start", "programming", "maths", "production")
"""Stages of what is studied; “PCA before clustering” is about steps on data, and no question on what to study."""
_TO_LEARN = re.compile(r"\bwhere\b.*\b(?:learn|study|read)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:finn?ished|done|completed|learn(?:ed|t)|behind me|through with)\b"
    r"|(?<!\bdo )(?<!\bshould )(?<!\bif )\bi (?:already |allready )?know\b",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\b(?:next|now|then|afterwards)\b", re.IGNORECASE)
WHAT_NEXT = "what-to-learn-next"
"""The advice for who asks what comes after something as wide as a stage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic, and what is asked of it."""

    topic: str
    what: Literal["where", "after", "before"]


class AskedOrder:
    """Understands what is asked of the order. Safe for concurrent reads."""

    def __init__(self, curriculum: Curriculum, names: TopicNames, order: Order) -> None:
        self._curriculum, self._names, self._order = curriculum, names, order

    def asked(self, question: str) -> Asked | None:
        """Return which topic's place is asked for, or what comes after or before which.

        None where more is asked, or less.
        """
        if not _says_any(_CUES, question) or resources.is_asked(question) or _TO_LEARN.search(question):
            return None
        if needed := _NEEDED.search(question):
            return self._before(needed)
        is_after = _AFTER.search(question) or (_DONE.search(question) and _ONWARD.search(question))
        is_where = _SOURCE.search(question) and _WHERE.search(question)
        if not is_after and not is_where:
            return None
        topic = self._names.topic(question)
        if topic is None:
            return None
        if not is_after:
            return Asked(topic, "where")
        return Asked(topic, "after") if topic not in self._broad and self._order.following(topic) else None

    def _before(self, needed: re.Match[str]) -> Asked | None:
        topic = self._names.topic(_BEGUN.sub(" ", needed["later"] or needed["goal"] or needed["what"]))
        if topic is None or topic in self._broad or not self._curriculum.prerequisites(topic):
            return None
        return Asked(topic, "before")

    def compared(self, question: str) -> Pair | None:
        """Return two topics where it is asked whether the one has to be studied before the other."""
        if not _says_any(_CUES_OF_TWO, question):
            return None
        found = next((found for way in _BEFORE if (found := way.match(question))), None)
        if found is None:
            return None
        earlier, later = self._names.topic(found["earlier"]), self._names.topic(found["later"])
        if not earlier or not later or earlier == later:
            return None
        is_subject = self._curriculum.topics[earlier].front.stage in _SUBJECTS
        return Pair(earlier, later) if is_subject or _LEARNING.search(question) else None

    @cached_property
    def _broad(self) -> frozenset[str]:
        """Topics that are a stage of their own: what comes before or after them needs advice."""
        advice = self._curriculum.advice.get(WHAT_NEXT)
        return frozenset(advice.front.topics if advice else ())


def _says_any(cues: Sequence[str], question: str) -> bool:
    small = question.lower()
    return any(cue in small for cue in cues)
