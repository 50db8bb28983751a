"""Finds what in one note comes nearest to what is said: its opening, why it matters, one of its ideas or symptoms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Vectors
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note
from knowledge.passages import plain
from knowledge.words import Words, terms

Arrays = dict[str, NDArray[Any]]
Floats = NDArray[np.float32]

WORDS = 0.15
"""What BM25, or the share of terms, counts beside the cosine."""
_PIECE = re.compile(r"\n(?=- )|\n\s*\n")
"""Comes between the paragraphs and items of advice."""
_LEAD_IN = re.compile(r":\W*$")
"""Ends a paragraph that says nothing without the list behind it."""
_TO_DO = "Do this next"
_WHOLE = ("What it is", "Why it matters")
"""Sections of a topic that are short enough to be one part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a note that can be shown by itself."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """A part, and how near it comes to what was said, by meaning and by words, up to about 1."""

    part: Part
    score: float


class Parts:
    """The parts of all notes. Safe for concurrent reads."""

    def __init__(self, curriculum: Curriculum, arrays: Arrays) -> None:
        """Open what `build` made of the same notes; raises ValueError where it was made of others."""
        ends = np.cumsum(arrays["counts"])
        places = map(slice, (ends - arrays["counts"]).tolist(), ends.tolist())
        self._places = {note.id: place for note, place in zip(curriculum.notes, places, strict=True)}
        self._vectors = arrays["vectors"]
        self._words = Words.from_arrays(arrays)

    @staticmethod
    def build(curriculum: Curriculum, vectors_of: Callable[[Sequence[str]], Vectors]) -> Arrays:
        """Return what the constructor takes; `vectors_of` gives (n, dims) unit vectors of texts.

        They are kept as halves of floats, as those of symptoms are.
        """
        parts = [_parts(note) for note in curriculum.notes]
        texts = [plain(part.text) for own in parts for part in own]
        return Words.build([terms(text) for text in texts]).to_arrays() | {
            "counts": np.array([len(own) for own in parts], np.int64),
            "vectors": vectors_of(texts).astype(np.float16),
        }

    def by_words(self, said: Sequence[str]) -> Floats:
        """Return (parts,): BM25 of each part for some terms, 0 to 1."""
        return self._words.scores(said)

    def nearest(self, note: Note, by_words: Floats, vector: Vectors) -> list[Near]:
        """Return the parts of a note, nearest first, to what was said: its `by_words` and its vector, (dims,)."""
        place = self._places[note.id]
        scores = self._vectors[place] @ vector + WORDS * by_words[place]
        near = [Near(part, score) for part, score in zip(_parts(note), scores.tolist(), strict=True)]
        return sorted(near, key=lambda one: -one.score)


def _parts(note: Note) -> list[Part]:
    """Return the parts of a note, always in one order."""
    if isinstance(note, AdviceNote):
        told = (heading for heading in note.sections if heading not in (_TO_DO, note.opening[0]))
        pieces = ((heading, piece) for heading in told for piece in _PIECE.split(note.sections[heading].strip()))
        told_alone = [Part(heading, _alone(piece)) for heading, piece in pieces if not _LEAD_IN.search(piece)]
        return [Part(*note.opening), *told_alone]
    return [
        *(Part(heading, note.sections[heading]) for heading in _WHOLE),
        *(Part("Key ideas", _alone(idea)) for idea in note.ideas),
    ]


def _alone(item: str) -> str:
    """Return an item of a list as a paragraph."""
    return item.removeprefix("- ").replace("\n  ", "\n")
