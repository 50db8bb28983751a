"""Offers notes while somebody types in a talk of their own, to be put into it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.offers import Offer
from bot.core.sentence import cut_at_word
from bot.features.topic import OpenTopic
from knowledge.library import Library

MOST_OFFERED = 10
LONGEST_SUMMARY = 120
SHORTEST_QUESTION = 2
"""Characters below which nothing is looked up: the first letter of a question says nothing."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Synchronous, and safe to call from several threads; keeps nothing about who asked."""

    library: Library

    def __call__(self, text: str) -> tuple[Offer, ...]:
        """Return up to ten notes for what was typed so far, best first; none where that is nearly nothing."""
        if len(text.strip()) < SHORTEST_QUESTION:
            return ()
        curriculum, topics = self.library.curriculum, OpenTopic(self.library.curriculum)
        found = self.library.search(self.library.read(text), 2 * MOST_OFFERED).hits
        notes = [note for hit in found if (note := curriculum.note(hit.document.id))]
        return tuple(
            Offer(note.id, note.title, _short(note.opening[1]), topics.card(note)) for note in notes[:MOST_OFFERED]
        )


def _short(text: str) -> str:
    return cut_at_word(" ".join(text.split()), LONGEST_SUMMARY)
