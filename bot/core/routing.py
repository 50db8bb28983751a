"""Routes plain words to the feature they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.commands import Command
from bot.core.followups import asks_meaning
from knowledge.library import Library
from knowledge.question import Question

ASK = "ask"
SURE = 3.0
"""Log odds against asking from which plain words count as a command."""
SLACK = 0.02
"""How much nearer (cosine) a way of asking may be than the nearest phrase of the command."""
FOREIGN_SLACK = 0.03
"""The same for a question of another field: “what do I study today” is not far from “what do I cook today”."""
_MOST_ASKS = 1_500
_SHRINKAGE = 0.2
"""How far the covariance is drawn towards a sphere: phrases are few and dimensions many."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Route:
    """Where plain words lead, and how sure that is: log odds against asking."""

    command: Command
    sureness: float


class Router:
    """Tells commands from questions by two judgements that must agree.

    Linear discriminant analysis of the phrases' vectors: every command with phrases is a class, the notes' own ways
    of being asked are the class of asking, and all share one covariance, shrunk towards a sphere (Ledoit and Wolf
    2004), so a few dozen phrases are enough. And the nearest neighbour: no way of asking lies clearly nearer, and the
    nearest phrase is near at all, which says no to words that are like nothing here.
    """

    def __init__(self, commands: Sequence[Command], library: Library) -> None:
        self.ask = next(command for command in commands if command.name == ASK)
        self._commands = [command for command in commands if command.phrases and command.name != ASK]
        self._library = library
        self._asks = library.vectors_of(self.ask.phrases)
        self._phrases = [library.vectors_of(command.phrases) for command in self._commands]
        some = np.vstack([self._asks, library.asked_vectors(_MOST_ASKS)])
        self._weights, self._constants = _discriminants([some, *self._phrases])

    def route(self, question: Question) -> Route:
        """Return the command that the words mean; asking, where that is not sure enough."""
        vector = question.encoding.vector
        scores = self._weights @ vector + self._constants
        odds = scores[1:] - scores[0]
        best = int(odds.argmax())
        # most messages are questions and stop here, before the dearer look at every way of asking
        sure = odds[best] >= SURE and self._nearer(best, question) and not self._asks_what_is(question)
        return Route(self._commands[best] if sure else self.ask, float(odds[best]))

    def _asks_what_is(self, question: Question) -> bool:
        """Tell whether it is asked what something is that a note explains: “what is X” is not “are you X”."""
        return asks_meaning(question.text) and self._library.named(question) is not None

    def _nearer(self, command: int, question: Question) -> bool:
        vector = question.encoding.vector
        nearest = float((self._phrases[command] @ vector).max())
        asked = max(float((self._asks @ vector).max()), self._library.likeness_to_asked(question))
        foreign = self._library.likeness_to_foreign(question)
        return nearest >= max(self._commands[command].near, asked - SLACK, foreign - FOREIGN_SLACK)


def _discriminants(classes: Sequence[NDArray[np.float32]]) -> tuple[Floats, Floats]:
    """Return (classes, dims) weights and (classes,) constants of Fisher's linear discriminants, with equal priors."""
    means = np.stack([rows.mean(axis=0) for rows in classes])
    # every class counts the same, however many phrases it has
    spread = [(rows - mean) / len(rows) ** 0.5 for rows, mean in zip(classes, means, strict=True) if len(rows) > 1]
    around = np.concatenate(spread)
    covariance = (around.T @ around).astype(np.float64) / len(spread)
    sphere = np.eye(len(covariance)) * np.trace(covariance) / len(covariance)
    weights = np.linalg.solve((1 - _SHRINKAGE) * covariance + _SHRINKAGE * sphere, means.T.astype(np.float64)).T
    return weights, -0.5 * np.einsum("cd,cd->c", weights, means)
