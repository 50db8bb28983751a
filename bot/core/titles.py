"""The titles of notes, offered while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.notes.curriculum import Curriculum

MOST_OFFERED = 25


@dataclass(frozen=True, slots=True)
class Titles:
    """Every title with the names it goes by, in the order of the trail."""

    names: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, curriculum: Curriculum) -> Titles:
        """Return the titles of all notes, each with its aliases."""
        notes = curriculum.notes
        return cls(tuple((note.title, tuple(map(str.casefold, (note.title, *note.front.aliases)))) for note in notes))

    def like(self, typed: str, most: int = MOST_OFFERED) -> Sequence[str]:
        """Return titles for what was typed so far: first those that begin with it, then those with such a word."""
        wanted = " ".join(typed.casefold().split())
        ranked = [(rank, title) for title, names in self.names if (rank := _rank(wanted, names)) is not None]
        return [title for _, title in sorted(ranked, key=lambda one: one[0])][:most]


def _rank(wanted: str, names: tuple[str, ...]) -> int | None:
    """Return how well names match, 0 best: the title begins with it, a name does, a word of one does, it is inside."""
    if names[0].startswith(wanted):
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(f" {wanted}" in name for name in names):
        return 2
    return 3 if len(wanted) > 2 and any(wanted in name for name in names) else None
