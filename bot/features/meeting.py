"""Around the meeting: a time that suits, a word to the partner, backing out, and whether it took place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.learners import Learner
from bot.core.markdown import literal
from bot.core.message import Kind, Message, payload_of, to_compose
from bot.core.partners import ANSWERS, Addresses, Answer, Company, Member, Step
from bot.core.reply import Basis, Button, Reply
from bot.core.request import Request
from bot.features.company import PartnerCards

LONGEST_MESSAGE = 500
LONGEST_CONTACT = 100
WORDS = frozenset({"works", "say", "contact", "cant", "block", "report", *ANSWERS})
_ALSO_AFTERWARDS = frozenset({"block", "report", *ANSWERS})
"""What may be said of an earlier week, from its card."""
_ALSO_WHO_IS_OUT = frozenset({"block", "report"})
_MARK = re.compile(r"#\d{1,9}", re.ASCII)
_REMINDED_BEFORE = timedelta(hours=1)
_ASKED_AFTER = timedelta(hours=2)
_USEFUL = timedelta(days=3)
Where = Mapping[str, str]
"""Destinations by learner."""
_BASIS = Basis(intent="partner")
_OVER = "That card is of an earlier week. Send /partner to see who you are with now."
_TALK_OVER = "That talk is over. Whoever needs a hand again can ask again."
_NOBODY = "You are with nobody right now. Your next partner comes with the next round."


@dataclass(frozen=True, slots=True)
class Meetings:
    """What somebody says about the company they are in."""

    cards: PartnerCards
    addresses: Addresses

    def do(self, name: str, value: str, learner: Learner, request: Request) -> Reply:
        """Do one of `WORDS`."""
        self.cards.seekers.heard(learner.id)
        current = self.cards.companies.current(learner.id, request.at)
        company, value = self._meant(value, learner) or (current, value)
        me = company.of(learner.id) if company else None
        if company is None or me is None or (me.out and name not in _ALSO_WHO_IS_OUT):
            return _said(_NOBODY)
        is_over = current is None or current.id != company.id
        if company.is_for_a_question:
            is_over = request.at >= company.ends
        if is_over and name not in _ALSO_AFTERWARDS:
            return _said(_TALK_OVER if company.is_for_a_question else _OVER)
        here = _Here(self.cards, self._where(company), learner, request, company, me)
        answers: Mapping[str, Callable[[], Reply]] = {
            "works": lambda: here.works(value),
            "say": lambda: here.say(value),
            "contact": lambda: here.contact(value),
            "cant": here.cannot,
            "block": here.block,
            "report": lambda: here.report(value),
        }
        found = next((one for one in ANSWERS if one == name), None)
        return here.answer(found) if found else answers[name]()

    def _meant(self, value: str, learner: Learner) -> tuple[Company, str] | None:
        """Return the company that a button's `#12` names, if it is one of theirs, and the words after it."""
        mark, _, rest = value.partition(" ")
        if not _MARK.fullmatch(mark):
            return None
        company = self.cards.companies.get(int(mark[1:]))
        return (company, rest.strip()) if company and company.of(learner.id) else None

    def leave_all(self, learner: Learner, request: Request) -> None:
        """Tell everybody who would wait for somebody: this week's partners, and those in a talk about a question."""
        self.back_out(learner, request)
        for company in self.cards.companies.talks(learner.id, request.at):
            me = company.of(learner.id)
            if me:
                self.cards.companies.change(company.id, _backs_out(me, self._where(company), request.at), request.at)

    def back_out(self, learner: Learner, request: Request) -> None:
        """Tell the others, where somebody leaves in the middle of a week."""
        company = self.cards.companies.current(learner.id, request.at)
        me = company.of(learner.id) if company else None
        if company and me and not me.out and request.at < company.ends:
            self.cards.companies.change(company.id, _backs_out(me, self._where(company), request.at), request.at)

    def _where(self, company: Company) -> Where:
        return self.addresses.reached_at([one.learner for one in company.members if one.learner])


