"""What follows for the others from a word in a company: messages to each of them, or to all in the room they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.markdown import literal
from bot.core.message import Kind, Message, payload_of, to_compose
from bot.core.partners import Company, Member, Step
from bot.core.reply import Basis, Reply
from bot.core.request import Request
from bot.features.agenda import name_of

LONGEST_MESSAGE = 500
Where = Mapping[str, str]
"""Destinations by learner."""
_REMINDED_BEFORE = timedelta(hours=1)
_ASKED_AFTER = timedelta(hours=2)
CANNOT = "can't make it this week."
ENDED_TALK = "has ended this talk; I carry nothing more between you."
_LEFT_GROUP = "left your study group."
_LEFT_WITH = "The three of you are two pairs this week, and this is one of them: find a time for it."
_ASKED_BEFORE_END = timedelta(days=1)
_USEFUL = timedelta(days=3)
_ROOM_FOUND_WITHIN = timedelta(hours=1)


def backs_out(
    me: Member, where: Where, now: datetime, words: str, *, gone: Sequence[str] = (), besides: Sequence[int] = ()
) -> Step:
    """Return the step of somebody who is out of a company.

    `gone` are their addresses, where they must not be in its room any more either; `besides` are the places of those
    who hear of it in another way.
    """

    def back_out(company: Company) -> tuple[Company, Sequence[Message]]:
        if company.members[me.place].out:
            return company, taken_out(company, me, gone, now)
        company = with_member(company, replace(company.members[me.place], out=True))
        text = f"{literal(name_of(me))} {words}"
        if len(company.there) == 1 and not company.is_for_a_question:
            text += " I look for somebody else for you right away; if nobody is free, you come first next week."
        reached = {id: at for id, at in where.items() if not (one := company.of(id)) or one.place not in besides}
        told = list(_told_all(company, me, text, reached, now, gone))
        company, agreed = settled(company, me, where, now)
        return company, [*told, *agreed]

    return back_out


def going(company: Company) -> str:
    """Return the words for somebody who goes for good, whatever the reason is."""
    if company.is_for_a_question:
        return ENDED_TALK
    return _LEFT_GROUP if company.study_group else CANNOT


def settled(company: Company, by: Member, where: Where, now: datetime) -> tuple[Company, Sequence[Message]]:
    """Agree on the first time to come that works for all who are there, if there is one, with what follows from it."""
    works = [
        at for number, at in enumerate(company.times) if at > now and all(number in one.works for one in company.there)
    ]
    if company.agreed or len(company.there) < 2 or not works:
        return company, ()
    company = replace(company, agreed=works[0])
    return company, list(_agreed(company, works[0], by, where, now))


def _agreed(company: Company, at: datetime, by: Member, where: Where, now: datetime) -> Iterator[Message]:
    """Yield what follows from an agreed time: word to the others, a reminder, and the question afterwards."""
    in_room = _in_room(f"agreed:{company.id}", "room introduction", company, by, now)
    unless = {"unless": in_room.key} if in_room else {}
    if in_room:
        yield in_room
    for one in company.there:
        for what, when, until in (
            ("reminder", at - _REMINDED_BEFORE, at),
            ("did you meet", at + _ASKED_AFTER, company.ends),
        ):
            yield from message_to(f"{what}:{company.id}:agreed", what, company, one, where, when, until)
        if one.place != by.place:
            mark = f"introduction:{company.id}:agreed"
            yield from message_to(mark, "introduction", company, one, where, now, at, **unless)


def as_a_pair(company: Company, where: Where, now: datetime) -> Iterator[Message]:
    """Yield what introduces those to each other who go on by themselves, and asks them later whether they met."""
    ask = max(company.ends - _ASKED_BEFORE_END, now)
    for one in company.there:
        yield from message_to(
            f"introduction:{company.id}:pair", "introduction", company, one, where, now, company.ends, first=_LEFT_WITH
        )
        until = company.ends + _ASKED_BEFORE_END
        yield from message_to(f"did you meet:{company.id}:pair", "did you meet", company, one, where, ask, until)


def contacts(company: Company, where: Where, now: datetime) -> Iterator[Message]:
    """Yield what everybody shared, to everybody, once all have."""
    if not all(one.contact for one in company.there):
        return
    for one in company.there:
        lines = [f"- {literal(name_of(other))}: {literal(other.contact)}" for other in company.there if other != one]
        text = "You have all shared how to reach you:\n\n" + "\n".join(lines)
        mark = f"contact:{company.id}:{one.place}"
        yield from message_to(mark, "contacts", company, one, where, now, now + _USEFUL, text=text)


def _told_all(
    company: Company, me: Member, text: str, where: Where, now: datetime, gone: Sequence[str]
) -> Iterator[Message]:
    """Yield a word about somebody who is out: in the room where there is one, else to each of the others."""
    key = f"cant:{company.id}:{me.place}"
    in_room = _in_room(key, "room news", company, me, now, text=text, gone=" ".join(gone))
    unless = {"unless": in_room.key} if in_room else {}
    if in_room:
        yield in_room
    yield from word_to_others(company, me, text, where, now, "cant", **unless)


def word_to_others(
    company: Company, me: Member, text: str, where: Where, now: datetime, mark: str, **more: str
) -> Iterator[Message]:
    """Yield a word to everybody else in a company."""
    for one in company.there:
        if one.place != me.place:
            key = f"{mark}:{company.id}:{me.place}"
            yield from message_to(key, "news", company, one, where, now, now + _USEFUL, text=text, **more)


def taken_out(company: Company, me: Member, gone: Sequence[str], now: datetime) -> Sequence[Message]:
    """Return what takes somebody's addresses, if any, out of a room in which they have no part any more."""
    if not gone:
        return []
    text = f"{literal(name_of(me))} is not here any more."
    mark = f"gone:{company.id}:{me.place}"
    message = _in_room(mark, "room news", company, me, now, text=text, gone=" ".join(gone))
    return [message] if message else []


