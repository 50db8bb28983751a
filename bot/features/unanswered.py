"""Looks after the questions that are out: one that could not be posted, and one whose volunteer stays silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.calls import SILENT_FOR, Call, Calls, Unposted, failed_key
from bot.core.learners import Learners
from bot.core.message import Kind
from bot.core.partners import Addresses
from bot.core.reminders import waking
from bot.features.calling import Calling, to_asker

LOOKED_BACK = timedelta(days=2)
"""How long ago a question may have been posted whose failure is still of interest."""
_STILL_THERE = timedelta(minutes=10)
"""How long somebody who just pressed a button is surely awake."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Called with every tick. Each word to who asked is one message under one key, so it comes once."""

    calls: Calls
    calling: Calling
    learners: Learners
    addresses: Addresses

    def __call__(self, now: datetime) -> None:
        """Tell whose question was not posted, and put to somebody else what nobody answered."""
        for failed in self.calls.unposted(now - LOOKED_BACK):
            self._not_posted(failed, now)
        for call in self.calls.stalled(now - SILENT_FOR, now):
            if not self.calling.put(call, now):
                self._takes_long(call, now)

    def _not_posted(self, failed: Unposted, now: datetime) -> None:
        call = failed.call
        learner, where = self.learners.get(call.learner), self.addresses.reached_at([call.learner])
        messages = []
        if learner and call.learner in where and call.posted_at:
            at = now if now - call.posted_at < _STILL_THERE else waking(learner.settings, now)
            why = "doubt" if failed.in_doubt else "late" if failed.is_late else "refused"
            message = to_asker(call, learner, where, "not posted", at, why=why)
            messages = [replace(message, key=failed_key(call))]
        if failed.in_doubt:
            self.calls.tell(messages, now)
        else:
            self.calls.take_back(call, messages, now)

    def _takes_long(self, call: Call, now: datetime) -> None:
        learner, where = self.learners.get(call.learner), self.addresses.reached_at([call.learner])
        if learner and call.learner in where:
            message = to_asker(call, learner, where, "no answer yet", waking(learner.settings, now))
            self.calls.tell([replace(message, kind=Kind.NUDGE)], now)