@dataclass(frozen=True, slots=True)
class _Here:
    """One person's word in one company."""

    cards: PartnerCards
    where: Where
    learner: Learner
    request: Request
    company: Company
    me: Member

    def works(self, value: str) -> Reply:
        """Note that a proposed time works; the first that works for all is agreed."""
        id, _, number = value.partition(" ")
        if id != str(self.company.id) or not number.isdecimal():
            return self._card("That was an earlier week's card. This is the one that counts now.")
        if int(number) >= len(self.company.times):
            return self._card("")
        if self.company.times[int(number)] <= self.request.at:
            return self._card("That time has passed.")
        place, now = self.me.place, self.request.at

        def vote(company: Company) -> tuple[Company, Sequence[Message]]:
            me = company.members[place]
            return _settled(_with(company, replace(me, works=me.works | {int(number)})), me, self.where, now)

        company, _ = self.cards.companies.change(self.company.id, vote, now)
        return self._card("", company)

    def say(self, value: str) -> Reply:
        """Carry a message to the others."""
        if not value:
            return _ask("What shall I tell them? Send it in one message.", self._command("say"))
        if len(value) > LONGEST_MESSAGE:
            return _ask(f"That is long; {LONGEST_MESSAGE} characters at a time.", self._command("say"))
        text = f"**{literal(_name(self.me))}** writes:\n\n{literal(value)}"
        minute = int(self.request.at.timestamp()) // 60
        told = list(_told(self.company, self.me, text, self.where, self.request.at, f"say:{minute}"))
        if not told:
            return _said("I can't reach them right now.")
        if not self._change(lambda company: (company, told))[1]:
            return _said("One message a minute; the last one is on its way. Send this one again in a moment.")
        return _said("Sent. Their answer comes to you here.")

    def contact(self, value: str) -> Reply:
        """Keep how somebody may be reached, and give it to the others once all have shared theirs."""
        if not value:
            return _ask(
                "How may they reach you elsewhere? For example a user name. It is shown only once both have shared.",
                self._command("contact"),
            )
        if len(value) > LONGEST_CONTACT:
            return _ask(f"At most {LONGEST_CONTACT} characters.", "/partner contact")
        given, place = " ".join(value.split()), self.me.place

        def share(company: Company) -> tuple[Company, Sequence[Message]]:
            company = _with(company, replace(company.members[place], contact=given))
            return company, list(_contacts(company, self.where, self.request.at))

        company, _ = self._change(share)
        if all(one.contact for one in company.there):
            return _said("You all have shared; the contacts are on their way to each of you.")
        return _said("Kept. They see it as soon as they share theirs.")

    def cannot(self) -> Reply:
        """Note that somebody can't make it; whoever is left alone gets a second chance."""
        if self.request.at >= self.company.ends:
            return _said(_OVER)
        self._change(_backs_out(self.me, self.where, self.request.at))
        if self.company.is_for_a_question:
            apart = Button(label="Keep us apart", send=self._command("block"), owner=self.request.person.id)
            return _said("They know. I carry nothing more between you.").model_copy(update={"buttons": (apart,)})
        return _said("They know. You are in the next round again.")

    def block(self) -> Reply:
        """Never bring these people together again; the other side is told only that there is no meeting."""
        for one in self._all_others:
            if one.learner:
                self.cards.seekers.block(self.learner.id, one.learner, self.request.at)
        if self.request.at < self.company.ends:
            self._change(_backs_out(self.me, self.where, self.request.at))
        if self.company.is_for_a_question:
            return _said("I never bring you together again. They are told only that the talk has ended.")
        return _said("You will not be matched with them again. They are told only that you can't make it this week.")

    def report(self, value: str) -> Reply:
        """Tell the moderators, with the least of text, and keep the two apart."""
        if not value:
            return _ask("What happened? A sentence or two; only the moderators read it.", self._command("report"))
        seeking = self.cards.seekers.get(self.learner.id)
        cadence = self.cards.cadences.of(seeking.community if seeking else self.company.community)
        others = self._all_others
        self.block()
        if cadence is None or cadence.reports is None:
            return _said(
                "You are kept apart from now on. Nobody here has said where reports should go, so please tell the "
                "moderators yourself."
            )
        message = _report(self.request, self.me, others, self.where, value, cadence.reports)
        self._change(lambda company: (company, [message]))
        return _said("The moderators get your words. You will not be matched with them again.")

    def answer(self, answer: Answer) -> Reply:
        """Keep whether they met."""
        place = self.me.place
        self._change(lambda company: (_with(company, replace(company.members[place], answer=answer)), ()))
        words = {
            "met": "Noted. The next round brings somebody new.",
            "moved": "Noted; I hope it works out.",
            "nobody": "Noted, and sorry about the wait. You need not do anything; the next round brings somebody else.",
            "unfit": "Noted. I look for somebody who fits better; /partner status shows what you look for.",
        }
        buttons = []
        if answer == "unfit":
            block = self._command("block")
            buttons.append(Button(label="Never match us again", send=block, owner=self.request.person.id))
        buttons.append(Button(label="What I look for", send="/partner status"))
        return Reply(text=words[answer], buttons=tuple(buttons), private=True, basis=_BASIS)

    @property
    def _all_others(self) -> Sequence[Member]:
        """Everybody else, also who said that they can't make it."""
        return [one for one in self.company.members if one.place != self.me.place]

    def _command(self, word: str) -> str:
        return f"/partner {word} #{self.company.id}"

    def _change(self, step: Step) -> tuple[Company, int]:
        return self.cards.companies.change(self.company.id, step, self.request.at)

    def _card(self, first: str, company: Company | None = None) -> Reply:
        card = self.cards.introduction(company or self.company, self.learner, self.request.person.id)
        return card.model_copy(update={"text": f"{first}\n\n{card.text}"}) if first else card


