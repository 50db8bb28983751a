"""Notes beside the replies what a learner asked about or opened, so that being stuck can be noticed later."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from bot.core.learners import Learners
from bot.core.reply import Reply
from bot.core.traces import Trace, TraceKind, Traces, sounds_stuck, trace
from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Noticed:
    """A trace, and whose it is. What was said stays with the reply."""

    person: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Noticing:
    """Keeps the traces of those whom a question could reach: who wants none of those leaves no traces."""

    learners: Learners
    traces: Traces
    topics: Container[str]

    def __call__(self, noticed: Noticed) -> None:
        """Keep a trace."""
        if noticed.trace.topic not in self.topics:
            return
        learner = self.learners.find(noticed.person)
        if learner and learner.settings.stuck_prompts:
            self.traces.keep(learner.id, noticed.trace)


def noticed(command: str, turn: Turn, reply: Reply) -> Noticed | None:
    """Return what there is to note after a command was answered."""
    kind = _kind(command, turn, reply)
    if kind is None or not reply.basis.answered or not reply.basis.topics:
        return None
    return Noticed(turn.request.person.id, trace(reply.basis.topics[0].id, kind, turn.request.at))


def _kind(command: str, turn: Turn, reply: Reply) -> TraceKind | None:
    match command:
        case "ask" if reply.basis.intent == "answer":
            return "sounded stuck" if sounds_stuck(turn.argument) else "asked"
        case "topic" | "resource":
            return "opened"
        case "stuck":
            return "helped"
        case _:
            return None
