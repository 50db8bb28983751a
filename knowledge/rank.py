"""Ranks documents for a question: gathers candidates by meaning and by words, and adds up seven kinds of evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import Dense
from knowledge.documents import Document, Hit, Passage
from knowledge.embedder import Encoding
from knowledge.grams import Grams, pairs, spellings
from knowledge.late import Codes, Late
from knowledge.meant import Meant
from knowledge.passages import in_context, plain, whole
from knowledge.words import Words, terms

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]

WEIGHTS = np.array([0.8, 0.3, 0.8, 0.4, 0.5, 1.0, 0.5], np.float32)
"""For: best passage's cosine, mean cosine, BM25, word pairs, spellings, tokens, what was learned from ways of asking.
Round numbers on a flat optimum; the last is left out where no document says how it is asked."""
CANDIDATES = 100
"""Passages that dense search looks at."""
DOCUMENTS_EACH = 16
"""Different documents taken of those, and by words: a note that says in many ways how it is asked must not crowd out
the others. With 25 nothing was found better, and a question cost a fifth more."""
RERANKED = 10
"""Documents whose passages are compared token by token: with 15 nothing was found better, and search cost a tenth more.
Those behind them keep their order, and count as the least like of them."""
PASSAGES_EACH = 2
"""Passages of each such document that are; with 3 nothing was found better, and search cost a tenth more."""
PASSAGES_RERANKED = 32
"""Passages that are compared token by token where passages of a few documents are weighed; the others count as the
least like of them. With all of them nothing was found better, and it took twice as long."""
GRAMS_UP_TO = 20_000
"""The most documents for which word pairs and spellings are kept; their postings grow too long beyond."""


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """What a question's words say of documents and passages, without a model."""

    terms: Sequence[str]
    passages: Floats
    """(passages,): BM25."""
    best: Floats
    """(documents,): that of each document's best passage."""
    documents: Floats
    """(documents,): BM25 of the best passage and of the whole, averaged."""
    pairs: Floats
    spellings: Floats
    meant: Floats
    """What `Meant.of_words` says, if anything was learned."""