def _backs_out(me: Member, where: Where, now: datetime) -> Step:
    def back_out(company: Company) -> tuple[Company, Sequence[Message]]:
        if company.members[me.place].out:
            return company, ()
        company = _with(company, replace(company.members[me.place], out=True))
        text = f"{literal(_name(me))} can't make it this week."
        if company.is_for_a_question:
            text = f"{literal(_name(me))} has ended this talk; I carry nothing more between you."
        elif len(company.there) == 1:
            text += " I look for somebody else for you right away; if nobody is free, you come first next week."
        told = list(_told(company, me, text, where, now, "cant"))
        company, agreed = _settled(company, me, where, now)
        return company, [*told, *agreed]

    return back_out


def _settled(company: Company, by: Member, where: Where, now: datetime) -> tuple[Company, Sequence[Message]]:
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
    for one in company.there:
        plans = [("reminder", at - _REMINDED_BEFORE, at), ("did you meet", at + _ASKED_AFTER, company.ends)]
        if one.place != by.place:
            plans.append(("introduction", now, at))
        for what, when, until in plans:
            yield from message_to(f"{what}:{company.id}:agreed", what, company, one, where, when, until)


def _contacts(company: Company, where: Where, now: datetime) -> Iterator[Message]:
    """Yield what everybody shared, to everybody, once all have."""
    if not all(one.contact for one in company.there):
        return
    for one in company.there:
        lines = [f"- {literal(_name(other))}: {literal(other.contact)}" for other in company.there if other != one]
        text = "You both shared how to reach you:\n\n" + "\n".join(lines)
        mark = f"contact:{company.id}:{one.place}"
        yield from message_to(mark, "contacts", company, one, where, now, now + _USEFUL, text=text)


def _told(company: Company, me: Member, text: str, where: Where, now: datetime, mark: str) -> Iterator[Message]:
    """Yield a word to everybody else in a company."""
    for one in company.there:
        if one.place != me.place:
            key = f"{mark}:{company.id}:{me.place}"
            yield from message_to(key, "news", company, one, where, now, now + _USEFUL, text=text)


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


def _report(
    request: Request, me: Member, others: Sequence[Member], where: Where, words: str, destination: str
) -> Message:
    who = ", ".join(f"{literal(_name(one))} ({literal(where.get(one.learner or '', 'unreachable'))})" for one in others)
    text = (
        f"{literal(request.person.name or _name(me))} ({literal(request.person.id)}) reports {who}:"
        f"\n\n{literal(words[:LONGEST_MESSAGE])}"
    )
    reply = Reply(title="A report", text=text, private=True, basis=_BASIS)
    return Message(
        key=f"report:{request.id}:{me.learner}",
        kind=Kind.PAIRING,
        destination=destination,
        learner=None,
        payload=payload_of(reply),
        not_before=request.at,
        expires_at=request.at + _USEFUL,
    )


def _with(company: Company, changed: Member) -> Company:
    return replace(company, members=tuple(changed if one.place == changed.place else one for one in company.members))


def _name(one: Member) -> str:
    return one.name or "somebody"


def _said(text: str) -> Reply:
    return Reply(text=text, private=True, basis=_BASIS)


def _ask(text: str, expects: str) -> Reply:
    basis = Basis(intent="partner", answered=False, confidence=0)
    return Reply(text=text, private=True, expects=expects, hears_all=True, basis=basis)
