"""The public face of the library: open, ingest, search, answer, evaluate."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from knowledge.answer import Answer, choose
from knowledge.confidence import DECISION
from knowledge.documents import Document, Findings
from knowledge.embedder import OnnxEmbedder, Vectors
from knowledge.evaluation import Judgements, Scores, evaluate
from knowledge.index import Index, Indexer
from knowledge.ingest import Taken, added_documents, take_in
from knowledge.inside import Inside
from knowledge.model import ExportedModel, Say, ready_model
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.notes.front_matter import Remembered
from knowledge.notes.schema import Note
from knowledge.parts import Near
from knowledge.passages import ASKED_AS
from knowledge.question import Question
from knowledge.theory import Message, Theory, nearest_theory
from knowledge.turns import Turns
from knowledge.vectors import EncodingCache, Progress, no_progress

CONSIDERED = 15
"""Hits that an answer is chosen from."""
FOR_THEORY = 30
"""Hits that a section is chosen from: notes near to where somebody is count even where others rank before them."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """Sections that may help, best first, and how sure it is (0 to 1) that the notes know about this at all."""

    theories: tuple[Theory, ...]
    confidence: float
    answered: bool
    advice: bool = False
    """Whether advice on how to study comes nearer than any topic."""


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
        self._added, self._content = added, content
        self._front_matter = cache / "front_matter.json"
        self._encodings = EncodingCache(
            cache / "encodings", self._embedder, many=lambda: OnnxEmbedder(model, threads=os.cpu_count() or 1)
        )
        self._indexer = Indexer(cache / "indexes", self._embedder, self._encodings, self._turns)
        self._index: Index

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
        library._index = library._indexer.index(Curriculum({}, {}, {}), documents, progress)
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
        parse = Remembered(self._front_matter)
        curriculum = Curriculum.load(*folders, parse=parse)
        parse.keep()
        documents = curriculum.documents()
        if self._added:
            documents += added_documents(self._added)
        self._index = self._indexer.index(curriculum, documents, progress)

    def ingest(self, path: Path, progress: Progress = no_progress) -> Taken:
        """Take in a file or folder of notes, keep it, and swap the new index in."""
        if self._added is None:
            raise ValueError("this library was opened without a folder for added notes")
        taken = take_in(path, self._added, self._content)
        self.refresh(progress)
        return taken

    def read(self, text: str) -> Question:
        """Return a question, ready to be searched for: its words corrected; of a pasted traceback, what counts."""
        return self._indexer.read(self._index, text)

    def vectors_of(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dims) vectors, kept in the cache: for phrases that are compared again and again."""
        return self._encodings.vectors(texts)

    def asked_vectors(self, most: int) -> Vectors:
        """Return (about `most` or fewer, dims): vectors of ways in which the notes say that they are asked."""
        ranker = self._index.ranker
        rows = [row for row, passage in enumerate(ranker.passages) if passage.heading == ASKED_AS]
        return ranker.vectors[rows[:: max(1, len(rows) // most)]]

    def likeness_to_asked(self, question: Question) -> float:
        """Return the cosine of a question with the nearest way of asking among the passages nearest to it, else -1."""
        encoding = question.encoding  # before our turn: it takes one itself
        with self._turns:
            return self._index.ranker.likeness(encoding, ASKED_AS)

    def likeness_to_foreign(self, question: Question) -> float:
        """Return the cosine of a question with the nearest of other fields."""
        return self._index.confidence.foreign.likeness(question.encoding.vector)

    def search(self, question: Question, k: int = 5) -> Findings:
        """Return the nearest documents, each with its best passage."""
        return self._search(self._index, question, k)

    def answer(self, question: Question) -> Answer:
        """Return what the notes answer, or that they do not."""
        index = self._index
        findings = self._search(index, question, CONSIDERED)
        return choose(
            index.curriculum, index.names, question.said_to(index).asked_for, findings, _inside(index, question)
        )

    def says_a_title(self, question: Question) -> bool:
        """Tell whether a question says a word of any note's title, and so may be about another than the one at hand."""
        return self._index.names.says_a_title(question.text)

    def inside(self, note: Note, question: Question) -> list[Near]:
        """Return the parts of a note that may answer something said about it, nearest first."""
        return _inside(self._index, question).answering(note)

    def named(self, question: Question) -> str | None:
        """Return the note whose subject is all that somebody says; None where they say more, or describe something."""
        return self._index.names.subject(question.text)

    def theory(self, question: Question, k: int = 3, near: Collection[str] = ()) -> Guesses:
        """Return the sections that help best with what somebody is stuck on; `near` are topics where it may lie."""
        index = self._index
        findings = self._search(index, question, FOR_THEORY)
        encoding, symptoms = question.encoding, question.said_to(index).symptoms  # before our turn: it takes one itself
        with self._turns:
            likeness = index.symptoms.likeness(symptoms, encoding)
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

    def _search(self, index: Index, question: Question, k: int) -> Findings:
        encoding, said = question.encoding, question.said_to(index)  # before our turn: it takes one itself
        with self._turns:
            hits = index.ranker.search(question.text, encoding, k, said.evidence)
        confidence = index.confidence.of(hits[0].alike, encoding.vector, question.length)
        return Findings(tuple(hits), confidence, confidence >= DECISION)


def _inside(index: Index, question: Question) -> Inside:
    said = question.said_to(index)
    likeness = index.symptoms.likeness(said.symptoms, question.encoding)
    return Inside(index.parts, likeness, said.parts, question.encoding.vector)
