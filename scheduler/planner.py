"""Works out what is due and writes it to the outbox, in the transaction that moves the schedule on. Sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.due import Daily, Slot, expires, next_slot
from bot.core.learners import Learner
from bot.core.message import Kind, Message, to_compose
from bot.core.rhythm import daily_of, not_before, prompt_of
from bot.core.timetable import Due, Move, Timetable
from scheduler.cadence import days_between, is_last_question

BATCH = 500
"""Schedules of one transaction: 100,000 after an outage are 200 short transactions, not one long one."""

Look = Callable[[Sequence[Move], datetime], Sequence[Move]]

_LONGER_THAN_A_DATE = timedelta(days=2)


class Planner:
    """Turns due schedules into messages, each local date at most once."""

    def __init__(self, timetable: Timetable, look: Look = lambda moves, _: moves) -> None:
        """`look` may add a prompt to moves, for learners who seem to be stuck."""
        self._timetable, self._look = timetable, look

    def tick(self, now: datetime) -> int:
        """Plan everything that is due; return how many messages are new."""
        planned = 0
        while due := self._timetable.due(now, BATCH):
            planned += self._timetable.move(self._look([plan(one, now) for one in due], now), now)
            if len(due) < BATCH:
                break
        return planned

    def recompute(self, now: datetime) -> int:
        """Work out anew when everything that is not due yet is due; return how many moved.

        Needed once after the time zone data changed: a country may have moved its clocks.
        """
        moved, after = 0, ""
        while page := self._timetable.upcoming(after, BATCH):
            moves = [again for due in page if due.slot.at > now and (again := _again(due)).next != due.slot]
            self._timetable.move(moves, now)
            moved, after = moved + len(moves), page[-1].id
        return moved


def _again(due: Due) -> Move:
    """Return when the same date is due by the clocks as they are now; the next tick finds it should that be over."""
    rhythm = not_before(_rhythm(due), due.slot.date)
    return Move(due, met=None, message=None, next=next_slot(due.slot.at - _LONGER_THAN_A_DATE, rhythm, due.last))


def _rhythm(due: Due) -> Daily:
    owner = due.owner
    return daily_of(owner.settings, owner.id) if isinstance(owner, Learner) else prompt_of(owner)


def plan(due: Due, now: datetime) -> Move:
    """Return what to write for one due schedule.

    After an outage only the newest slot that is still worth a message is met; what passed before it is left out.
    """
    rhythm = _rhythm(due)
    slot, following = _newest(due.slot, rhythm, now)
    if expires(slot, rhythm.zone) <= now or due.destination is None:
        return Move(due, met=None, message=None, next=following)
    if isinstance(due.owner, Learner) and not due.owner.settings.daily:
        return Move(due, met=None, message=None, next=following)  # only a look whether they are stuck
    if isinstance(due.owner, Learner):
        return _daily(due, due.owner, due.destination, slot, following, now)
    message = _message(Kind.PROMPT, due.owner.id, due.destination, slot, rhythm.zone)
    return Move(due, slot, message, following)


def _daily(due: Due, learner: Learner, destination: str, slot: Slot, following: Slot, now: datetime) -> Move:
    message = _message(Kind.DAILY, learner.id, destination, slot, learner.settings.zone)
    if is_last_question(learner.ignored):
        message = replace(message, payload=message.payload | {"compose": "last question"})
    rest = days_between(learner.ignored + 1)
    if rest is None:
        return Move(due, slot, message, None, learner.ignored + 1)
    if rest > 1:
        rhythm = not_before(daily_of(learner.settings, learner.id), slot.date + timedelta(days=rest))
        following = next_slot(now, rhythm, slot)
    return Move(due, slot, message, following, learner.ignored + 1)


def _message(kind: Kind, owner: str, destination: str, slot: Slot, zone: str) -> Message:
    """Return the row for one occurrence. What it says is worked out when it is sent, from what holds then."""
    return Message(
        key=f"{kind}:{owner}:{slot.date}",
        kind=kind,
        destination=destination,
        learner=owner if kind is Kind.DAILY else None,
        payload=to_compose(f"{kind}", owner, slot.date),
        not_before=slot.at,
        expires_at=expires(slot, zone),
    )


def _newest(slot: Slot, rhythm: Daily, now: datetime) -> tuple[Slot, Slot]:
    """Return the newest slot that is due, and the first one after `now`."""
    following = next_slot(slot.at, rhythm, slot)
    while following.at <= now:
        slot, following = following, next_slot(following.at, rhythm, following)
    return slot, following
