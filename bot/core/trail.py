"""What a topic rests on, along the prerequisites of the trail."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.notes.curriculum import Curriculum


def foundations(curriculum: Curriculum, ids: Iterable[str]) -> frozenset[str]:
    """Return some topics with everything they rest on, however indirectly. Ids without a note are left out."""
    found: set[str] = set()
    open_ends = [id for id in ids if id in curriculum.topics]
    while open_ends:
        id = open_ends.pop()
        if id not in found:
            found.add(id)
            open_ends += curriculum.prerequisites(id)
    return frozenset(found)
