"""Questions of other fields: which they are, and how near to one of them a question comes."""

from __future__ import annotations

from importlib import resources

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Codes = NDArray[np.int8]

ANSWERED = 0.7
"""Cosine with one of its passages from which a corpus seems to answer a foreign question, which then is none to it."""
ABOUT_AS_CLOSE = 0.1
"""With it, our notes and a FAQ together keep 97 % of the FAQ's questions; with none of this, 92 %."""
_LARGEST = 127


def foreign_questions() -> list[str]:
    """Return the packaged questions of other fields, among them words that machine learning shares with them."""
    return _lines("foreign_questions.txt")


def near_questions() -> list[str]:
    """Return the packaged questions that learners ask and that our notes do not answer, though another corpus may."""
    return _lines("near_questions.txt")


class Foreign:
    """The vectors of foreign questions, a byte a component: what a look at them costs is reading memory.

    Safe for concurrent reads.
    """

    def __init__(self, codes: Codes, scale: float) -> None:
        """Open what was built: `codes` (n, dims) are the vectors times `scale`, rounded."""
        faiss.omp_set_num_threads(1)
        self.codes, self.scale = codes, scale
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._index = faiss.IndexScalarQuantizer(codes.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        self._index.add(codes.astype(np.float32))

    @classmethod
    def build(cls, vectors: Vectors) -> Foreign:
        """Keep `vectors`, (n, dims), each row of length 1."""
        scale = _scale(vectors)
        return cls(np.rint(vectors * scale).astype(np.int8), scale)

    def likeness(self, vector: Vectors) -> float:
        """Return the cosine of a question, (dims,) of length 1, with the nearest foreign one, to about 0.01."""
        scale = _scale(vector)
        found, _ = self._index.search(np.rint(vector * scale)[None], 1)
        return float(found[0, 0]) / (scale * self.scale)


def likeness_to_others(vectors: Vectors, count: int) -> NDArray[np.float64]:
    """Return (count,): the cosine of each of the first `count` vectors with the nearest of all the others."""
    cosines = (vectors[:count] @ vectors.T).astype(np.float64)
    cosines[np.arange(count), np.arange(count)] = -1
    nearest: NDArray[np.float64] = cosines.max(axis=1)
    return nearest


def foreign_to(far: Vectors, near: Vectors, own: Vectors, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return (far + near,): which of some questions a corpus seems not to answer.

    None that is as like as `ANSWERED` to one of its vectors, `own` (n, dims). Of `near`, also none to which a document
    that does not say how it is asked is about as close as one that does, `asked` (n,): a community has added it.
    """
    cosines = np.vstack([far, near]) @ own.T
    theirs = cosines[:, ~asked].max(axis=1, initial=-1.0)
    ours = cosines[:, asked].max(axis=1, initial=-1.0)
    added = theirs >= ours - ABOUT_AS_CLOSE
    added[: len(far)] = False
    foreign: NDArray[np.bool_] = (np.maximum(theirs, ours) < ANSWERED) & ~added
    return foreign


def _lines(file: str) -> list[str]:
    text = (resources.files("knowledge") / "content" / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _scale(vectors: Vectors) -> float:
    return _LARGEST / max(float(np.abs(vectors).max(initial=0)), 1e-9)
