"""All that answering needs of one state of the notes: built from documents once, kept in the cache, opened again."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge import store
from knowledge.confidence import Confidence, Evidence
from knowledge.documents import Document, Passage
from knowledge.embedder import OnnxEmbedder
from knowledge.foreign import foreign_questions, foreign_to, near_questions
from knowledge.meant import Meant
from knowledge.named.asked_for import AskedFor
from knowledge.named.names import Names
from knowledge.notes.curriculum import Curriculum
from knowledge.parts import Parts
from knowledge.passages import ASKED_AS, cut, in_context, plain
from knowledge.pasted import gist
from knowledge.question import Question, Said
from knowledge.rank import Ranker
from knowledge.spelling import Spelling
from knowledge.symptoms import Symptoms
from knowledge.turns import Turns
from knowledge.vectors import EncodingCache, Progress
from knowledge.words import terms

SEARCHED = 3
"""Of the foreign questions, one in so many is searched for to learn how they score; all tell how they sound."""
TOKENS_UP_TO = 12_000
"""The most passages whose tokens are kept, at some 15 KB each; beyond, documents are ranked without them."""
LEARNED_UP_TO = 500
"""The most documents that say how they are asked from which it is learned; beyond, learning takes minutes."""
_STORED = ("passages", "ranker", "confidence", "spelling", "symptoms", "parts")


@dataclass(frozen=True, slots=True)
class Index:
    """Replaced whole when notes change, so no question sees half of a change."""

    curriculum: Curriculum
    names: Names
    ranker: Ranker
    confidence: Confidence
    spelling: Spelling
    symptoms: Symptoms
    parts: Parts

    def read_words(self, text: str) -> Said:
        """Return what a question's words say by themselves; it needs no model, and can be worked out beside it."""
        evidence = self.ranker.words_of(text)
        return Said(
            evidence=evidence,
            symptoms=self.symptoms.shares(evidence.terms),
            parts=self.parts.by_words(evidence.terms),
            asked_for=AskedFor.by(text, self.curriculum, self.names),
        )


