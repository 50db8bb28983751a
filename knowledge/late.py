"""Compares a question with passages token by token: what is asked in one half-sentence is not lost in the average."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.int8]
Rows = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]

KEPT_DIMS = 128
_SCALE = 256
"""Codes are components x 256: those of a unit vector in 128 dims stay below 0.5, save one in 50,000."""


def compress(tokens: Floats) -> Codes:
    """Return (tokens, 128) codes of (tokens, dims) token vectors: turned at random, cut, made unit again, rounded.

    A random projection keeps angles (Johnson and Lindenstrauss 1984) and, unlike principal components, needs no corpus
    to be fitted on, so a code once computed stays good. At 128 bytes a token, 2,000 passages take some 40 MB.
    """
    return np.clip(np.rint(_project(tokens) * _SCALE), -127, 127).astype(np.int8)


class Late:
    """Late interaction, as in ColBERT (Khattab and Zaharia 2020), with the sentence model's own tokens.

    Safe for concurrent reads.
    """

    def __init__(self, codes: Codes, starts: Rows) -> None:
        self._codes = codes
        self._starts = starts

    @classmethod
    def build(cls, passages: Sequence[Codes]) -> Late:
        """Keep every passage's codes, each (tokens, 128); one without tokens gets a token that is like nothing."""
        kept = [codes if len(codes) else np.zeros((1, codes.shape[1]), np.int8) for codes in passages]
        return cls(np.concatenate(kept), np.cumsum([0, *map(len, kept)]))

    def scores(self, question: Floats, rows: Rows) -> Floats:
        """Return (rows,): how well each passage answers every part of the question, at most 1.

        `question` is (tokens, dims). For each of its tokens the nearest token of the passage counts. A token weighs
        as much as its best passage stands out from the average one: a token that all match alike decides nothing.
        """
        lengths = self._starts[rows + 1] - self._starts[rows]
        ends = np.cumsum(lengths)
        places = np.arange(int(lengths.sum())) + np.repeat(self._starts[rows] - (ends - lengths), lengths)
        cosines = self._codes.take(places, axis=0).astype(np.float32) @ (_project(question) / _SCALE).T
        nearest = np.maximum.reduceat(cosines, ends - lengths)
        weights = nearest.max(axis=0) - nearest.mean(axis=0) + 1e-6
        # Not `@`: with five columns OpenBLAS 0.3.31 also reads what is beside them, now and then a signalling NaN.
        scores: Floats = np.einsum("pt,t->p", nearest, weights / weights.sum())
        return scores

    def to_arrays(self) -> Arrays:
        """Return everything that `from_arrays` needs."""
        return {"codes": self._codes, "starts": self._starts}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Late:
        """Rebuild what `to_arrays` gave."""
        return cls(arrays["codes"], arrays["starts"])


def _project(tokens: Floats) -> Floats:
    turned: Floats = tokens @ _directions(tokens.shape[1])
    unit: Floats = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
    return unit


@cache
def _directions(dims: int) -> Floats:
    """Return (dims, 128 or fewer) orthonormal directions, always the same."""
    random = np.random.default_rng(0).standard_normal((dims, min(dims, KEPT_DIMS)))
    return np.linalg.qr(random)[0].astype(np.float32)
