"""Learns from the ways in which documents are asked for which of them a question is likely to mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.store import packed, unpacked

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]
Arrays = Mapping[str, NDArray[Any]]
Bags: TypeAlias = "sparse.csr_array"

USED = 2
"""How many lines have to use a term for it to count: once may be a slip."""
_PENALTY = 1e-5
"""Of the square of the weights."""
_ROUNDS = 6
_BATCH = 256
_MOMENTUM = 0.9
_STEP = 0.2
"""The learning rate at the start, for each class that there is. From 0.1 to 0.3 questions that may be looked at find
their notes alike."""
_START = 8.0
"""How far learning begins from nothing, along the means: with it a third of the steps is enough."""
_UNLIKELY = 8.0
"""Nats below certainty at which a document's likelihood counts as nothing."""


class Meant:
    """A linear classifier from a question to the document that it means. Safe for concurrent reads.

    Multinomial logistic regression on the question's vector beside the tf-idf of its terms, every document weighing the
    same however often it is asked for. The nearest line alone says less: here all lines vote, and terms that
    tell two documents apart weigh more than those they share.
    """

    def __init__(self, terms: Sequence[str], idf: Floats, weights: Floats, words: Halves, places: Rows) -> None:
        """Open what was learned.

        `weights` is (dims + 1, classes), the last row its constants; `words` is (terms, classes), in half precision,
        for they are many; `places` (classes,) says which document each class is, in order.
        """
        self._terms = {term: place for place, term in enumerate(terms)}
        self._idf, self._weights, self._words, self._places = idf, weights, words, places

    @classmethod
    def fit(cls, vectors: Floats, lines: Sequence[Sequence[str]], owners: Rows) -> Meant:
        """Learn from lines: their vectors (n, dims), their terms, and their owners (n,), places of documents."""
        seen = Counter(term for line in lines for term in set(line))
        terms = sorted(term for term, count in seen.items() if count >= USED)
        idf = np.log(len(lines) / np.array([seen[term] for term in terms], np.float32)).astype(np.float32)
        places, classes = np.unique(owners, return_inverse=True)
        weights = _learned(vectors, _bags(lines, terms, idf), classes, len(places))
        dims = vectors.shape[1]
        own, words = np.delete(weights, np.s_[dims:-1], axis=0), weights[dims:-1].astype(np.float16)
        return cls(terms, idf, own, words, places)

    def of_words(self, terms: Sequence[str]) -> Floats:
        """Return (classes,): what a question's terms alone say of each document."""
        columns, values = _bag(terms, self._terms, self._idf)
        said: Floats = values @ self._words[columns].astype(np.float32) + self._weights[-1]
        return said

    def likelihoods(self, vector: Floats, of_words: Floats, documents: Rows) -> Floats:
        """Return (documents,): how likely each is meant, from e^-8 or less (0) to surely (1), logarithmically.

        Of a document that is not asked for in any line nothing is known: it gets as much as the likeliest of these
        documents, so that the other evidence decides between them.
        """
        logits = vector @ self._weights[:-1] + of_words
        logs = logits - np.logaddexp.reduce(logits)
        places = np.minimum(np.searchsorted(self._places, documents), len(self._places) - 1)
        known = self._places[places] == documents
        likelihoods: Floats = np.maximum(0, 1 + logs[places] / _UNLIKELY).astype(np.float32)
        likelihoods[~known] = likelihoods[known].max(initial=0)
        return likelihoods

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything that `from_arrays` needs."""
        return {
            "terms": packed(self._terms),
            "idf": self._idf,
            "weights": self._weights,
            "words": self._words,
            "places": self._places,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Meant:
        """Rebuild what `to_arrays` gave."""
        return cls(unpacked(arrays["terms"]), arrays["idf"], arrays["weights"], arrays["words"], arrays["places"])


def _bag(line: Sequence[str], places: Mapping[str, int], idf: Floats) -> tuple[NDArray[np.int32], Floats]:
    """Return the places of a line's known terms, and their tf-idf as in `grams`, of length 1."""
    counted = Counter(places[term] for term in line if term in places)
    columns = np.fromiter(counted, np.int32, len(counted))
    values = (1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))) * idf[columns]
    return columns, values / max(float(np.linalg.norm(values)), 1e-9)


def _bags(lines: Sequence[Sequence[str]], terms: Sequence[str], idf: Floats) -> Bags:
    """Return (lines, terms + 1): the bag of each line, and a one behind it."""
    from scipy import sparse  # only for who learns

    places = {term: place for place, term in enumerate(terms)}
    bags = [_bag(line, places, idf) for line in lines]
    columns = np.concatenate([np.append(own, len(terms)) for own, _ in bags])
    values = np.concatenate([np.append(own, np.float32(1)) for _, own in bags])
    ends = np.cumsum([0, *(len(own) + 1 for own, _ in bags)])
    return sparse.csr_array((values, columns, ends), shape=(len(lines), len(terms) + 1))


def _learned(vectors: Floats, bags: Bags, classes: Rows, count: int) -> Floats:
    """Return (dims + terms + 1, count) weights: logistic regression by gradient descent with momentum.

    A few rounds from the classes' means on, with a step that falls to nothing; the same lines give the same weights.
    """
    dims = vectors.shape[1]
    share = 1 / np.bincount(classes)[classes]  # every class weighs the same, however many lines it has
    share = (share / share.mean()).astype(np.float32)
    weights = _means(vectors, bags, classes, count)
    velocity = np.zeros_like(weights)
    batches = _batches(len(classes))
    for number, rows in enumerate(batches):
        some, words = vectors[rows], bags[rows]
        logits = some @ weights[:dims] + words @ weights[dims:]
        errors = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
        errors[np.arange(len(rows)), classes[rows]] -= 1
        errors *= (share[rows] / len(rows))[:, None]
        gradient = np.vstack([some.T @ errors, words.T @ errors]) + _PENALTY * weights
        rate = _STEP * count * (1 - number / len(batches))
        velocity = _MOMENTUM * velocity - rate * gradient
        weights += velocity
    return weights


def _means(vectors: Floats, bags: Bags, classes: Rows, count: int) -> Floats:
    """Return where learning begins, (dims + terms + 1, count): how each class' mean differs from the mean of all."""
    member = np.zeros((len(classes), count), np.float32)
    member[np.arange(len(classes)), classes] = 1
    member /= member.sum(axis=0)
    means = np.vstack([vectors.T @ member, bags.T @ member])
    start: Floats = _START * (means - means.mean(axis=1, keepdims=True))
    return start


def _batches(count: int) -> list[Rows]:
    """Return which lines are looked at together: all, in another order in each round, the same ones every time."""
    random = np.random.default_rng(0)
    rounds = (random.permutation(count) for _ in range(_ROUNDS))
    return [rows[at : at + _BATCH] for rows in rounds for at in range(0, count, _BATCH)]
