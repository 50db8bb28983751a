"""What somebody knows, from what they have shown rather than from what they ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log
from operator import attrgetter
from typing import Literal

from knowledge.notes.curriculum import Curriculum

Kind = Literal["recall", "placement", "theory", "build", "tick", "too easy", "too hard", "skip", "back"]
"""An answered question (two kinds), a finished part (two kinds), or something said; `tick` is "I know this", and `back`
puts a topic back on the plan."""
State = Literal["new", "learning", "done", "skipped", "known"]

SLIP = 0.10
"""How often somebody who knows a topic misses a question on it."""
GUESS = 0.25
"""How often somebody who doesn't know it is right all the same: one option of four."""
UNSEEN = 0.25
"""The chance that a topic is known about which there is no evidence."""
KNOWN = 0.75
"""The level from which a topic counts as known: after two right answers, or after "too easy" and one."""
FADING = 0.6
"""The level below which what was shown once may be fading: some two months after a topic was read and built."""
SUREST = 0.97
"""No level rises above this or falls below one minus this, so three or four answers can always turn it."""
HALF_LIFE = timedelta(days=120)
"""After this time, evidence says half as much about what somebody can do today."""
CARRIED = 0.5
"""How much of the evidence for a topic counts for what it rests on directly."""

_SAID: dict[Kind, float] = {
    "theory": 2,
    "build": 4,
    "tick": 1.5,
    "too easy": 3,
    "too hard": 1 / 3,
    "skip": 1,
    "back": 1,
}
"""How many times likelier each of these is from somebody who knows the topic. Judged, not measured: building shows more
than reading, and a tick shows little."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing somebody did or said about a topic; `right` and `question` (its id) matter for answers only."""

    topic: str
    kind: Kind
    at: datetime
    right: bool = True
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a topic is likely to be known today, between 0 and 1, and where somebody stands with it."""

    level: float
    state: State

    @property
    def fading(self) -> bool:
        """Whether what was shown once has become doubtful, by time or by wrong answers."""
        return self.state in ("done", "known") and self.level < FADING


def mastery(curriculum: Curriculum, evidence: Iterable[Evidence], now: datetime) -> dict[str, Mastery]:
    """Return the mastery of every topic of the curriculum.

    Bayes' rule in log-odds: the level starts at `UNSEEN`, and each piece of evidence adds the logarithm of how much
    likelier it is from somebody who knows the topic. Then time passes, and what was added fades by halves. A topic also
    lends some of its evidence to its prerequisites: you can hardly know the one without the others.

    The state doesn't fade and is never lent: it is what somebody has shown on the topic itself.
    """
    own: dict[str, list[Evidence]] = {id: [] for id in curriculum.topics}
    for piece in sorted(evidence, key=attrgetter("at")):
        if piece.topic in own:  # a note can have gone since
            own[piece.topic].append(piece)
    lent = dict.fromkeys(curriculum.topics, 0.0)
    levels = {}
    for note in reversed(curriculum.trail):
        gained = _gained(own[note.id], now) + lent[note.id]
        levels[note.id] = _chance(_bounded(gained))
        for earlier in note.front.prerequisites:
            lent[earlier] = max(lent[earlier], CARRIED * gained)
    return {id: Mastery(levels[id], _state(own[id])) for id in curriculum.topics}


def shown(evidence: Iterable[Evidence], now: datetime) -> dict[str, float]:
    """Return what somebody has shown on each topic itself, faded by now: log-odds, above 0 where it speaks for knowing.

    Nothing is lent from topic to topic, for whoever weighs topics against what they rest on.
    """
    own: dict[str, list[Evidence]] = {}
    for piece in sorted(evidence, key=attrgetter("at")):
        own.setdefault(piece.topic, []).append(piece)
    return {topic: _gained(history, now) for topic, history in own.items()}


def has_finished(history: Iterable[Evidence]) -> bool:
    """Tell whether the evidence on one topic shows that somebody finished it: both parts done, or answered right."""
    return _state(sorted(history, key=attrgetter("at"))) in ("done", "known")


def settled(masteries: Mapping[str, Mastery]) -> frozenset[str]:
    """Return the topics that a plan has no need to hold."""
    return frozenset(id for id, mastery in masteries.items() if mastery.state in ("done", "skipped", "known"))


def _state(history: Sequence[Evidence]) -> State:
    kinds = {piece.kind for piece in history}
    if {"theory", "build"} <= kinds:
        return "done"
    if history and history[-1].kind == "skip":
        return "skipped"
    if kinds <= {"skip", "back"}:
        return "new"
    return "known" if _chance(_gained(history)) >= KNOWN else "learning"


def _gained(history: Sequence[Evidence], now: datetime | None = None) -> float:
    """Return by how much the log-odds of a topic differ from those of `UNSEEN`; without `now`, nothing fades."""
    gained = 0.0
    for number, piece in enumerate(history, 1):
        gained = _bounded(gained + log(_likelier(piece)))
        if now is not None:
            until = history[number].at if number < len(history) else max(now, piece.at)
            gained *= 0.5 ** ((until - piece.at) / HALF_LIFE)
    return gained


def _likelier(piece: Evidence) -> float:
    if piece.kind in ("recall", "placement"):
        return (1 - SLIP) / GUESS if piece.right else SLIP / (1 - GUESS)
    return _SAID[piece.kind]


def _bounded(gained: float) -> float:
    return min(_log_odds(SUREST), max(_log_odds(1 - SUREST), gained + _log_odds(UNSEEN))) - _log_odds(UNSEEN)


def _log_odds(chance: float) -> float:
    return log(chance / (1 - chance))


def _chance(gained: float) -> float:
    return 1 / (1 + exp(-gained - _log_odds(UNSEEN)))
