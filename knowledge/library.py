"""The public face of the library: open, ingest, search, answer, evaluate."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from knowledge import store
from knowledge.answer import Answer, choose
from knowledge.confidence import DECISION, Confidence, Evidence
from knowledge.documents import Document, Hit, Passage
from knowledge.embedder import Embedder, Encoding, OnnxEmbedder, Vectors
from knowledge.evaluation import Judgements, Scores, evaluate
from knowledge.foreign import foreign_questions, foreign_to, near_questions
from knowledge.ingest import Taken, added_documents, take_in
from knowledge.meant import Meant
from knowledge.model import ExportedModel, Say, ready_model
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.passages import ASKED_AS, cut, in_context, plain
from knowledge.pasted import gist
from knowledge.rank import Ranker
from knowledge.spelling import Spelling
from knowledge.theory import Message, Symptoms, Theory, nearest_theory
from knowledge.turns import Turns
from knowledge.vectors import EncodingCache, Progress, no_progress
from knowledge.words import terms

CONSIDERED = 15
"""Hits that an answer is chosen from."""
FOR_THEORY = 30
"""Hits that a section is chosen from: notes near to where somebody is count even where others rank before them."""
SEARCHED = 3
"""Of the foreign questions, one in so many is searched for to learn how they score; all tell how they sound."""
TOKENS_UP_TO = 12_000
"""The most passages whose tokens are kept, at some 15 KB each; beyond, documents are ranked without them."""

LEARNED_UP_TO = 500
"""The most documents that say how they are asked from which it is learned; beyond, learning takes minutes."""


class Question:
    """A question on its way through search; encoded when that is first needed, and once."""

    def __init__(self, text: str, embedder: Embedder, turns: Turns) -> None:
        self.text = text
        self._embedder = embedder
        self._turns = turns

    @cached_property
    def encoding(self) -> Encoding:
        with self._turns:
            return self._embedder.encode([plain(self.text)])[0]


@dataclass(frozen=True, slots=True)
class Findings:
    """Hits, best first, and how sure it is (0 to 1) that they answer the question."""

    hits: tuple[Hit, ...]
    confidence: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Guesses:
    """Sections that may help, best first, and how sure it is (0 to 1) that the notes know about this at all."""

    theories: tuple[Theory, ...]
    confidence: float
    answered: bool
    advice: bool = False
    """Whether advice on how to study comes nearer than any topic."""


@dataclass(frozen=True, slots=True)
class _Index:
    """All that one state of the notes needs; replaced whole, so no question sees half of a change."""

    curriculum: Curriculum
    ranker: Ranker
    confidence: Confidence
    spelling: Spelling
    symptoms: Symptoms


class Library:
    """Notes and the search over them. Safe for concurrent reads, also while `refresh` swaps in a new index."""

    def __init__(self, model: ExportedModel, cache: Path, added: Path | None, content: Path = CONTENT) -> None:
        """Prepare a library; `open` and `of` are the ways in.

        NumPy's BLAS is held to one thread in this process: its products here are small, and two threads that wait for
        each other in a loop made search eight times slower on a busy machine of two processors.
        """
        threadpool_limits(limits=1, user_api="blas")
        self._embedder = OnnxEmbedder(model)
        self._turns = Turns(os.cpu_count() or 1)
        self._cache = cache
        self._added = added
        self._content = content
        self._encodings = EncodingCache(
            cache / "encodings", self._embedder, many=lambda: OnnxEmbedder(model, threads=os.cpu_count() or 1)
        )
        self._index: _Index

    @classmethod
    def open(
        cls,
        cache: Path,
        *,
        added: Path | None = None,
        model: str | None = None,
        content: Path = CONTENT,
        say: Say = lambda _: None,
        progress: Progress = no_progress,
    ) -> Library:
        """Open the notes that come with Trailmate and those in the folder `added`, building what is not in `cache`.

        Raises ModelError, NoteError or CorpusError, each saying what to do.
        """
        library = cls(ready_model(model, cache, say), cache, added, content)
        library.refresh(progress)
        return library

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        cache: Path,
        *,
        model: str | None = None,
        say: Say = lambda _: None,
        progress: Progress = no_progress,
    ) -> Library:
        """Open a library over any documents, without our notes."""
        library = cls(ready_model(model, cache, say), cache, None)
        library._index = library._built(Curriculum({}, {}, {}), documents, progress)  # our own
        return library

    @property
    def curriculum(self) -> Curriculum:
        """Return the notes as they are now."""
        return self._index.curriculum

    @property
    def size(self) -> int:
        """Return how many passages are indexed."""
        return len(self._index.ranker.passages)

    def refresh(self, progress: Progress = no_progress) -> None:
        """Read the notes again and swap the new index in."""
        folders = [self._content, *([self._added] if self._added and self._added.is_dir() else [])]
        curriculum = Curriculum.load(*folders)
        documents = curriculum.documents()
        if self._added:
            documents += added_documents(self._added)
        self._index = self._built(curriculum, documents, progress)

    def ingest(self, path: Path, progress: Progress = no_progress) -> Taken:
        """Take in a file or folder of notes, keep it, and swap the new index in."""
        if self._added is None:
            raise ValueError("this library was opened without a folder for added notes")
        taken = take_in(path, self._added)
        self.refresh(progress)
        return taken

    def read(self, text: str) -> Question:
        """Return a question, ready to be searched for: its words corrected; of a pasted traceback, what counts."""
        return self._read(self._index.spelling, text)

    def vectors_of(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dims) vectors, kept in the cache: for phrases that are compared again and again."""
        return self._encodings.vectors(texts)

    def asked_vectors(self) -> Vectors:
        """Return (n, dims): the vectors of all the ways in which the notes say that they are asked."""
        ranker = self._index.ranker
        rows = [row for row, passage in enumerate(ranker.passages) if passage.heading == ASKED_AS]
        return ranker.vectors[rows]

    def search(self, question: Question, k: int = 5) -> Findings:
        """Return the nearest documents, each with its best passage."""
        return self._search(self._index, question, k)

    def answer(self, question: Question) -> Answer:
        """Return what the notes answer, or that they do not."""
        index = self._index
        findings = self._search(index, question, CONSIDERED)
        likeness = index.symptoms.likeness(plain(question.text), question.encoding)
        return choose(
            index.curriculum, question.text, findings.hits, findings.confidence, findings.answered, likeness.described
        )

    def theory(self, question: Question, k: int = 3, near: Collection[str] = ()) -> Guesses:
        """Return the sections that help best with what somebody is stuck on; `near` are topics where it may lie."""
        index = self._index
        findings = self._search(index, question, FOR_THEORY)
        encoding = question.encoding
        with self._turns:
            likeness = index.symptoms.likeness(plain(question.text), encoding)
            theories = nearest_theory(
                index.curriculum, index.ranker, findings.hits, likeness, Message(question.text, encoding), k, near
            )
        return Guesses(
            tuple(theories),
            findings.confidence,
            answered=findings.answered and bool(theories),
            advice=findings.hits[0].document.id in index.curriculum.advice,
        )

    def evaluate(
        self, questions: Mapping[str, str], judgements: Judgements, progress: Progress = no_progress
    ) -> Scores:
        """Measure search on judged questions."""
        return evaluate(
            lambda text: [hit.document.id for hit in self.search(self.read(text), 10).hits],
            questions,
            judgements,
            progress,
        )

    def _read(self, spelling: Spelling, text: str) -> Question:
        return Question(spelling.corrected(gist(text)), self._embedder, self._turns)

    def _search(self, index: _Index, question: Question, k: int) -> Findings:
        encoding = question.encoding  # takes a turn itself
        with self._turns:
            hits = index.ranker.search(question.text, encoding, k)
        confidence = index.confidence.of(hits[0].alike, encoding.vector, _length(question.text))
        return Findings(tuple(hits), confidence, confidence >= DECISION)

    def _built(self, curriculum: Curriculum, documents: Sequence[Document], progress: Progress) -> _Index:
        content = json.dumps([asdict(document) for document in documents], ensure_ascii=False)
        folder = (
            self._cache
            / "indexes"
            / store.fingerprint(self._embedder.key, content, *foreign_questions(), *near_questions())
        )
        parts = self._restored(documents, store.load(folder))
        if parts is None:
            spelling = Spelling.build((f"{each.title}\n{each.text}" for each in documents), self._embedder.knows)
            ranker = self._ranked(documents, spelling, progress)
            confidence = self._calibrated(ranker, spelling)
            rows = [[passage.id, passage.document, passage.heading, passage.text] for passage in ranker.passages]
            arrays = {
                **ranker.to_arrays(),
                **{f"confidence-{name}": array for name, array in confidence.to_arrays().items()},
                **{f"spelling-{name}": array for name, array in spelling.to_arrays().items()},
            }
            store.save(folder, arrays, {"passages": rows})
            parts = ranker, confidence, spelling
        store.forget_others(folder)
        return _Index(curriculum, *parts, Symptoms(curriculum, self._encodings.vectors))

    def _ranked(self, documents: Sequence[Document], spelling: Spelling, progress: Progress) -> Ranker:
        passages = [passage for document in documents for passage in cut(document)]
        vectors, codes = self._encodings.encode(_texts(documents, passages), progress)
        asked = sum(bool(document.aliases) for document in documents)
        meant = self._meant(documents, passages, spelling) if 0 < asked <= LEARNED_UP_TO else None
        return Ranker.build(documents, passages, vectors, codes if len(passages) <= TOKENS_UP_TO else None, meant)

    def _meant(self, documents: Sequence[Document], passages: Sequence[Passage], spelling: Spelling) -> Meant:
        """Learn from titles, ways of asking, and the headings that only one document has, such as symptoms."""
        headings = {(passage.heading, passage.document) for passage in passages}
        shared = Counter(heading for heading, _ in headings)
        own_headings: dict[str, list[str]] = {}
        for heading, document_id in sorted(headings):
            if shared[heading] == 1:
                own_headings.setdefault(document_id, []).append(heading)
        lines = [
            (place, plain(line))
            for place, document in enumerate(documents)
            if document.aliases
            for line in (document.title, *document.aliases, *own_headings.get(document.id, ()))
        ]
        vectors = self.vectors_of([line for _, line in lines])
        owners = np.array([owner for owner, _ in lines])
        return Meant.fit(vectors, [terms(spelling.corrected(line)) for _, line in lines], owners)

    def _restored(
        self, documents: Sequence[Document], stored: store.Stored | None
    ) -> tuple[Ranker, Confidence, Spelling] | None:
        """Return what was stored; None where there is nothing, or nothing that this version understands."""
        if stored is None:
            return None
        parts: dict[str, dict[str, NDArray[Any]]] = {"confidence": {}, "spelling": {}, "": {}}
        for name, array in stored.arrays.items():
            part = name.partition("-")[0]
            known = part if part in parts else ""
            parts[known][name.removeprefix(f"{known}-")] = array
        try:
            passages = [Passage(*row) for row in stored.facts["passages"]]
            return (
                Ranker.from_arrays(documents, passages, parts[""]),
                Confidence.from_arrays(parts["confidence"]),
                Spelling.from_arrays(parts["spelling"], self._embedder.knows),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def _calibrated(self, ranker: Ranker, spelling: Spelling) -> Confidence:
        by_id = {document.id: document for document in ranker.documents}
        passages = _thinned(ranker.passages)
        own = self.vectors_of([_own_words(by_id[passage.document], passage) for passage in passages])
        asked = np.array([bool(by_id[passage.document].aliases) for passage in passages])
        far, near = foreign_questions(), near_questions() if asked.any() else []
        is_foreign = foreign_to(self.vectors_of(far), self.vectors_of(near), own, asked)
        foreign = [text for text, chosen in zip([*far, *near], is_foreign, strict=True) if chosen] or far
        searched = foreign[::SEARCHED]
        others = self.vectors_of([text for text in foreign if text not in set(searched)])
        return Confidence.fit(
            own, self._evidence(ranker, spelling, searched), others, says_how_it_is_asked=bool(asked.any())
        )

    def _evidence(self, ranker: Ranker, spelling: Spelling, texts: Sequence[str]) -> Evidence:
        scores, vectors = [], []
        for text in texts:
            question = self._read(spelling, text)
            scores.append(ranker.search(question.text, question.encoding, 1)[0].alike)
            vectors.append(question.encoding.vector)
        return Evidence(np.array(scores), np.stack(vectors), np.array([_length(text) for text in texts]))


def _texts(documents: Sequence[Document], passages: Sequence[Passage]) -> list[str]:
    by_id = {document.id: document for document in documents}
    return [in_context(by_id[passage.document], passage) for passage in passages]


def _own_words(document: Document, passage: Passage) -> str:
    """Return how a corpus sounds: a passage, or a way of being asked as a learner types it, without a title.

    In the direction from foreign questions to these it then counts what is asked, and not that something is asked.
    """
    return plain(passage.text) if passage.heading == ASKED_AS else in_context(document, passage)


def _length(question: str) -> int:
    return len(question.split())


def _thinned(passages: Sequence[Passage]) -> Sequence[Passage]:
    """Return at most some ten thousand of the passages: enough to tell how a corpus sounds."""
    return passages[:: max(1, len(passages) // 5_000)]
