"""Looks inside one note for what comes nearest to a question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Vectors
from knowledge.notes.schema import Note, TopicNote
from knowledge.parts import Near, Parts
from knowledge.symptoms import Likeness

CLOSER, CLEARLY = 0.5, 0.1
"""How near a part has to be to be shown beside its note's opening, and by how much nearer than that. Read off what it
chose for 200 questions that nobody had answered before."""
TOLD, SURELY = 0.28, 0.4
"""How near a part has to be to be shown for a message that leans on its note (“why minus”, “how many folds”), and to be
taken for what answers it."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What one question finds in any note."""

    parts: Parts
    symptoms: Likeness
    by_words: NDArray[np.float32]
    """What `Parts.by_words` says of the question."""
    vector: Vectors

    def symptom(self, note: Note) -> str | None:
        """Return the symptom of a note that the question describes, if it is clearly one."""
        return self.symptoms.described(note) if isinstance(note, TopicNote) else None

    def beside_opening(self, note: Note) -> str:
        """Return what to show beside a note's opening, where another part is clearly nearer to the question."""
        near = self.parts.nearest(note, self.by_words, self.vector)
        heading, _ = note.opening
        opening = next(one for one in near if one.part.heading == heading)
        return near[0].part.text if near[0].score >= max(CLOSER, opening.score + CLEARLY) else ""

    def answering(self, note: Note) -> list[Near]:
        """Return the parts of a note that may answer, nearest first; none where the note says nothing on it."""
        near = self.parts.nearest(note, self.by_words, self.vector)
        if isinstance(note, TopicNote):
            near += self.symptoms.nearest(note)
        return [one for one in sorted(near, key=lambda one: -one.score) if one.score >= TOLD]
