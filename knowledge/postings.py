"""Keeps, for each term, the texts that have it: a question reads the lists of its own terms and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]


class Postings:
    """A sparse matrix of terms by texts, kept by term. Safe for concurrent reads."""

    def __init__(self, arrays: Arrays) -> None:
        """Take `weights` and `texts`, one entry each time a text has a term, `starts`, (terms + 1,), and `count`, (1,).

        The entries of term t are those from `starts[t]` to `starts[t + 1]`; there are `count` texts.
        """
        self._weights, self._texts, self._starts = arrays["weights"], arrays["texts"], arrays["starts"]
        self.count = int(arrays["count"][0])

    @classmethod
    def build(cls, terms: Sequence[NDArray[np.int32]], weights: Sequence[Floats], size: int) -> Postings:
        """Index texts, each given as its distinct terms, 0 to `size` - 1, and their weights."""
        every = np.concatenate([*terms, np.zeros(0, np.int32)])
        order = np.argsort(every, kind="stable")
        kind = np.uint16 if len(terms) <= np.iinfo(np.uint16).max else np.int32  # they are most of it, and few suffice
        texts = np.repeat(np.arange(len(terms), dtype=kind), [len(each) for each in terms])
        return cls(
            {
                "weights": np.concatenate([*weights, np.zeros(0, np.float32)])[order],
                "texts": texts[order],
                "starts": np.cumsum([0, *np.bincount(every, minlength=size)], dtype=np.int32),
                "count": np.array([len(terms)]),
            }
        )

    @property
    def seen(self) -> NDArray[np.int64]:
        """Return (terms,): how many texts have each term."""
        return np.diff(self._starts).astype(np.int64)

    def scores(self, terms: NDArray[np.int64], factors: Floats | float = 1.0) -> Floats:
        """Return (texts,): the sum of each text's weights for some distinct terms, each times its factor."""
        first = self._starts[terms]
        lengths = self._starts[terms + 1] - first
        # the places of all entries of all terms, end to end
        ends = np.cumsum(lengths)
        places = np.arange(int(lengths.sum())) + np.repeat(first - (ends - lengths), lengths)
        products = self._weights[places] * (factors if isinstance(factors, float) else np.repeat(factors, lengths))
        return np.bincount(self._texts[places], products, self.count).astype(np.float32)

    def to_arrays(self) -> Arrays:
        """Return what the constructor takes."""
        return {
            "weights": self._weights,
            "texts": self._texts,
            "starts": self._starts,
            "count": np.array([self.count]),
        }
