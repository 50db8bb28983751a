"""Finds where on the trail somebody stands: up to six questions, each where we are most in doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bot.core.mastery import GUESS, SLIP
from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question, Stage, TopicNote

MOST_QUESTIONS = 6
CONFIDENT = 2 / 3
"""The chance from which a topic is taken as known; above a half, since missing one costs more than meeting it twice."""
SETTLED = 0.05
"""A topic whose chance is this near to 0 or 1 is not worth a question."""
ABOUT = 0.03
"""Doubts that differ by less are about the same."""
BEGINNERS = 0.1
"""The share of people who start from nothing."""
EVEN = 0.5
"""The share of the others who have come along the trail; the rest know some strands of it better than others."""
STRIDE = 8
"""Topics between two places where an uneven learner may stand on a strand."""

STRANDS: tuple[tuple[Stage, ...], ...] = (
    ("start", "programming", "data"),
    ("maths",),
    ("core-ml", "evaluation", "deep-learning", "advanced", "production"),
)
"""What people tend to know apart from each other: a programmer without maths, a mathematician without Python."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answered placement question; "I don't know" is not right. `number` counts a topic's questions from 1."""

    topic: str
    number: int
    right: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """The learners we can imagine, before anything is asked: what each knows, and how likely each is.

    What a learner knows always includes what it rests on. So one answer tells about many topics: a right one makes
    everything below more likely known, a wrong one everything above less. It holds no answers: everything follows from
    the list of them.
    """

    topics: tuple[TopicNote, ...]
    learners: NDArray[np.bool_]
    """Learners × topics: who knows what."""
    prior: NDArray[np.float64]
    """How likely each learner is; sums to 1."""

    @classmethod
    def over(cls, curriculum: Curriculum, topics: Collection[str]) -> Placement:
        """Prepare to place somebody among topics that include their own prerequisites, such as a goal's."""
        trail = tuple(note for note in curriculum.trail if note.id in topics)
        even = np.tri(len(trail) + 1, len(trail), -1, dtype=np.bool_)
        uneven = _with_foundations_only(curriculum, trail, np.array(list(_uneven(trail)), dtype=np.bool_))
        prior = np.concatenate(
            [np.full(len(even), EVEN / len(even)), np.full(len(uneven), (1 - EVEN) / len(uneven))],
        )
        prior *= 1 - BEGINNERS
        prior[0] += BEGINNERS
        return cls(trail, np.concatenate([even, uneven]), prior)

    def next_question(self, answers: Sequence[Answer]) -> Question | None:
        """Return what to ask next; None when six are answered or nothing is in doubt any more.

        An answer depends on nothing but whether its topic is known, so it says most where the chance of that is nearest
        to one half. Among topics about as doubtful, the one that most sources name is the one people have heard of.
        """
        if len(answers) >= MOST_QUESTIONS:
            return None
        asked = {answer.topic for answer in answers}
        doubts = {
            place: 0.5 - abs(chance - 0.5)
            for place, chance in enumerate(self.chances(answers))
            if self.topics[place].id not in asked
        }
        most = max(doubts.values(), default=0.0)
        if most < SETTLED:
            return None
        about = [self.topics[place] for place, doubt in doubts.items() if doubt >= most - ABOUT]
        return _question(max(about, key=lambda note: len(note.front.sources)))

    def outcome(self, answers: Sequence[Answer]) -> frozenset[str]:
        """Return the topics to take as known; always with what they rest on. Without answers, none."""
        if not answers:
            return frozenset()
        chances = self.chances(answers)
        return frozenset(note.id for note, chance in zip(self.topics, chances, strict=True) if chance >= CONFIDENT)

    def chances(self, answers: Sequence[Answer]) -> NDArray[np.float64]:
        """Return for each topic the chance that it is known, by Bayes' rule with slips and lucky guesses."""
        place = {note.id: number for number, note in enumerate(self.topics)}
        weights = self.prior
        for answer in answers:
            if answer.topic in place:
                right = np.where(self.learners[:, place[answer.topic]], 1 - SLIP, GUESS)
                weights = weights * (right if answer.right else 1 - right)
        found: NDArray[np.float64] = weights @ self.learners / weights.sum()
        return found


def _uneven(trail: Sequence[TopicNote]) -> Iterator[list[bool]]:
    """Yield who knows what if everybody stood somewhere on each strand, whatever the prerequisites."""
    strands = [[note.id for note in trail if note.front.stage in stages] for stages in STRANDS]
    for ends in product(*([*range(0, len(strand), STRIDE), len(strand)] for strand in strands)):
        known = {id for strand, end in zip(strands, ends, strict=True) for id in strand[:end]}
        yield [note.id in known for note in trail]


def _with_foundations_only(
    curriculum: Curriculum, trail: Sequence[TopicNote], learners: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Take away from each learner what rests on something that the learner doesn't know; then each one only once."""
    below = [foundations(curriculum, [note.id]) for note in trail]
    rests_on = np.array([[other.id in ids for other in trail] for ids in below])
    lacking = (~learners).astype(np.float32) @ rests_on.astype(np.float32).T
    return np.unique(learners & (lacking == 0), axis=0)


def _question(note: TopicNote) -> Question:
    """Return the first question that can be answered with a tap, else the first."""
    return next((question for question in note.questions if question.options), note.questions[0])