def _in_room(mark: str, what: str, company: Company, by: Member, now: datetime, **more: str) -> Message | None:
    """Return a message to the room of a company, if it has one and somebody else is left who reads it."""
    others = [one for one in (*company.there, *company.members) if one.learner and one.place != by.place]
    stays = next(iter(others), None)
    if stays is None or not company.room:
        return None
    here = {stays.learner or "": company.room}
    [found] = message_to(mark, what, company, stays, here, now, now + _ROOM_FOUND_WITHIN, **more)
    return replace(found, key=f"company:{mark}:room", learner=None)


def message_to(
    mark: str,
    what: str,
    company: Company,
    to: Member,
    where: Where,
    not_before: datetime,
    until: datetime,
    **more: str,
) -> Iterator[Message]:
    """Yield a message to a member, if they can be reached."""
    if to.learner is None or to.learner not in where:
        return
    yield Message(
        key=f"company:{mark}:{to.learner}",
        kind=Kind.PAIRING,
        destination=where[to.learner],
        learner=to.learner,
        payload=to_compose(what, to.learner, not_before.date(), begun=company.begins.isoformat(), **more),
        not_before=not_before,
        expires_at=max(until, not_before + timedelta(hours=1)),
    )


def report_of(request: Request, me: Member, whom: Member, where: Where, words: str, destination: str) -> Message:
    who = f"{literal(name_of(whom))} ({literal(where.get(whom.learner or '', 'unreachable'))})"
    text = (
        f"{literal(request.person.name or name_of(me))} ({literal(request.person.id)}) reports {who}:"
        f"\n\n{literal(words[:LONGEST_MESSAGE])}"
    )
    reply = Reply(title="A report", text=text, private=True, basis=Basis(intent="partner"))
    return Message(
        key=f"report:{request.id}:{me.learner}",
        kind=Kind.PAIRING,
        destination=destination,
        learner=None,
        payload=payload_of(reply),
        not_before=request.at,
        expires_at=request.at + _USEFUL,
    )


def with_member(company: Company, changed: Member) -> Company:
    return replace(company, members=tuple(changed if one.place == changed.place else one for one in company.members))
