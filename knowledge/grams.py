"""Likeness of texts by what lies between words and meaning: pairs of words, and runs of letters."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

_BUCKETS = 1 << 18
_RUN = re.compile(r"\w+")


def pairs(terms: Sequence[str]) -> list[str]:
    """Return the terms and each two neighbours: "gradient descent" is more than gradient and descent."""
    return [*terms, *(f"{first} {second}" for first, second in pairwise(terms))]


def spellings(text: str) -> list[str]:
    """Return every run of 3 to 5 letters within words, with a blank at a word's ends.

    A misspelled word keeps most of its runs, so `overfiting` still lies near overfitting.
    """
    found: list[str] = []
    for word in _RUN.findall(text.lower()):
        padded = f" {word} "
        for size in (3, 4, 5):
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found


class Grams:
    """Cosine of tf-idf vectors (Salton and Buckley 1988: 1 + ln tf, smoothed idf), terms hashed into buckets.

    Hashing needs no vocabulary: nothing to load, and an unknown term costs nothing. Safe for concurrent reads.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._weights, self._texts = arrays["weights"], arrays["texts"]
        self._starts, self._idf = arrays["starts"], arrays["idf"]
        self._count = int(arrays["count"][0])

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]]) -> Grams:
        """Index texts that were cut into grams; given one by one, they are never all in memory."""
        counted = [(bucket.astype(np.int32), number) for bucket, number in map(_count, texts)]
        count = len(counted)
        ends = np.cumsum([0, *(len(bucket) for bucket, _ in counted)], dtype=np.int32)
        buckets = np.concatenate([bucket for bucket, _ in counted])
        seen = np.bincount(buckets, minlength=_BUCKETS)
        idf = (np.log((1 + count) / (1 + seen)) + 1).astype(np.float32)
        weights = np.concatenate([_unit(number * idf[bucket]) for bucket, number in counted])
        del counted  # of many long texts it is half a gigabyte
        by_bucket = sparse.csr_array((weights, buckets, ends), shape=(count, _BUCKETS)).tocsc()
        return cls(
            {
                "weights": by_bucket.data,
                "texts": by_bucket.indices.astype(np.int32, copy=False),
                "starts": by_bucket.indptr.astype(np.int32, copy=False),
                "idf": idf,
                "count": np.array([count]),
            }
        )

    def scores(self, question: Sequence[str]) -> Floats:
        """Return (texts,): the cosine of each text with the question, 0 to 1."""
        buckets, number = _count(question)
        asked = _unit(number * self._idf[buckets])
        first = self._starts[buckets]
        lengths = self._starts[buckets + 1] - first
        # the places of all postings of all buckets, end to end
        ends = np.cumsum(lengths)
        places = np.arange(int(lengths.sum())) + np.repeat(first - (ends - lengths), lengths)
        products = self._weights[places] * np.repeat(asked, lengths)
        return np.bincount(self._texts[places], products, self._count).astype(np.float32)

    def to_arrays(self) -> Arrays:
        """Return everything that the constructor needs."""
        return {
            "weights": self._weights,
            "texts": self._texts,
            "starts": self._starts,
            "idf": self._idf,
            "count": np.array([self._count]),
        }


def _count(grams: Sequence[str]) -> tuple[NDArray[np.int64], Floats]:
    """Return the distinct buckets of some grams, and 1 + ln of how often each was hit."""
    counted = Counter([zlib.crc32(gram.encode()) % _BUCKETS for gram in grams])
    buckets = np.fromiter(counted, np.int64, len(counted))
    number = np.fromiter(counted.values(), np.float32, len(counted))
    return buckets, 1 + np.log(number)


def _unit(vector: Floats) -> Floats:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
