"""Compares what somebody says with what people get stuck on: each symptom of the notes, and how learners say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Encoding, Vectors
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote
from knowledge.parts import WORDS, Near, Part
from knowledge.postings import Postings
from knowledge.store import packed, unpacked
from knowledge.words import terms

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

STUCK = "Where people get stuck"
"""The section that symptoms are in."""
DESCRIBED = 1.55
"""Twice the cosine and the share, from which a question is taken for the description of a symptom: below it most only
share a word with one (“git or github” and “fatal: not a git repository”). The cosine counts twice because two words of
a short phrase are soon said by chance (“who sets max_depth” in “how do i find the best max_depth”)."""


class Symptoms:
    """Every entry of "Where people get stuck", by its heading and by how learners say it. Safe for concurrent reads."""

    def __init__(self, curriculum: Curriculum, arrays: Arrays) -> None:
        """Open what `build` made of the same notes; raises ValueError where it was made of others."""
        self._phrases = dict[tuple[str, str], slice]()
        place = 0
        for note in curriculum.trail:
            for entry in note.stuck:
                self._phrases[note.id, entry.symptom] = slice(place, place + len(entry.phrases))
                place += len(entry.phrases)
        if len(arrays["vectors"]) != place:
            raise ValueError("these symptoms are of other notes")
        self._vectors = arrays["vectors"]
        self._postings = Postings(arrays)
        self._vocabulary = {term: number for number, term in enumerate(unpacked(arrays["vocabulary"]))}

    @staticmethod
    def build(curriculum: Curriculum, vectors_of: Callable[[Sequence[str]], Vectors]) -> Arrays:
        """Return what the constructor takes; `vectors_of` gives (n, dims) unit vectors of texts.

        A topic's own name tells nothing of what is wrong with it: its terms are no part of what may be shared.
        Vectors are kept as halves of floats, 0.0005 off at most: they are many, and few are looked at.
        """
        owned = [(phrase, note) for note in curriculum.trail for entry in note.stuck for phrase in entry.phrases]
        phrases = [phrase for phrase, _ in owned]
        said = [sorted(set(terms(phrase))) for phrase in phrases]
        seen = Counter(term for words in said for term in words)
        places = {term: place for place, term in enumerate(seen)}
        idf = np.log(1 + len(phrases) / np.array(list(seen.values()), np.float32))
        own = [np.array([places[term] for term in words], np.int32) for words in said]
        shares = [(idf[words] / max(float(idf[words].sum()), 1e-9)).astype(np.float32) for words in own]
        for (_, note), words, each in zip(owned, said, shares, strict=True):
            each[[word in _names(note) for word in words]] = 0
        return Postings.build(own, shares, len(places)).to_arrays() | {
            "vectors": vectors_of(phrases).astype(np.float16),
            "vocabulary": packed(places),
        }

    def shares(self, said: Sequence[str]) -> Floats:
        """Return (phrases,): the share of each phrase's terms that somebody said, 0 to 1, rare words weighing more."""
        shared = {self._vocabulary[term] for term in said if term in self._vocabulary}
        return self._postings.scores(np.array(sorted(shared), np.int64))

    def likeness(self, shares: Floats, encoding: Encoding) -> Likeness:
        """Compare what somebody says with the symptoms: by meaning, and by the `shares` of what they said."""
        return Likeness(self._phrases, self._vectors, shares, encoding.vector)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like one message is to symptoms."""

    phrases: dict[tuple[str, str], slice]
    vectors: NDArray[np.float16]
    shares: Floats
    """See `Symptoms.shares`."""
    vector: Floats

    def of(self, note: str, symptom: str) -> float | None:
        """Return cosine and share added, of the phrase that is likest; None for what is no symptom of that note."""
        place = self.phrases.get((note, symptom))
        return None if place is None else float((self.vectors[place] @ self.vector + self.shares[place]).max())

    def nearest(self, note: TopicNote) -> list[Near]:
        """Return the symptoms of a note as parts of it, nearest first."""
        near = []
        for entry in note.stuck:
            place = self.phrases[note.id, entry.symptom]
            every = self.vectors[place] @ self.vector + WORDS * self.shares[place]
            near.append(Near(Part(STUCK, entry.shown), float(every.max())))
        return sorted(near, key=lambda one: -one.score)

    def described(self, note: TopicNote) -> str | None:
        """Return the symptom of a note that the message describes, if it is clearly one of them."""
        places = [self.phrases[note.id, entry.symptom] for entry in note.stuck]
        if not places:
            return None
        side_by_side = slice(places[0].start, places[-1].stop)  # as the symptoms of a note lie
        every = 2 * (self.vectors[side_by_side] @ self.vector) + self.shares[side_by_side]
        likest = int(every.argmax())
        if every[likest] < DESCRIBED:
            return None
        phrase = side_by_side.start + likest
        return next(entry.symptom for entry, place in zip(note.stuck, places, strict=True) if phrase < place.stop)


def _names(note: TopicNote) -> set[str]:
    """Return the terms of a note's title and of its short names."""
    names = [note.title, *(alias for alias in note.front.aliases if len(alias.split()) <= 2)]
    return set(terms(" ".join(names)))
