"""Looks at each learner once a day, with their task or without one, and plans a question for those who seem stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.due import Slot, spread
from bot.core.learners import Learner
from bot.core.message import POLICIES, Kind, Message, to_compose
from bot.core.reminders import is_within_budget, waking
from bot.core.signals import RestsOn, suspicion
from bot.core.timetable import Move
from bot.core.traces import Traces, Watched
from scheduler.cadence import ANSWERED_ENOUGH

AFTER = timedelta(hours=6)
"""How long after a task the question comes at the earliest: a task that has just come says nothing."""


class Lookout:
    """Adds a prompt to the moves of those who seem to be stuck. Who stopped answering is left in peace."""

    def __init__(self, traces: Traces, rests_on: RestsOn) -> None:
        self._traces, self._rests_on = traces, rests_on

    def __call__(self, moves: Sequence[Move], now: datetime) -> list[Move]:
        """Return the moves, some with a prompt; all learners are read at once."""
        ids = self._traces.worth_a_look([one.id for move in moves if (one := _whom(move))], now)
        watched = self._traces.watched(ids, now)
        return [_with(move, self._prompt(move, watched, now)) for move in moves]

    def _prompt(self, move: Move, watched: Mapping[str, Watched], now: datetime) -> Message | None:
        learner = _whom(move)
        if learner is None or learner.id not in watched:
            return None
        if not is_within_budget(learner.settings, watched[learner.id].reminded, now):
            return None
        is_stuck = suspicion(learner, watched[learner.id], now, self._rests_on) is not None
        return _message(learner, move, now) if is_stuck else None


def _whom(move: Move) -> Learner | None:
    """Return the learner to look at: one who gets a task now or wants none, and still answers."""
    owner = move.due.owner
    if not isinstance(owner, Learner) or owner.ignored >= ANSWERED_ENOUGH:
        return None
    its_time = move.message is not None or not owner.settings.daily
    return owner if its_time and owner.settings.stuck_prompts else None


def _with(move: Move, prompt: Message | None) -> Move:
    """Return a move with a question. Where no task comes beside it, the question is what may stay without an answer."""
    if prompt is None or move.message or not isinstance(move.due.owner, Learner):
        return replace(move, prompt=prompt)
    return replace(move, prompt=prompt, ignored=move.due.owner.ignored + 1)


def _message(learner: Learner, move: Move, now: datetime) -> Message | None:
    """Return the row for a prompt. Whether it is still wanted, and what it says, is worked out when it is sent."""
    if move.due.destination is None:
        return None
    slot = move.met or move.due.slot
    at = _when(learner, slot, now)
    return Message(
        key=f"{Kind.STUCK}:{learner.id}:{slot.date}",
        kind=Kind.STUCK,
        destination=move.due.destination,
        learner=learner.id,
        payload=to_compose("stuck", learner.id, slot.date),
        not_before=at,
        expires_at=at + POLICIES[Kind.STUCK].lifetime,
    )


def _when(learner: Learner, slot: Slot, now: datetime) -> datetime:
    """Return a waking hour well after the task; all who wake at seven are spread over some minutes."""
    earliest = waking(learner.settings, max(slot.at, now) + AFTER)
    return waking(learner.settings, earliest + spread(learner.id))
