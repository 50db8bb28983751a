"""The roadmap pictures that replies carry, each drawn once."""

from __future__ import annotations

from functools import lru_cache

from bot.core.reply import Image
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Stage
from knowledge.picture.marks import NO_MARKS, Mark, Marks

KEPT = 32
"""Pictures in memory: the ten without marks, and the latest of learners; up to 280 KB each."""


class RoadmapPictures:
    """Draws the trail or a stage of it, in some tenths of a second, and keeps the pictures that were asked for last."""

    def __init__(self, curriculum: Curriculum) -> None:
        self._curriculum = curriculum
        self._kept = lru_cache(KEPT)(self._drawn)

    def picture(self, stage: Stage | None = None, marks: Marks = NO_MARKS) -> Image:
        """Return the picture of one stage, or of all, with a learner's marks."""
        return self._kept(stage, frozenset(marks.items()))

    def _drawn(self, stage: Stage | None, marks: frozenset[tuple[str, Mark]]) -> Image:
        from knowledge.picture.png import to_png
        from knowledge.picture.roadmap import draw_roadmap

        drawing = draw_roadmap(self._curriculum, stage, dict(marks))
        return Image(png=to_png(drawing), alt=drawing.alt)
