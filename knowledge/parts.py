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
from knowledge.words import terms

Arrays = dict[str, NDArray[Any]]

SHARED = 0.15
"""What it adds to a part's cosine if it has all terms that were said."""
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
    """A part, and how near it comes to what was said: cosine and shared terms, up to about 1."""

    part: Part
    score: float


class Parts:
    """The parts of all notes. Safe for concurrent reads."""

    def __init__(self, curriculum: Curriculum, arrays: Arrays) -> None:
        """Open what `build` made of the same notes; raises ValueError where it was made of others."""
        self._places: dict[str, slice] = {}
        start = 0
        for note in curriculum.notes:
            self._places[note.id] = slice(start, start := start + len(_parts(note)))
        if len(arrays["vectors"]) != start:
            raise ValueError("these parts are of other notes")
        self._vectors = arrays["vectors"]
        self._cut: dict[str, list[tuple[Part, frozenset[str]]]] = {}  # of notes that were asked for, with their terms

    @staticmethod
    def build(curriculum: Curriculum, vectors_of: Callable[[Sequence[str]], Vectors]) -> Arrays:
        """Return what the constructor takes; `vectors_of` gives (n, dims) unit vectors of texts.

        They are kept as halves of floats, as those of symptoms are.
        """
        texts = [plain(part.text) for note in curriculum.notes for part in _parts(note)]
        return {"vectors": vectors_of(texts).astype(np.float16)}

    def nearest(self, note: Note, said: Sequence[str], vector: Vectors) -> list[Near]:
        """Return the parts of a note, nearest first, to something said: its terms and its vector, (dims,)."""
        cosines = self._vectors[self._places[note.id]] @ vector
        wanted = set(said)
        near = [
            Near(part, cosine + SHARED * len(wanted & own) / max(len(wanted), 1))
            for (part, own), cosine in zip(self._parts(note), cosines.tolist(), strict=True)
        ]
        return sorted(near, key=lambda one: -one.score)

    def _parts(self, note: Note) -> list[tuple[Part, frozenset[str]]]:
        if note.id not in self._cut:
            self._cut[note.id] = [(part, frozenset(terms(part.text))) for part in _parts(note)]
        return self._cut[note.id]


def _parts(note: Note) -> list[Part]:
    """Return the parts of a note, always in one order."""
    if isinstance(note, AdviceNote):
        told = (heading for heading in note.sections if heading not in (_TO_DO, note.opening[0]))
        pieces = ((heading, piece) for heading in told for piece in _PIECE.split(note.sections[heading].strip()))
        return [Part(*note.opening), *(Part(*piece) for piece in pieces if not _LEAD_IN.search(piece[1]))]
    return [
        *(Part(heading, note.sections[heading]) for heading in _WHOLE),
        *(Part("Key ideas", idea) for idea in note.ideas),
    ]
