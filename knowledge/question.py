"""A question on its way through search."""

from __future__ import annotations

from functools import cached_property

from knowledge.embedder import Embedder, Encoding
from knowledge.passages import plain
from knowledge.turns import Turns


class Question:
    """What somebody asks; encoded when that is first needed, and once."""

    def __init__(self, text: str, embedder: Embedder, turns: Turns) -> None:
        self.text = text
        self._embedder = embedder
        self._turns = turns

    @cached_property
    def encoding(self) -> Encoding:
        with self._turns:
            return self._embedder.encode([plain(self.text)])[0]

    @property
    def length(self) -> int:
        """Return how many words it has."""
        return len(self.text.split())
