"""Traces: the little that is kept so that being stuck can be noticed. A topic, a kind and an hour; never words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol

from bot.core.learners import Task
from bot.core.mastery import Evidence
from bot.core.message import Kind

KEPT_FOR = timedelta(days=14)
"""How long a trace stays."""

TraceKind = Literal["asked", "sounded stuck", "opened", "helped"]

_STUCK_WORDS = re.compile(
    r"\bstuck\b|\bconfus|\blost\b|\bno (?:idea|clue)\b|\bmakes? no sense\b|\bgive up\b|\bhopeless\b|\bover my head\b"
    r"|\b(?:don'?t|do not|doesn'?t|can'?t|can ?not|couldn'?t|still not|never)\s+(?:\w+\s+){0,2}"
    r"(?:get|understand|grasp|follow|figure|work|solve|see why|make sense)\b"
    r"|\bkeeps? (?:failing|crashing|giving|getting|saying|throwing)\b|\bnot working\b|\bwhat am i (?:doing|missing)\b",
    re.IGNORECASE,
)
_TRACEBACK = re.compile(r"Traceback \(most recent call last\)|\b[A-Za-z_.]*(?:Error|Exception): ")


@dataclass(frozen=True, slots=True)
class Trace:
    """That somebody asked about a topic, opened it or got help with it, in an hour of a day."""

    topic: str
    kind: TraceKind
    at: datetime
    """The beginning of the hour, in UTC: one talk about a topic leaves one trace."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """A message besides the daily task that went out, or may have, and when."""

    key: str
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """All that a look at a learner takes in. Everything is oldest first."""

    tasks: Sequence[Task] = ()
    answers: Sequence[Evidence] = ()
    traces: Sequence[Trace] = ()
    reminded: Sequence[Reminded] = ()
    turned_down: Mapping[str, int] | None = None
    """How often the learner said "I'm not stuck" to each signal."""
    turned_down_at: datetime | None = None

    def besides(self, key: str) -> Watched:
        """Return the same without one message: the one that is about to be sent."""
        return replace(self, reminded=[one for one in self.reminded if one.key != key])

    @property
    def since(self) -> datetime | None:
        """When the learner was last asked, answered or helped: what was before that counts no more."""
        ends = [one.at for one in self.reminded if one.kind is Kind.STUCK]
        ends += [trace.at for trace in self.traces if trace.kind == "helped"]
        return max([*ends, *([self.turned_down_at] if self.turned_down_at else [])], default=None)


class Traces(Protocol):
    """The traces of learners, and what else a look at them takes in."""

    def keep(self, learner: str, trace: Trace) -> None:
        """Keep a trace; one that is there already stays as it is."""

    def worth_a_look(self, learners: Sequence[str], now: datetime) -> Sequence[str]:
        """Return those of the learners whose newest task is open or who missed two questions in a week.

        The signals of nobody else can sum up, and reading all that the others did would be most of the planner's work.
        """

    def watched(self, learners: Sequence[str], now: datetime) -> Mapping[str, Watched]:
        """Return what there is to look at, for each of the learners."""

    def turn_down(self, learner: str, on: date, signals: Collection[str], at: datetime) -> bool:
        """Keep that the prompt of a local date was wrong, and which signals led to it; False where that is known."""


def trace(topic: str, kind: TraceKind, at: datetime) -> Trace:
    """Return the trace of a moment: its hour."""
    return Trace(topic, kind, at.astimezone(UTC).replace(minute=0, second=0, microsecond=0))


def sounds_stuck(text: str) -> bool:
    """Tell whether words are those of somebody who does not get on, or hold an error message."""
    return bool(_TRACEBACK.search(text) or _STUCK_WORDS.search(text.replace("’", "'")))
