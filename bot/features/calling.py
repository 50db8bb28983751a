"""Puts a question to one member after the other who finished its topic and agreed to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.calls import Call, Calls, Volunteers, Willing, asking_key, in_order, key_of
from bot.core.learners import Learner, Learners
from bot.core.message import Kind, Message, to_compose
from bot.core.partners import Addresses, Company, Member
from bot.core.reminders import waking
from bot.core.rounds import Together
from bot.features.tidings import message_to

TALK_LASTS = timedelta(days=7)
ASKED_AFTER = timedelta(days=1)
"""When who asked is asked whether it helped."""
_USEFUL = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Calling:
    """Finds somebody for a question. Nobody is told who was asked, nor who said no."""

    calls: Calls
    volunteers: Volunteers
    learners: Learners
    addresses: Addresses

    def anybody(self, call: Call, now: datetime) -> bool:
        """Tell whether there is somebody to ask now."""
        return bool(in_order(self.volunteers.around(call, now), call.topic, now))

    def put(self, call: Call, now: datetime) -> bool:
        """Put a call to the first who is free, until its `until`; False where nobody is."""
        for one in in_order(self.volunteers.around(call, now), call.topic, now):
            question = _asking(call, one, now)
            if question and self.calls.ask(call, one.volunteer.learner, [question, *self._nobody(call)], now):
                return True
        return False

    def pass_on(self, call: Call, now: datetime) -> None:
        """Put a call to somebody else, or say at once that nobody is left."""
        if call.is_open(now) and not self.put(call, now):
            self.calls.end(call.id, list(self._nobody(replace(call, until=now))), now)

    def take(self, call: Call, volunteer: Learner, now: datetime) -> Company | None:
        """Put who asked and a volunteer in touch; None where that is not possible any more."""
        agreed = self.volunteers.get(volunteer.id)
        members = ((call.learner, call.name), (volunteer.id, agreed.name if agreed else ""))
        together = Together(call.community, now, now + TALK_LASTS, (), (call.topic,), "", members)
        return self.calls.take(call.id, volunteer.id, together, lambda company: self._follow(call, company, now), now)

    def _follow(self, call: Call, company: Company, now: datetime) -> list[Message]:
        """Return what follows from being in touch, to who asked: an introduction, and one question a day later."""
        where = self.addresses.reached_at([call.learner])
        asker, learner = company.members[0], self.learners.get(call.learner)
        if learner is None or call.learner not in where:
            return []
        at = waking(learner.settings, now + ASKED_AFTER)
        return [*_introduction(company, asker, where, now), to_asker(call, learner, where, "did that help", at)]

    def _nobody(self, call: Call) -> Iterator[Message]:
        """Yield the word that nobody took a call, for when its time is over."""
        learner = self.learners.get(call.learner)
        where = self.addresses.reached_at([call.learner])
        if learner and call.until and call.learner in where:
            at = waking(learner.settings, call.until)
            yield to_asker(call, learner, where, "nobody helped", at, until=call.until.isoformat())


def _asking(call: Call, one: Willing, now: datetime) -> Message | None:
    """Return the question to a volunteer, in their waking hours; None where those begin too late."""
    at = waking(one.learner.settings, now)
    if call.until is None or at >= call.until:
        return None
    return Message(
        key=asking_key(call.id, one.volunteer.learner),
        kind=Kind.NUDGE,
        destination=one.destination,
        learner=one.volunteer.learner,
        payload=to_compose("asked to help", one.volunteer.learner, at.date(), call=str(call.id)),
        not_before=at,
        expires_at=call.until,
    )


def _introduction(company: Company, asker: Member, where: dict[str, str], now: datetime) -> Iterator[Message]:
    mark = f"introduction:{company.id}:question"
    yield from message_to(mark, "introduction", company, asker, where, now, company.ends)


def to_asker(call: Call, learner: Learner, where: Mapping[str, str], what: str, at: datetime, **more: str) -> Message:
    """Return a message to who asked, who must be among those that can be reached."""
    return Message(
        key=key_of(call.id, what.replace(" ", "-"), *more.values()),
        kind=Kind.PAIRING,
        destination=where[learner.id],
        learner=learner.id,
        payload=to_compose(what, learner.id, at.date(), call=str(call.id), **more),
        not_before=at,
        expires_at=at + _USEFUL,
    )