class Ranker:
    """An index over documents and their passages. Safe for concurrent reads."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        dense: Dense,
        words: tuple[Words, Words],
        grams: tuple[Grams, Grams] | None,
        late: Late | None,
        meant: Meant | None = None,
    ) -> None:
        """Put parts together; `words` are over documents and over passages, `grams` are word pairs and spellings."""
        self.documents, self.passages = documents, passages
        self._dense, self._grams, self._late, self._meant = dense, grams, late, meant
        self._weights = WEIGHTS if meant else WEIGHTS * [1, 1, 1, 1, 1, 1, 0]
        self._document_words, self._passage_words = words
        places = {document.id: number for number, document in enumerate(documents)}
        self._owners = np.array([places[passage.document] for passage in passages], np.int64)
        steps = np.diff(self._owners, prepend=-1, append=len(documents))
        if len(passages) == 0 or steps.min() < 0 or steps.max() > 1:
            raise ValueError("every document needs at least one passage, in the documents' order")
        self._starts = np.searchsorted(self._owners, np.arange(len(documents) + 1))

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: Floats,
        codes: Sequence[Codes] | None,
        meant: Meant | None = None,
    ) -> Ranker:
        """Index documents; `vectors` is (passages, dims), of `in_context` texts, `codes` their compressed tokens."""
        by_id = {document.id: document for document in documents}
        texts = [whole(document) for document in documents]
        cut = [terms(text) for text in texts]
        words = (
            Words.build(cut),
            Words.build([terms(in_context(by_id[passage.document], passage)) for passage in passages]),
        )
        few = len(documents) <= GRAMS_UP_TO
        grams = (Grams.build(map(pairs, cut)), Grams.build(map(spellings, texts))) if few else None
        return cls(documents, passages, Dense.build(vectors), words, grams, Late.build(codes) if codes else None, meant)

    @property
    def vectors(self) -> Floats:
        """Return (passages, dims): what stands for each passage."""
        return self._dense.vectors

    def words_of(self, question: str) -> WordEvidence:
        """Return what a question's words say alone; it needs no model, and can be worked out beside it."""
        asked = plain(question)
        cut = terms(asked)
        passages = self._passage_words.scores(cut)
        best = np.maximum.reduceat(passages, self._starts[:-1])
        nothing = np.zeros(len(self.documents), np.float32)
        return WordEvidence(
            terms=cut,
            passages=passages,
            best=best,
            documents=np.float32(0.5) * (best + self._document_words.scores(cut)),
            pairs=self._grams[0].scores(pairs(cut)) if self._grams else nothing,
            spellings=self._grams[1].scores(spellings(asked)) if self._grams else nothing,
            meant=self._meant.of_words(cut) if self._meant else nothing,
        )

    def search(self, question: str, encoding: Encoding, k: int, words: WordEvidence | None = None) -> list[Hit]:
        """Return up to `k` documents, best first, each with its best passage and a score, 0 to about 1.

        `words` are the question's `words_of`, where they are known already.
        """
        words = words or self.words_of(question)
        documents = self._candidates(self._dense.look(encoding.vector, CANDIDATES), words.best)
        rows, first, sizes = self._passages_of(documents)
        cosines = self._dense.cosines(encoding.vector, rows)
        close = WEIGHTS[0] * cosines + WEIGHTS[2] * words.passages[rows]
        nothing = np.zeros(len(documents), np.float32)
        parts = np.stack(
            [
                np.maximum.reduceat(cosines, first),
                np.add.reduceat(cosines, first) / sizes,
                words.documents[documents],
                words.pairs[documents],
                words.spellings[documents],
                nothing,
                self._meant.likelihoods(encoding.vector, words.meant, documents) if self._meant else nothing,
            ]
        )
        order = np.argsort(-(self._weights @ parts), kind="stable")[: max(k, RERANKED)]
        shown = _best_of_each(close, first[order], sizes[order])
        best = rows[shown[:, 0]]
        if self._late is not None and len(encoding.tokens):
            near = shown[:RERANKED]
            late = self._late.scores(encoding.tokens, rows[near.ravel()]).reshape(near.shape)
            strongest = (close[near] + WEIGHTS[5] * late).argmax(axis=1)
            best[:RERANKED] = rows[near[np.arange(len(near)), strongest]]
            likest = late.max(axis=1)
            parts[5, order] = likest.min()
            parts[5, order[:RERANKED]] = likest
        scores = (self._weights @ parts[:, order]) / self._weights.sum()
        alike = (WEIGHTS[:-1] @ parts[:-1, order]) / WEIGHTS[:-1].sum()
        first = np.argsort(-scores, kind="stable")[:k]
        found = (documents[order[first]], best[first], scores[first], alike[first])
        return [
            Hit(self.documents[document], self.passages[passage], score, liked)
            for document, passage, score, liked in zip(*(array.tolist() for array in found), strict=True)
        ]

    def likeness(self, encoding: Encoding, heading: str) -> float:
        """Return the greatest cosine of what stands below a heading among the nearest passages; -1 if none does."""
        near = self._dense.look(encoding.vector, CANDIDATES)
        rows = near[[self.passages[row].heading == heading for row in near.tolist()]]
        return float(self._dense.cosines(encoding.vector, rows).max(initial=-1.0))

    def closeness(
        self, question: str, encoding: Encoding, documents: Collection[str], wanted: Callable[[Passage], bool]
    ) -> Iterator[tuple[Passage, float]]:
        """Yield the passages of some documents that are wanted, each with how close it is, 0 to about 2."""
        places = [place for place, document in enumerate(self.documents) if document.id in documents]
        rows, _, _ = self._passages_of(np.array(places, np.int64))
        rows = rows[[wanted(self.passages[row]) for row in rows.tolist()]]
        close = WEIGHTS[0] * self._dense.cosines(encoding.vector, rows)
        close += WEIGHTS[2] * self._passage_words.scores(terms(question))[rows]
        if self._late is not None and len(encoding.tokens):
            order = np.argsort(-close, kind="stable")
            late = self._late.scores(encoding.tokens, rows[order[:PASSAGES_RERANKED]])
            close += WEIGHTS[5] * late.min(initial=1.0)
            close[order[:PASSAGES_RERANKED]] += WEIGHTS[5] * (late - late.min(initial=1.0))
        for row, score in zip(rows.tolist(), close.tolist(), strict=True):
            yield self.passages[row], score

    def _candidates(self, near: Rows, words: Floats) -> Rows:
        """Return some documents, as places in order: those of the nearest passages, and the best by words."""
        by_meaning = dict.fromkeys(self._owners[near].tolist())
        by_words = [place for place in _best(words, DOCUMENTS_EACH).tolist() if words[place] > 0]
        return np.array(sorted({*islice(by_meaning, DOCUMENTS_EACH), *by_words}))

    def _passages_of(self, documents: Rows) -> tuple[Rows, Rows, Rows]:
        """Return all passages of some documents, end to end; where each document's begin; and how many it has."""
        sizes = self._starts[documents + 1] - self._starts[documents]
        first = np.cumsum(sizes) - sizes
        return np.arange(int(sizes.sum())) + np.repeat(self._starts[documents] - first, sizes), first, sizes

    def to_arrays(self) -> Arrays:
        """Return everything but documents and passages that `from_arrays` needs."""
        parts: dict[str, Dense | Words | Grams | Late | Meant] = {
            "dense": self._dense,
            "document_words": self._document_words,
            "passage_words": self._passage_words,
        }
        if self._grams:
            parts |= {"pairs": self._grams[0], "spellings": self._grams[1]}
        if self._late:
            parts["late"] = self._late
        if self._meant:
            parts["meant"] = self._meant
        return {f"{part}-{name}": array for part, held in parts.items() for name, array in held.to_arrays().items()}

    @classmethod
    def from_arrays(cls, documents: Sequence[Document], passages: Sequence[Passage], arrays: Arrays) -> Ranker:
        """Rebuild an index from what `to_arrays` gave and the documents and passages it was built from."""
        parts: dict[str, Arrays] = {}
        for name, array in arrays.items():
            part, _, field = name.partition("-")
            parts.setdefault(part, {})[field] = array
        return cls(
            documents,
            passages,
            Dense.from_arrays(parts["dense"]),
            (Words.from_arrays(parts["document_words"]), Words.from_arrays(parts["passage_words"])),
            (Grams(parts["pairs"]), Grams(parts["spellings"])) if "pairs" in parts else None,
            Late.from_arrays(parts["late"]) if "late" in parts else None,
            Meant.from_arrays(parts["meant"]) if "meant" in parts else None,
        )


def _best(scores: Floats, k: int) -> Rows:
    """Return the places of the `k` highest scores, in no order."""
    if len(scores) <= k:
        return np.arange(len(scores))
    return np.argpartition(-scores, k - 1)[:k]


def _best_of_each(scores: Floats, first: Rows, sizes: Rows) -> Rows:
    """Return (groups, `PASSAGES_EACH` at most): the places of the best scores of each group of neighbours, best first.

    A group begins at `first` and is `sizes` long; one that is too short repeats its last.
    """
    within = np.arange(sizes.max())
    places = first[:, None] + np.minimum(within, sizes[:, None] - 1)
    own = np.where(within < sizes[:, None], scores[places], -np.inf)
    group, best = np.arange(len(first)), np.empty((len(first), PASSAGES_EACH), np.int64)
    for rank in range(min(PASSAGES_EACH, own.shape[1])):
        likest = own.argmax(axis=1)  # twice: to sort them all takes longer
        best[:, rank] = places[group, likest]
        own[group, likest] = -np.inf
    return best[:, : own.shape[1]]
