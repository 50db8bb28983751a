"""Which topic is missing when somebody is stuck: the topic itself or something that it rests on, by Bayes' rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.core.mastery import GUESS, SLIP
from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question, TopicNote

Outcome = Literal["right", "wrong", "unsure"]
"""How a question was answered; `unsure` is "I don't know"."""
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "unsure")

MOST_QUESTIONS = 3
MOST_OF_A_TOPIC = 9
"""A topic's questions that are asked: a button has one digit for their number."""
CONFIDENT = 0.9
"""The chance from which a gap is named without another question."""
WORTH_ASKING = 0.02
"""Bits that a question has to bring on average."""
NEARER = 0.6
"""How likely a gap is one step further down the prerequisites, compared with one a step nearer."""
FURTHEST = 6
"""Steps down the prerequisites that are looked at."""
MOST_CANDIDATES = 30
STANDS = 0.25
"""How often somebody knows a topic all the same that rests on their gap."""
HOLDS = 0.95
"""How often somebody knows a topic that does not."""
ADMITS = 0.4
"""How often somebody who does not know says so, rather than guess."""
DOUBTS = 0.03
"""How often somebody who knows says "I don't know"."""

_ANSWERS = np.array(
    [
        [(1 - DOUBTS) * (1 - SLIP), (1 - DOUBTS) * SLIP, DOUBTS],
        [(1 - ADMITS) * GUESS, (1 - ADMITS) * (1 - GUESS), ADMITS],
    ]
)
"""How likely each outcome is from somebody who knows a topic (first row), and from somebody who does not."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One answered question of a walk; `number` counts a topic's questions from 1."""

    topic: str
    number: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Gaps:
    """The topics that may be missing, before anything is asked. It holds no answers: all follows from their list.

    There is taken to be one gap, the deepest topic that is missing. What rests on it is shaky, everything else holds.
    """

    candidates: tuple[TopicNote, ...]
    prior: NDArray[np.float64]
    """How likely each candidate is; sums to 1."""
    knows: NDArray[np.float64]
    """Gaps x topics: how likely somebody with that gap is to know that topic."""

    @classmethod
    def under(cls, curriculum: Curriculum, roots: Mapping[str, float], shown: Mapping[str, float]) -> Gaps:
        """Weigh some topics and what they rest on; at least one of them must have a note.

        `roots` are the topics that somebody may be stuck on, each with its weight: the heaviest is taken as not known.
        `shown` is what earlier evidence says about topics (`mastery.shown`); one that is left out was never seen.
        """
        near = _near(curriculum, roots)
        if not near:
            raise ValueError(f"none of {', '.join(roots) or 'no topics'} has a note")
        ids = sorted(near, key=lambda id: -near[id])[:MOST_CANDIDATES]
        knows = _known_with_each_gap(curriculum, ids)
        knows[:, [place for place, id in enumerate(ids) if roots.get(id) == max(roots.values())]] = 0
        odds = np.exp([shown.get(id, 0.0) for id in ids])
        prior = np.array([near[id] for id in ids]) * (knows * odds + (1 - knows)).prod(axis=1)
        return cls(tuple(curriculum.topics[id] for id in ids), prior / prior.sum(), knows)

    def chances(self, tried: Sequence[Tried] = ()) -> dict[str, float]:
        """Return how likely each topic is the gap, likeliest first."""
        weights = self._posterior(tried)
        order = np.argsort(-weights, kind="stable")
        return {self.candidates[place].id: float(weights[place]) for place in order}

    def next_question(self, tried: Sequence[Tried] = ()) -> Question | None:
        """Return the question that is expected to tell most; None where none is worth its time any more.

        Only questions that are answered with a tap are asked, each at most once.
        """
        weights = self._posterior(tried)
        if len(tried) >= MOST_QUESTIONS or weights.max() >= CONFIDENT:
            return None
        used = {(one.topic, one.number) for one in tried}
        best: tuple[float, Question | None] = (WORTH_ASKING, None)
        for place, note in enumerate(self.candidates):
            question = _first_unused(note, used)
            if question and (bits := self._gain(weights, place)) > best[0]:
                best = bits, question
        return best[1]

    def _posterior(self, tried: Sequence[Tried]) -> NDArray[np.float64]:
        places = {note.id: place for place, note in enumerate(self.candidates)}
        weights = self.prior
        for one in tried:
            if one.topic in places:
                weights = weights * self._outcomes(places[one.topic])[:, OUTCOMES.index(one.outcome)]
        found: NDArray[np.float64] = weights / weights.sum()
        return found

    def _outcomes(self, place: int) -> NDArray[np.float64]:
        """Return gaps x outcomes: how likely each answer to a question on one topic is."""
        knows = self.knows[:, place]
        found: NDArray[np.float64] = np.stack([knows, 1 - knows], axis=1) @ _ANSWERS
        return found

    def _gain(self, weights: NDArray[np.float64], place: int) -> float:
        """Return the bits by which an answer is expected to narrow the gap down: their mutual information."""
        joint = weights[:, None] * self._outcomes(place)
        return _bits(weights) + _bits(joint.sum(axis=0)) - _bits(joint)


def _near(curriculum: Curriculum, roots: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of every topic that some roots rest on, the roots included: half as much with each step."""
    weights: dict[str, float] = {}
    for root, weight in roots.items():
        level = [root] if root in curriculum.topics else []
        seen = {root}
        for steps in range(FURTHEST + 1):
            for id in level:
                weights[id] = weights.get(id, 0.0) + weight * NEARER**steps
            level = list(dict.fromkeys(p for id in level for p in curriculum.prerequisites(id) if p not in seen))
            seen |= set(level)
    return weights


def _known_with_each_gap(curriculum: Curriculum, ids: Sequence[str]) -> NDArray[np.float64]:
    """Return gaps x topics: how likely somebody is to know a topic, with each of the topics as the gap."""
    below = {id: foundations(curriculum, [id]) for id in ids}
    return np.array([[0.0 if gap == id else STANDS if gap in below[id] else HOLDS for id in ids] for gap in ids])


def _first_unused(note: TopicNote, used: set[tuple[str, int]]) -> Question | None:
    for number, question in enumerate(note.questions[:MOST_OF_A_TOPIC], 1):
        if question.options and (note.id, number) not in used:
            return question
    return None


def _bits(chances: NDArray[np.float64]) -> float:
    some = chances[chances > 0]
    return float(-(some * np.log2(some)).sum())
