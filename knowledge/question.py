"""A question on its way through search."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Encoding, OnnxEmbedder
from knowledge.named.asked_for import AskedFor
from knowledge.passages import plain
from knowledge.rank import WordEvidence
from knowledge.turns import Turns


@dataclass(frozen=True, slots=True)
class Said:
    """What a question's words say by themselves, without the model."""

    evidence: WordEvidence
    symptoms: NDArray[np.float32]
    """What `Symptoms.shares` says."""
    parts: NDArray[np.float32]
    """What `Parts.by_words` says."""
    asked_for: AskedFor


class Reader(Protocol):
    """One state of the notes, in whose light a question's words are read."""

    def read_words(self, text: str) -> Said:
        """Return what the words say."""


class Question:
    """What somebody asks; encoded when that is first needed, and once.

    The model leaves Python's lock alone while it runs, so another thread reads the question's words meanwhile.
    """

    def __init__(self, text: str, embedder: OnnxEmbedder, turns: Turns, reader: Reader, beside: Executor) -> None:
        self.text = text
        self._embedder, self._turns = embedder, turns
        self._reader, self._beside = reader, beside
        self._said: Future[Said]

    @cached_property
    def encoding(self) -> Encoding:
        with self._turns:
            encode = self._embedder.ready(plain(self.text))
            # only now: whoever works beside would take the lock between here and the model, and keep us waiting
            self._said = self._beside.submit(self._reader.read_words, self.text)
            return encode()

    def said_to(self, reader: Reader) -> Said:
        """Return what its words say to one state of the notes; they may have changed since the question was read."""
        _ = self.encoding
        return self._said.result() if reader is self._reader else reader.read_words(self.text)

    @property
    def length(self) -> int:
        """Return how many words it has."""
        return len(self.text.split())
