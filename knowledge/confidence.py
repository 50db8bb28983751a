"""Says how sure the library is that its notes answer a question, judged by how foreign questions fare on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]
Values = TypeVar("Values", float, Floats)

DECISION = 0.5
"""At or above it a question counts as answered."""

CLEAR = 3.4
"""How many deviations above a typical foreign question the decision lies on a plain corpus. Chosen on two public FAQs,
where 3.2 to 3.8 keep 96 to 99 % of their own questions and let 1 to 3 % of unanswerable ones through."""
LET_THROUGH = 0.05
"""Share of foreign questions that may pass on a corpus that says how it is asked: those are made for people who ask
vaguely, and declining a learner costs more than a wrong guess that names its source."""
_STEEPNESS = 1.7
"""Change of the log odds for each deviation: the slope of a logistic regression on the same six corpora."""
_LEAST_SPREAD = 0.01
"""Keeps a corpus of one note, where foreign questions all score alike, from being sure of everything."""
_PENALTY = 3.0
_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """A robust scale: median, and median absolute deviation times 1.4826 as for a normal distribution (Hampel 1974).

    Robust, because a corpus on cooking does answer some of the foreign questions, and those must not count.
    """

    typical: float
    spread: float

    @classmethod
    def of(cls, values: Floats) -> Scale:
        typical = float(np.median(values))
        return cls(typical, max(1.4826 * float(np.median(np.abs(values - typical))), _LEAST_SPREAD))

    def deviations(self, values: Values) -> Values:
        """Return how many deviations above typical a value is, or each of some."""
        return (values - self.typical) / self.spread


@dataclass(frozen=True, slots=True)
class Evidence:
    """Some questions as confidence sees them: `scores` (n,) of their best hits and `vectors` (n, dims)."""

    scores: Floats
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two questions in one: is the best hit better than a foreign question's, and does it sound like this corpus?

    The first is the score of the ranking; the second a direction in the embedding space, fitted between the corpus'
    own passages and foreign questions. A vague question of a learner has a poor best hit but sounds like the corpus.
    """

    direction: Floats
    """(dims + 1,): weights of a logistic regression and its constant."""
    score: Scale
    sound: Scale
    both: Scale
    clear: float
    """Deviations above a typical foreign question from which a question counts as answered."""

    @classmethod
    def fit(
        cls, own: Vectors, foreign: Evidence, more_foreign: Vectors, *, says_how_it_is_asked: bool = False
    ) -> Confidence:
        """Learn a corpus from its own vectors (n, dims) and from questions that it does not answer.

        Searching takes longest: `foreign` are the questions searched for, `more_foreign` (m, dims) the others.
        """
        sounds = _unseen_sounds(own, foreign.vectors, more_foreign)
        score, sound = Scale.of(foreign.scores), Scale.of(sounds)
        together = score.deviations(foreign.scores) + sound.deviations(sounds)
        both = Scale.of(together)
        clear = float(np.quantile(both.deviations(together), 1 - LET_THROUGH)) if says_how_it_is_asked else CLEAR
        return cls(_direction(own, np.vstack([foreign.vectors, more_foreign])), score, sound, both, clear)

    def of(self, score: float, vector: Vectors) -> float:
        """Return the confidence, 0 to 1, in a best hit of this score for a question of this vector."""
        sounds = float(self.direction[:-1] @ vector + self.direction[-1])
        together = self.score.deviations(score) + self.sound.deviations(sounds)
        over = self.both.deviations(together) - self.clear
        return 1 / (1 + math.exp(-max(-30.0, min(_STEEPNESS * over, 30.0))))

    def to_arrays(self) -> Arrays:
        """Return everything that `from_arrays` needs."""
        scales = [[scale.typical, scale.spread] for scale in (self.score, self.sound, self.both)]
        return {"direction": self.direction, "scales": np.array([*scales, [self.clear, 0.0]])}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Confidence:
        """Rebuild what `to_arrays` gave."""
        *scales, (clear, _) = arrays["scales"].tolist()
        score, sound, both = (Scale(*scale) for scale in scales)
        return cls(arrays["direction"], score, sound, both, clear)


def foreign_questions() -> list[str]:
    """Return the packaged questions of other fields, among them words that machine learning shares with them."""
    text = (resources.files("knowledge") / "content" / "foreign_questions.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _unseen_sounds(own: Vectors, foreign: Vectors, more_foreign: Vectors) -> Floats:
    """Return (foreign,): how each foreign question sounds to a direction that was fitted without it."""
    fold = np.arange(len(foreign)) % _FOLDS
    sounds = np.zeros(len(foreign))
    for number in range(min(_FOLDS, len(foreign))):
        others = np.vstack([foreign[fold != number], more_foreign])
        sounds[fold == number] = _along(_direction(own, others), foreign[fold == number])
    return sounds


def _direction(own: Vectors, foreign: Vectors) -> Floats:
    """Return (dims + 1,): logistic regression of own against foreign, both sides weighing the same.

    Newton's method with a quadratic penalty (Hastie, Tibshirani and Friedman 2009, section 4.4).
    """
    rows = _with_constant(np.vstack([own, foreign]))
    is_own = np.repeat([1.0, 0.0], [len(own), len(foreign)])
    weights = np.where(is_own, 0.5 / max(len(own), 1), 0.5 / max(len(foreign), 1)) * len(rows)
    penalty = np.diag([*([_PENALTY] * own.shape[1]), 1e-6])
    found = np.zeros(rows.shape[1])
    for _ in range(25):
        guess = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (guess - is_own)) + penalty @ found
        bend = (rows * (weights * guess * (1 - guess))[:, None]).T @ rows + penalty
        step = np.linalg.solve(bend, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-4:
            break
    return found


def _along(direction: Floats, vectors: Vectors) -> Floats:
    return _with_constant(vectors) @ direction


def _with_constant(vectors: Vectors) -> Floats:
    return np.hstack([vectors.astype(np.float64), np.ones((len(vectors), 1))])
