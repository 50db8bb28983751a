"""A question on its way through search."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from functools import cached_property

from knowledge.embedder import Encoding, OnnxEmbedder
from knowledge.passages import plain
from knowledge.rank import Ranker, WordEvidence
from knowledge.turns import Turns


class Question:
    """What somebody asks; encoded when that is first needed, and once.

    The model leaves Python's lock alone while it runs, so another thread looks up the question's words meanwhile.
    """

    def __init__(self, text: str, embedder: OnnxEmbedder, turns: Turns, ranker: Ranker, beside: Executor) -> None:
        self.text = text
        self._embedder, self._turns = embedder, turns
        self._ranker, self._beside = ranker, beside
        self._words: Future[WordEvidence]

    @cached_property
    def encoding(self) -> Encoding:
        with self._turns:
            encode = self._embedder.ready(plain(self.text))
            # only now: whoever works beside would take the lock between here and the model, and keep us waiting
            self._words = self._beside.submit(self._ranker.words_of, self.text)
            return encode()

    def words_in(self, ranker: Ranker) -> WordEvidence:
        """Return what its words say in an index; notes may have changed since the question was read."""
        _ = self.encoding
        return self._words.result() if ranker is self._ranker else ranker.words_of(self.text)

    @property
    def length(self) -> int:
        """Return how many words it has."""
        return len(self.text.split())
