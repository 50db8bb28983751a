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

from knowledge.postings import Postings

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
        self._postings, self._idf = Postings(arrays), arrays["idf"]

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]]) -> Grams:
        """Index texts that were cut into grams; given one by one, they are never all in memory."""
        counted = [(buckets.astype(np.int32), number) for buckets, number in map(_count, texts)]
        seen = np.bincount(np.concatenate([buckets for buckets, _ in counted]), minlength=_BUCKETS)
        idf = (np.log((1 + len(counted)) / (1 + seen)) + 1).astype(np.float32)
        weights = [_unit(number * idf[buckets]) for buckets, number in counted]
        postings = Postings.build([buckets for buckets, _ in counted], weights, _BUCKETS)
        return cls(postings.to_arrays() | {"idf": idf})

    def scores(self, question: Sequence[str]) -> Floats:
        """Return (texts,): the cosine of each text with the question, 0 to 1."""
        buckets, number = _count(question)
        return self._postings.scores(buckets, _unit(number * self._idf[buckets]))

    def to_arrays(self) -> Arrays:
        """Return everything that the constructor needs."""
        return self._postings.to_arrays() | {"idf": self._idf}


def _count(grams: Sequence[str]) -> tuple[NDArray[np.int64], Floats]:
    """Return the distinct buckets of some grams, and 1 + ln of how often each was hit."""
    counted = Counter([zlib.crc32(gram.encode()) % _BUCKETS for gram in grams])
    buckets = np.fromiter(counted, np.int64, len(counted))
    number = np.fromiter(counted.values(), np.float32, len(counted))
    return buckets, 1 + np.log(number)


def _unit(vector: Floats) -> Floats:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
