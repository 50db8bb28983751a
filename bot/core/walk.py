"""A walk to what is missing, so short that a button carries it: a restart loses nothing, and nothing is kept."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.gaps import OUTCOMES, Outcome, Tried
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question

MOST_ROOTS = 3
FALLING = 0.4
"""The weight of each further topic that somebody may be stuck on, compared with the one before."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = 4
"""Letters that stand for a topic: 174 topics have no two alike, which a test sees to."""
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Walk:
    """Since when it goes on, from which topics it came down, and what was answered on the way."""

    since: datetime
    """To the minute; what was shown before is the evidence that the walk begins with."""
    roots: tuple[str, ...]
    """Topics that somebody may be stuck on, likeliest first."""
    tried: tuple[Tried, ...] = ()

    @property
    def weights(self) -> dict[str, float]:
        """Return the roots with their weights."""
        return {root: FALLING**place for place, root in enumerate(self.roots[:MOST_ROOTS])}

    def after(self, question: Question, outcome: Outcome) -> Walk:
        """Return the walk with one more answer."""
        return replace(self, tried=(*self.tried, Tried(question.topic, number_of(question), outcome)))

    def written(self) -> str:
        """Return the walk in some 40 characters without a blank but between its three parts."""
        minutes = (self.since - _EPOCH) // timedelta(minutes=1)
        tried = ".".join(f"{code(one.topic)}{_DIGITS[one.number]}{one.outcome[0]}" for one in self.tried)
        return f"{_in_digits(minutes)} {'.'.join(map(code, self.roots[:MOST_ROOTS]))} {tried or '-'}"

    @classmethod
    def read(cls, curriculum: Curriculum, text: str) -> Walk | None:
        """Return a written walk; None for what is none, or where its topics are gone from the notes."""
        parts = text.split()
        if len(parts) != 3:
            return None
        topics = {code(id): id for id in curriculum.topics}
        outcomes = {outcome[0]: outcome for outcome in OUTCOMES}
        try:
            since = _EPOCH + timedelta(minutes=int(parts[0], 36))
            roots = tuple(topics[one] for one in parts[1].split("."))
            steps = () if parts[2] == "-" else parts[2].split(".")
            tried = tuple(Tried(topics[s[:_CODE]], int(s[_CODE], 36), outcomes[s[_CODE + 1 :]]) for s in steps)
        except (KeyError, ValueError, IndexError, OverflowError):
            return None
        return cls(since, roots, tried)


def code(topic: str) -> str:
    """Return the letters that stand for a topic; the same wherever and whenever they are worked out."""
    return _in_digits(zlib.crc32(topic.encode()) % len(_DIGITS) ** _CODE).rjust(_CODE, "0")


def number_of(question: Question) -> int:
    """Return which of its topic's questions one is, from 1."""
    return int(question.id.rpartition(".")[2])


def written(question: Question) -> str:
    """Return a question in five letters."""
    return f"{code(question.topic)}{_DIGITS[number_of(question)]}"


def question_of(curriculum: Curriculum, text: str) -> Question | None:
    """Return a written question; None where there is no such question any more."""
    topic = next((note for id, note in curriculum.topics.items() if code(id) == text[:_CODE]), None)
    place = _DIGITS.find(text[_CODE:]) - 1 if len(text) == _CODE + 1 else -1
    return topic.questions[place] if topic and 0 <= place < len(topic.questions) else None


def _in_digits(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits or "0"