class Indexer:
    """Builds indexes and keeps them in a folder, each named by what it was built from."""

    def __init__(self, folder: Path, embedder: OnnxEmbedder, encodings: EncodingCache, turns: Turns) -> None:
        self._folder = folder
        self._embedder, self._encodings, self._turns = embedder, encodings, turns
        self._beside = ThreadPoolExecutor(os.cpu_count() or 1, "words")

    def read(self, index: Index, text: str) -> Question:
        """Return a question with its words corrected; of a pasted traceback, what counts."""
        return Question(index.spelling.corrected(gist(text)), self._embedder, self._turns, index, self._beside)

    def index(self, curriculum: Curriculum, documents: Sequence[Document], progress: Progress) -> Index:
        """Return the index of some documents, from the folder if it is there as it was saved."""
        rows = [(each.id, each.title, each.text, each.aliases, each.said) for each in documents]
        content = json.dumps(rows, ensure_ascii=False)
        name = store.fingerprint(self._embedder.key, content, *foreign_questions(), *near_questions())
        folder = self._folder / name
        index = self._stored(curriculum, documents, folder) or self._built(curriculum, documents, folder, progress)
        store.forget_others(folder)
        return index

    def _stored(self, curriculum: Curriculum, documents: Sequence[Document], folder: Path) -> Index | None:
        """Return what was stored; None where there is nothing, or nothing that this version understands."""
        if (stored := store.load(folder)) is None:
            return None
        held: dict[str, store.Arrays] = {name: {} for name in _STORED}
        try:
            for name, array in stored.arrays.items():
                of, _, field = name.partition("-")
                held[of][field] = array
            return Index(
                curriculum,
                Names(curriculum),
                Ranker.from_arrays(documents, _unpacked_passages(documents, held["passages"]), held["ranker"]),
                Confidence.from_arrays(held["confidence"]),
                Spelling.from_arrays(held["spelling"], self._embedder.knows),
                Symptoms(curriculum, held["symptoms"]),
                Parts(curriculum, held["parts"]),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def _built(self, curriculum: Curriculum, documents: Sequence[Document], folder: Path, progress: Progress) -> Index:
        spelling = Spelling.build((f"{each.title}\n{each.text}" for each in documents), self._embedder.knows)
        ranker = self._ranked(documents, spelling, progress)
        confidence = self._calibrated(ranker, spelling)
        symptoms = Symptoms.build(curriculum, self._encodings.vectors)
        parts = Parts.build(curriculum, self._encodings.vectors)
        passages = _packed_passages(documents, ranker.passages)
        held = (passages, ranker.to_arrays(), confidence.to_arrays(), spelling.to_arrays(), symptoms, parts)
        arrays = {
            f"{of}-{name}": array for of, fields in zip(_STORED, held, strict=True) for name, array in fields.items()
        }
        store.save(folder, arrays, {"passages": len(ranker.passages)})
        return Index(
            curriculum,
            Names(curriculum),
            ranker,
            confidence,
            spelling,
            Symptoms(curriculum, symptoms),
            Parts(curriculum, parts),
        )

    def _ranked(self, documents: Sequence[Document], spelling: Spelling, progress: Progress) -> Ranker:
        passages = [passage for document in documents for passage in cut(document)]
        by_id = {document.id: document for document in documents}
        texts = [in_context(by_id[passage.document], passage) for passage in passages]
        vectors, codes = self._encodings.encode(texts, progress)
        asked = sum(bool(document.aliases) for document in documents)
        meant = self._meant(documents, spelling) if 0 < asked <= LEARNED_UP_TO else None
        return Ranker.build(documents, passages, vectors, codes if len(passages) <= TOKENS_UP_TO else None, meant)

    def _meant(self, documents: Sequence[Document], spelling: Spelling) -> Meant:
        """Learn from the lines that ask for each document which one a question means."""
        lines = [(place, plain(line)) for place, document in enumerate(documents) for line in _teaching(document)]
        vectors = self._encodings.vectors([line for _, line in lines])
        owners = np.array([owner for owner, _ in lines])
        return Meant.fit(vectors, [terms(spelling.corrected(line)) for _, line in lines], owners)

    def _calibrated(self, ranker: Ranker, spelling: Spelling) -> Confidence:
        """Learn how questions fare that this corpus does not answer, those aside that it seems to answer after all."""
        vectors_of = self._encodings.vectors
        by_id = {document.id: document for document in ranker.documents}
        passages = _thinned(ranker.passages)
        own = vectors_of([_own_words(by_id[passage.document], passage) for passage in passages])
        asked = np.array([bool(by_id[passage.document].aliases) for passage in passages])
        far, near = foreign_questions(), near_questions() if asked.any() else []
        is_foreign = foreign_to(vectors_of(far), vectors_of(near), own, asked)
        foreign = [text for text, chosen in zip([*far, *near], is_foreign, strict=True) if chosen] or far
        searched = foreign[::SEARCHED]
        others = vectors_of([text for text in foreign if text not in set(searched)])
        return Confidence.fit(
            own, self._evidence(ranker, spelling, searched), others, says_how_it_is_asked=bool(asked.any())
        )

    def _evidence(self, ranker: Ranker, spelling: Spelling, texts: Sequence[str]) -> Evidence:
        """Search for some questions, corrected as every question is, and return what confidence sees of them."""
        read = [spelling.corrected(text) for text in texts]
        encodings = self._embedder.encode([plain(text) for text in read])
        scores = [ranker.search(text, encoding, 1)[0].alike for text, encoding in zip(read, encodings, strict=True)]
        vectors = np.stack([encoding.vector for encoding in encodings])
        return Evidence(np.array(scores), vectors, np.array([len(text.split()) for text in read]))


def _teaching(document: Document) -> Iterator[str]:
    """Yield the lines that teach what it means to ask for a document, if it says how it is asked."""
    if document.aliases:
        yield from (document.title, *document.aliases, *document.said)


def _packed_passages(documents: Sequence[Document], passages: Sequence[Passage]) -> store.Arrays:
    """Return passages as arrays; they are in the documents' order."""
    counts = Counter(passage.document for passage in passages)
    return {
        "counts": np.array([counts[document.id] for document in documents]),
        "headings": store.packed(passage.heading for passage in passages),
        "texts": store.packed(passage.text for passage in passages),
    }


def _unpacked_passages(documents: Sequence[Document], arrays: store.Arrays) -> list[Passage]:
    """Return what `_packed_passages` took; raises ValueError where it is not whole."""
    headings, texts = store.unpacked(arrays["headings"]), store.unpacked(arrays["texts"])
    places = [
        (document.id, number)
        for document, count in zip(documents, arrays["counts"].tolist(), strict=True)
        for number in range(count)
    ]
    return [
        Passage(f"{id}#{number}", id, heading, text)
        for (id, number), heading, text in zip(places, headings, texts, strict=True)
    ]


def _own_words(document: Document, passage: Passage) -> str:
    """Return how a corpus sounds: a passage, or a way of being asked as a learner types it, without a title.

    In the direction from foreign questions to these it then counts what is asked, and not that something is asked.
    """
    return plain(passage.text) if passage.heading == ASKED_AS else in_context(document, passage)


def _thinned(passages: Sequence[Passage]) -> Sequence[Passage]:
    """Return at most some ten thousand of the passages: enough to tell how a corpus sounds."""
    return passages[:: max(1, len(passages) // 5_000)]
