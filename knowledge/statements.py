"""Finds what the sources say on what somebody asks, statement by statement, in their own wording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.answer import Answer
from knowledge.embedder import Vectors
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Standing
from knowledge.question import Question
from knowledge.words import terms

LEAST_WORDS = 7
"""Words from which an item says something; a shorter one only names a topic."""
MOST_WORDS = 60
"""Words of all statements that are shown; a summary of many fills that alone."""
MOST = 2
NEAR = 0.42
"""Cosine from which a statement is on what is asked, where advice answers and its own note is among those found."""
NEAR_TOPIC = 0.55
"""The same where a topic answers: most questions then ask what something is, and no source need speak."""
SURELY = 0.6
"""The same beside advice for a statement whose note was not found."""
WORD_FOR_WORD = 1.0
"""The same beside a topic."""
_CONSIDERED = 4
"""Notes found that count."""
_CLOSE = 0.1
"""How much farther (cosine) than the nearest one another may be that is shown beside it."""
_SAID = 0.75
"""Share of a statement's terms from which a text says the same."""


@dataclass(frozen=True, slots=True)
class _Stated:
    curriculum: Curriculum
    standings: tuple[Standing, ...]
    vectors: Vectors


class Statements:
    """What the sources state, as the notes are now. Safe for concurrent reads."""

    def __init__(self, library: Library) -> None:
        """Encode the statements of a library's roadmaps, or take them from its cache."""
        self._library = library
        self._stated = self._read()

    def nearest(self, question: Question, answer: Answer) -> tuple[Standing, ...]:
        """Return the statements nearest to a question, nearest first, without those that its answer says anyway."""
        if self._stated.curriculum is not self._library.curriculum:
            self._stated = self._read()
        stated = self._stated
        likeness = stated.vectors @ question.encoding.vector
        notes = {found.id for found in answer.found[:_CONSIDERED]}
        is_advice = answer.note in stated.curriculum.advice
        least, least_of_others = (NEAR, SURELY) if is_advice else (NEAR_TOPIC, WORD_FOR_WORD)
        near = []
        for place in np.flatnonzero(likeness >= least).tolist():
            cosine, standing = float(likeness[place]), stated.standings[place]
            if standing.item.note in notes or cosine >= least_of_others:
                near.append((cosine, standing))
        if not near:
            return ()
        near.sort(key=lambda one: -one[0])
        said = set(terms(answer.text))
        new = [one for cosine, one in near if cosine >= near[0][0] - _CLOSE and not _is_said(one.item.title, said)]
        return tuple(_fitting(new[:MOST]))

    def _read(self) -> _Stated:
        curriculum = self._library.curriculum
        standings = tuple(
            Standing(roadmap, section, item)
            for roadmap in curriculum.roadmaps.values()
            for section in roadmap.sections
            for item in section.items
            if len(item.title.split()) >= LEAST_WORDS and not item.link
        )
        return _Stated(curriculum, standings, self._library.vectors_of([one.item.title for one in standings]))


def _fitting(standings: Sequence[Standing]) -> Iterator[Standing]:
    """Yield the first, and each behind it while all up to there have at most `MOST_WORDS`."""
    words = 0
    for standing in standings:
        words += len(standing.item.title.split())
        if standing is standings[0] or words <= MOST_WORDS:
            yield standing


def _is_said(statement: str, said: set[str]) -> bool:
    """Tell whether some terms say what a statement does."""
    own = set(terms(statement))
    return len(own & said) >= _SAID * len(own)
