"""What the topics are called in questions on the order of study: “python”, “the stats weeks”."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from knowledge.named.wording import parts_of
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote
from knowledge.words import QUESTION_WORDS, terms

Key = frozenset[str]

_ASKING = """
    24 already also basics begin begins better block blocks box chapter chapters codebasics come comes comin
    coming complete completed contain contains course cover covers curriculum doing done else even exactly find
    finish finished finishing finnished first follow follows go good hello hey hi i'm im in include included
    includes items know knowing later learn learned learning learnt leave line list lists mandatory many me
    mention mentions month months must name named names necessary needed next now of ok okay on or outline
    outlines part place plan planned plans playlist possible posted put puts really require required road
    roadmap roadmap.sh roadmaps say says section sections sh six skip something somewhere source sources stage
    stages stand stands start starting starts step study stuff taught teach teaches then thing today topic
    topics touch touching understanding video videos week weekly weeks well what what's whats wich
"""
"""Words that ask about the order; question words need not be listed."""
_PROJECT = "Project:"


class TopicNames:
    """Finds the topic that is named among words on the order: “python”, “which week has pandas”.

    `Names` hears a name only where nothing else is said. Here the words that ask about the order are taken away, and of
    what is left the terms count, in any order.
    """

    def __init__(self, curriculum: Curriculum) -> None:
        self._curriculum = curriculum

    def topic(self, words: str) -> str | None:
        """Return the topic that is named; None where more is said than a name, or less."""
        return self._topics.get(self._telling(words))

    def are_called(self, topic: str, words: str) -> bool:
        """Tell whether some words are one of a topic's names."""
        return self._telling(words) in self._called[topic]

    @cached_property
    def _called(self) -> dict[str, frozenset[Key]]:
        """What tells of each topic, name by name."""
        return {
            note.id: frozenset(self._telling(name) for _, name in _names_of(note)) for note in self._curriculum.trail
        }

    @cached_property
    def _topics(self) -> dict[Key, str]:
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
    yield from ((1, part) for part in parts_of(note.title))
    yield from ((2, alias) for alias in note.front.aliases if QUESTION_WORDS.isdisjoint(alias.lower().split()))
