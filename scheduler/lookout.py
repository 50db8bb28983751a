"""Looks at each learner whose task is due, and plans a question for those who seem to be stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.due import Slot, spread
from bot.core.learners import Learner
from bot.core.message import PAYLOAD_VERSION, POLICIES, Kind, Message
from bot.core.reminders import is_within_budget, waking
from bot.core.signals import RestsOn, suspicion
from bot.core.timetable import Move
from bot.core.traces import Traces
from scheduler.cadence import ANSWERED_ENOUGH

AFTER = timedelta(hours=6)
"""How long after a task the question comes at the earliest: a task that has just come says nothing."""


class Lookout:
    """Adds a prompt to the moves of those who seem to be stuck. Who stopped answering is left in peace."""

    def __init__(self, traces: Traces, rests_on: RestsOn) -> None:
        self._traces, self._rests_on = traces, rests_on

    def __call__(self, moves: Sequence[Move], now: datetime) -> list[Move]:
        """Return the moves, some with a prompt; all learners are read at once."""
        watched = self._traces.watched([one.id for move in moves if (one := _whom(move))], now)
        prompts = []
        for move in moves:
            learner = _whom(move)
            stuck = learner and suspicion(learner, watched[learner.id], now, self._rests_on)
            fits = learner and is_within_budget(learner.settings, watched[learner.id].reminded, now)
            prompts.append(_prompt(learner, move, now) if learner and stuck and fits else None)
        return [replace(move, prompt=prompt) for move, prompt in zip(moves, prompts, strict=True)]


def _whom(move: Move) -> Learner | None:
    """Return the learner to look at: one who gets a task now and still answers."""
    owner = move.due.owner
    if not isinstance(owner, Learner) or move.message is None or owner.ignored >= ANSWERED_ENOUGH:
        return None
    return owner if owner.settings.stuck_prompts else None


def _prompt(learner: Learner, move: Move, now: datetime) -> Message | None:
    """Return the row for a prompt. Whether it is still wanted, and what it says, is worked out when it is sent."""
    if move.met is None or move.due.destination is None:
        return None
    at = _when(learner, move.met, now)
    return Message(
        key=f"{Kind.STUCK}:{learner.id}:{move.met.date}",
        kind=Kind.STUCK,
        destination=move.due.destination,
        learner=learner.id,
        payload={"v": PAYLOAD_VERSION, "compose": "stuck", "owner": learner.id, "date": f"{move.met.date}"},
        not_before=at,
        expires_at=at + POLICIES[Kind.STUCK].lifetime,
    )


def _when(learner: Learner, slot: Slot, now: datetime) -> datetime:
    """Return a waking hour well after the task; all who wake at seven are spread over some minutes."""
    earliest = waking(learner.settings, max(slot.at, now) + AFTER)
    return waking(learner.settings, earliest + spread(learner.id))
