"""Finds texts by the words they share with a question: terms, and BM25 on a scale from 0 to 1."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

from knowledge.postings import Postings
from knowledge.store import packed, unpacked

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

_ASKING = """
    a about above after again all am an and any are as at be because been before being below between both but by
    can cannot could did do does doing done don down during each explain few for from further get give got had has
    have having he help her here him his how i if im in into is it its just know like ll make me mean means more
    most my name need no nor not of off on once only or other our out over own please pls re s same she should show
    so some such t tell than that the their them then there these they this those through to too under understand
    until up use used using ve very want was way we were what when where which while who whom why will with work
    works would you your yours
"""
QUESTION_WORDS = frozenset(_ASKING.split())
"""Words that say how something is asked, not what about."""

_WORD = re.compile(r"\w+(?:[.\-/'’:]\w+)*[+#]*")
_JOINT = re.compile(r"[._\-/'’:]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_stemmers = threading.local()


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, stemmed, without question words.

    An identifier gives itself and its parts: `df.iloc` gives df.iloc, df, iloc; `CUDA_ERROR` cuda_error, cuda, error;
    `KeyError` keyerror, key, error. So an error string pasted whole and one remembered in part both find their note.
    """
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")  # keeps a cache, so one for each thread
    stem = _stemmers.english.stemWord
    found: list[str] = []
    for word in _WORD.findall(text):
        parts = [part for part in _JOINT.split(word) if part]
        if len(parts) > 1:
            found.append(word.lower())
        for part in parts:
            humps = _HUMP.split(part)
            names = [part, *humps] if len(humps) > 1 else [part]
            found += [stem(name) for name in map(str.lower, names) if name not in QUESTION_WORDS]
    return found


class Words:
    """BM25 of a question against every text (Robertson and Zaragoza 2009, in Lucene's form), by bm25s.

    In Lucene's form one term adds at most its inverse document frequency, so the sum over the question's terms is the
    most a text could score, and dividing by it puts every question on one scale. Terms the texts never use count
    too, as the rarest: a question that is half foreign cannot score above a half. Safe for concurrent reads.
    """

    def __init__(self, vocabulary: Sequence[str], postings: Postings) -> None:
        """Put parts together; the vocabulary's places are the terms of the postings, whose weights are BM25's."""
        self._vocabulary = {term: number for number, term in enumerate(vocabulary)}
        self._postings = postings
        seen, count = postings.seen, postings.count
        self._idf = np.log(1 + (count - seen + 0.5) / (seen + 0.5))
        self._unknown_idf = float(np.log(1 + (count + 0.5) / 0.5))

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> Words:
        """Index texts that were cut into terms."""
        if not texts:
            return cls([], Postings.build([], [], 0))
        import bm25s  # a tenth of a second and 17 MB, with the scipy that it brings: only for who builds

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells every user what it is about to do
        vocabulary = {"": 0}  # the one term of a text without terms: bm25s divides by the mean length
        ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in text] or [0] for text in texts]
        index = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        index.index((ids, vocabulary), show_progress=False)
        weights, held_by, starts = (index.scores[name] for name in ("data", "indices", "indptr"))
        return cls(
            list(vocabulary),
            Postings({"weights": weights, "texts": held_by, "starts": starts, "count": np.array([len(texts)])}),
        )

    def scores(self, question: Sequence[str]) -> Floats:
        """Return (texts,), each 0 to 1: the share of the question's weight that the text holds."""
        distinct = set(question)
        known = np.array([self._vocabulary[term] for term in distinct if term in self._vocabulary], np.int64)
        most = float(self._idf[known].sum()) + (len(distinct) - len(known)) * self._unknown_idf
        scores: Floats = self._postings.scores(known) / max(most, 1e-9)
        return scores

    def to_arrays(self) -> Arrays:
        """Return everything that `from_arrays` needs."""
        return self._postings.to_arrays() | {"vocabulary": packed(self._vocabulary)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Words:
        """Rebuild what `to_arrays` gave."""
        return cls(unpacked(arrays["vocabulary"]), Postings(arrays))
