"""Says how sure the library is that its notes answer a question, judged by how foreign questions fare on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.foreign import Foreign, likeness_to_others

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

DECISION = 0.5
"""At or above it a question counts as answered."""

CLEAR = 3.4
"""How many deviations above a typical foreign question the decision lies on a plain corpus. Chosen on two public FAQs,
where 3.2 to 3.8 keep 96 to 99 % of their own questions and let 1 to 3 % of unanswerable ones through."""
LET_THROUGH = 0.04
"""Share of foreign questions that may pass on a corpus that says how it is asked. It is few, and still kind to people
who ask vaguely or misspell: many of these foreign questions are chosen to share words with machine learning."""
UNLIKE = 0.7
"""Weight of being like a foreign question: a logistic regression on the judged questions that may be looked at gave it
half to two thirds of what it gave the other two."""
MOST_WORDS = 40
"""Words from which a question no longer counts as longer: it is a paste."""
STEEPNESS = 1.7
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

    def deviations(self, values: Floats) -> Floats:
        """Return how many deviations above typical each value is."""
        return (values - self.typical) / self.spread


@dataclass(frozen=True, slots=True)
class Evidence:
    """Some questions as confidence sees them: `scores` (n,) of best hits, `vectors` (n, dims), `words` (n,) in each."""

    scores: Floats
    vectors: Vectors
    words: Floats


@dataclass(frozen=True, slots=True)
class Confidence:
    """Three questions in one: is the best hit better than a foreign question's, does the question sound like this
    corpus, and is it unlike every foreign one?

    `score` is the ranking's; `sound` a direction in the embedding space, fitted between the corpus' own words and
    foreign questions; `likeness` the cosine with the nearest foreign question. A learner's vague question has a poor
    best hit but sounds like the corpus; pandas in the zoo have a fair one and sound so, but are like other questions
    on animals. With each sign z in deviations above a typical foreign question,

        together = z(score) + z(sound) - UNLIKE z(likeness) - slope log(words)

    and the confidence is the logistic of STEEPNESS (z(together) - clear). The slope is how `together` changes with
    length on foreign questions: many words dilute every sign, and one word that the corpus knows too is easily had.
    A plain corpus does without likeness and length: on two FAQs they brought nothing, and likeness cost one in fifty of
    the FAQs' own questions.
    """

    direction: Floats
    """(dims + 1,): weights of a logistic regression and its constant."""
    foreign: Foreign
    weights: Floats
    """(5,): of score, sound, likeness, log(words) and 1; their sum is z(together) - clear."""

    @classmethod
    def fit(
        cls, own: Vectors, foreign: Evidence, more_foreign: Vectors, *, says_how_it_is_asked: bool = False
    ) -> Confidence:
        """Learn a corpus from its own vectors (n, dims) and from questions that it does not answer.

        Searching takes longest: `foreign` are the questions searched for, `more_foreign` (m, dims) the others.
        """
        everyone = np.vstack([foreign.vectors, more_foreign])
        signs = [
            foreign.scores,
            _unseen_sounds(own, foreign.vectors, more_foreign),
            likeness_to_others(everyone, len(foreign.vectors)),
            np.log(np.clip(foreign.words, 1, MOST_WORDS)),
        ]
        weights = _weights(np.column_stack(signs), says_how_it_is_asked=says_how_it_is_asked)
        return cls(_direction(own, everyone), Foreign.build(everyone), weights)

    def of(self, score: float, vector: Vectors, words: int) -> float:
        """Return the confidence, 0 to 1, in a best hit of this score for a question of this vector and length."""
        sound = float(self.direction[:-1] @ vector + self.direction[-1])
        length = math.log(min(max(words, 1), MOST_WORDS))
        over = float(self.weights @ (score, sound, self.foreign.likeness(vector), length, 1.0))
        return 1 / (1 + math.exp(-max(-30.0, min(STEEPNESS * over, 30.0))))

    def to_arrays(self) -> Arrays:
        """Return everything that `from_arrays` needs."""
        foreign = {"foreign": self.foreign.codes, "foreign_scale": np.array([self.foreign.scale])}
        return {"direction": self.direction, "weights": self.weights, **foreign}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Confidence:
        """Rebuild what `to_arrays` gave."""
        foreign = Foreign(arrays["foreign"], float(arrays["foreign_scale"][0]))
        return cls(arrays["direction"], foreign, arrays["weights"])


def _weights(signs: Floats, *, says_how_it_is_asked: bool) -> Floats:
    """Return (5,) weights, see `Confidence.weights`, from the signs of foreign questions, (n, 4)."""
    unlike = UNLIKE if says_how_it_is_asked else 0.0
    score, sound, likeness = (Scale.of(sign).spread for sign in signs[:, :3].T)
    weights = np.array([1 / score, 1 / sound, -unlike / likeness, 0.0])
    if says_how_it_is_asked:
        weights[3] = -_slope(signs[:, 3], signs @ weights)
    together = signs @ weights
    scale = Scale.of(together)
    clear = float(np.quantile(scale.deviations(together), 1 - LET_THROUGH)) if says_how_it_is_asked else CLEAR
    return np.append(weights / scale.spread, -scale.typical / scale.spread - clear)


def _slope(lengths: Floats, sums: Floats) -> float:
    """Return the slope of the line of least squares through sums over lengths."""
    away = lengths - lengths.mean()
    return float(away @ sums / max(float(away @ away), 1e-9))


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
