"""Around the meeting: a time that suits, a word to the partner, backing out, and whether it took place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.learners import Learner
from bot.core.markdown import literal
from bot.core.message import Message
from bot.core.partners import ANSWERS, Addresses, Answer, Company, Member, Seeking, Step
from bot.core.reply import Basis, Button, Reply
from bot.core.request import Request
from bot.features.agenda import name_of
from bot.features.cards import in_a_row
from bot.features.company import PartnerCards
from bot.features.parting import Parting
from bot.features.tidings import (
    CANNOT,
    ENDED_TALK,
    LONGEST_MESSAGE,
    Where,
    backs_out,
    contacts,
    going,
    report_of,
    settled,
    with_member,
    word_to_others,
)

LONGEST_CONTACT = 100
WORDS = frozenset({"with", "works", "say", "contact", "cant", "block", "report", *ANSWERS})
_ALSO_AFTERWARDS = frozenset({"block", "report", *ANSWERS})
"""What may be said of an earlier week, from its card."""
ALSO_WHO_IS_OUT = frozenset({"block", "report"})
"""What may be said by who is out, and by who looks for no partners any more."""
_MARK = re.compile(r"#(?P<company>\d{1,9})(?:\.(?P<whom>\d))?(?:\s+(?P<rest>.*))?", re.ASCII | re.DOTALL)
"""What a button says of which company it is about, and maybe of whom in it."""
REPORTED_WITHIN = timedelta(days=30)
"""From the end of a week on, for what is said without a card, and by who left."""
IN_PAIR: Mapping[Answer, str] = {
    "met": "Noted. The next round brings somebody new.",
    "moved": "Noted; I hope it works out.",
    "nobody": "Noted, and sorry about the wait. You need not do anything; the next round brings somebody else.",
    "unfit": "Noted. I look for somebody who fits better; /partner status shows what you look for.",
}
IN_GROUP: Mapping[Answer, str] = {
    **IN_PAIR,
    "met": "Noted. Your group goes on next week.",
    "nobody": "Noted, and sorry about the wait. Your group has another try next week.",
    "unfit": "Noted. Your group goes on; you can stay in it, or look for another one.",
}
_BASIS = Basis(intent="partner")
_OVER = "That card is of an earlier week. Send /partner to see who you are with now."
_TALK_OVER = "That talk is over. Whoever needs a hand again can ask again."
_NOBODY = "You are with nobody right now. Your next partner comes with the next round."
_NOBODY_LATELY = "You were with nobody in the last 30 days, so there is nobody to block or report."
_NOT_YOURS = "That card belongs to other people. Send /partner to see yours."
_LONG_AGO = "That was more than 30 days ago. Please tell the moderators yourself."


@dataclass(frozen=True, slots=True)
class Meetings:
    """What somebody says about the company they are in."""

    cards: PartnerCards
    addresses: Addresses

    def do(self, name: str, value: str, learner: Learner, request: Request) -> Reply:
        """Do one of `WORDS`."""
        self.cards.seekers.heard(learner.id)
        current = self.cards.companies.current(learner.id, request.at)
        meant = _MARK.fullmatch(value)
        company = self.cards.companies.get(int(meant["company"])) if meant else current
        if company is None and name in ALSO_WHO_IS_OUT:
            company = self.cards.companies.last(learner.id, request.at)
        me = company.of(learner.id) if company else None
        if meant and me is None:
            return _said(_NOT_YOURS)
        if company is None or me is None:
            return _said(_NOBODY_LATELY if name in ALSO_WHO_IS_OUT else _NOBODY)
        if me.out and name not in ALSO_WHO_IS_OUT:
            return _said(_TALK_OVER if company.is_for_a_question else _NOBODY)
        if name in ALSO_WHO_IS_OUT and self._is_long_ago(company, learner, request.at, by_card=bool(meant)):
            return _said(_LONG_AGO)
        goes_on = request.at < company.ends and (len(company.there) > 1 or company.is_for_a_question)
        is_over = company.is_for_a_question or current is None or current.id != company.id
        if is_over and not goes_on and name not in _ALSO_AFTERWARDS:
            return _said(_TALK_OVER if company.is_for_a_question else _OVER)
        whom = next((one for one in company.members if meant and f"{one.place}" == meant["whom"]), None)
        value = (meant["rest"] or "").strip() if meant else value
        here = _Here(self.cards, self._where(company), learner, request, company, me, whom)
        answers: Mapping[str, Callable[[], Reply]] = {
            "with": here.card,
            "works": lambda: here.works(value),
            "say": lambda: here.say(value),
            "contact": lambda: here.contact(value),
            "cant": here.cannot,
            "block": lambda: here.block(here.to_bar),
            "report": lambda: here.report(value),
        }
        found = next((one for one in ANSWERS if one == name), None)
        return here.answer(found) if found else answers[name]()

    def leave_all(self, learner: Learner, request: Request) -> None:
        """Tell everybody who would wait for somebody: this week's partners, and those in a talk about a question."""
        self.back_out(learner, request)
        for talk in self.cards.companies.talks(learner.id, request.at):
            self._go(talk, learner, request)

    def back_out(self, learner: Learner, request: Request) -> None:
        """Tell the others, where somebody leaves in the middle of a week."""
        going_on = {one.id: one for one in self.cards.companies.going_on(learner.id, request.at)}
        current = self.cards.companies.current(learner.id, request.at)
        for company in (going_on | ({current.id: current} if current else {})).values():
            self._go(company, learner, request)

    def leave_group(self, seeking: Seeking, learner: Learner, request: Request) -> Seeking:
        """Tell the others of a study group that somebody leaves it; return what they look for without it."""
        company = self.cards.companies.current(learner.id, request.at)
        if company and company.study_group == seeking.study_group:
            self.back_out(learner, request)
        return replace(seeking, study_group="")

    def _go(self, company: Company, learner: Learner, request: Request) -> None:
        """Tell the others that somebody goes for good, where they still count on them."""
        me = company.of(learner.id)
        if me and request.at < company.ends:
            gone = self.addresses.all_of(learner.id)
            step = backs_out(me, self._where(company), request.at, going(company), gone=gone)
            self.cards.companies.change(company.id, step, request.at)

    def _is_long_ago(self, company: Company, learner: Learner, now: datetime, *, by_card: bool) -> bool:
        """Tell whether it is too late to block or report people of a round: without a card, and for who left."""
        if by_card and (company.is_for_a_question or self.cards.seekers.get(learner.id)):
            return False
        return now > company.ends + REPORTED_WITHIN

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
    whom: Member | None
    """Who is meant, where that was said."""

    @property
    def to_bar(self) -> Member | None:
        """Who is to be blocked or reported: who was named, or the only one there is; None where that is not clear."""
        others = [one for one in self.company.members if one.place != self.me.place and one.learner]
        if self.whom:
            return self.whom if self.whom in others else None
        return others[0] if len(others) == 1 else None

    def card(self) -> Reply:
        """Show this company."""
        return self._card("")

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
            return settled(with_member(company, replace(me, works=me.works | {int(number)})), me, self.where, now)

        company, _ = self.cards.companies.change(self.company.id, vote, now)
        return self._card("", company)

    def say(self, value: str) -> Reply:
        """Carry a message to the others."""
        if not value:
            return _ask("What shall I tell them? Send it in one message.", self._command("say"))
        if len(value) > LONGEST_MESSAGE:
            return _ask(f"That is long; {LONGEST_MESSAGE} characters at a time.", self._command("say"))
        text = f"**{literal(name_of(self.me))}** writes:\n\n{literal(value)}"
        minute = int(self.request.at.timestamp()) // 60
        mark, by = f"say:{minute}", f"{self.me.place}"
        told = list(word_to_others(self.company, self.me, text, self.where, self.request.at, mark, by=by))
        if not told:
            return _said("I can't reach them right now.")
        if not self._change(lambda company: (company, told))[1]:
            return _said("One message a minute; the last one is on its way. Send this one again in a moment.")
        return _said("Sent. Their answer comes to you here.")

    def contact(self, value: str) -> Reply:
        """Keep how somebody may be reached, and give it to the others once all have shared theirs."""
        if not value:
            return _ask(
                "How may they reach you elsewhere? Such as a user name. It is shown only once you all have shared.",
                self._command("contact"),
            )
        if len(value) > LONGEST_CONTACT:
            return _ask(f"At most {LONGEST_CONTACT} characters.", "/partner contact")
        given, place = " ".join(value.split()), self.me.place

        def share(company: Company) -> tuple[Company, Sequence[Message]]:
            company = with_member(company, replace(company.members[place], contact=given))
            return company, list(contacts(company, self.where, self.request.at))

        company, _ = self._change(share)
        if all(one.contact for one in company.there):
            return _said("You all have shared; the contacts are on their way to each of you.")
        return _said("Kept. They see it as soon as they share theirs.")

    def cannot(self) -> Reply:
        """Note that somebody can't make it; whoever is left alone gets a second chance."""
        if self.request.at >= self.company.ends:
            return _said(_OVER)
        if self.company.is_for_a_question:
            self._change(backs_out(self.me, self.where, self.request.at, ENDED_TALK))
            apart = Button(label="Keep us apart", send=self._command("block"), owner=self.request.person.id)
            return _said("They know. I carry nothing more between you.").model_copy(update={"buttons": (apart,)})
        self._change(backs_out(self.me, self.where, self.request.at, CANNOT))
        return _said("They know. You are in the next round again.")

    def block(self, whom: Member | None) -> Reply:
        """Keep these two apart in all that they share; whoever is left is told only that somebody is not there."""
        if whom is None or whom.learner is None:
            return self._whom("block", "Block", "Whom do you not want to meet again? The others are not touched by it.")
        parting = Parting(self.cards.seekers, self.cards.companies, self.cards.addresses)
        parted = parting(self.learner.id, whom.learner, self.request.at)
        is_talk = self.company.is_for_a_question
        first = "I never bring you together again" if is_talk else f"You will not be matched with {name_of(whom)} again"
        told = f"They are told only that {in_a_row(parted.told)}." if parted.told else "They are told nothing new."
        rest = f" You go on with {in_a_row(parted.left_with)}; your card comes." if parted.left_with else ""
        return _said(f"{first}. {told}{rest}")

    def report(self, value: str) -> Reply:
        """Tell the moderators, with the least of text, and keep the two apart."""
        whom = self.to_bar
        if whom is None:
            return self._whom("report", "Report", "Whom is it about? Then I ask you what happened.")
        if not value:
            command = f"/partner report #{self.company.id}.{whom.place}"
            return _ask("What happened? A sentence or two; only the moderators read it.", command)
        seeking = self.cards.seekers.before(self.learner.id)
        cadence = self.cards.cadences.of(seeking.community if seeking else self.company.community)
        self.block(whom)
        if cadence is None or cadence.reports is None:
            return _said(
                "You are kept apart from now on. Nobody here has said where reports should go, so please tell the "
                "moderators yourself."
            )
        message = report_of(self.request, self.me, whom, self.where, value, cadence.reports)
        self._change(lambda company: (company, [message]))
        return _said("The moderators get your words. You will not be matched with them again.")

    def answer(self, answer: Answer) -> Reply:
        """Keep whether they met."""
        place = self.me.place
        self._change(lambda company: (with_member(company, replace(company.members[place], answer=answer)), ()))
        words = IN_GROUP if self.company.study_group else IN_PAIR
        buttons = []
        if answer == "unfit" and self.company.study_group:
            buttons.append(Button(label="Find me another group", send="/partner another", owner=self.request.person.id))
        elif answer == "unfit":
            block = self._command("block")
            buttons.append(Button(label="Never match us again", send=block, owner=self.request.person.id))
        buttons.append(Button(label="What I look for", send="/partner status"))
        return Reply(text=words[answer], buttons=tuple(buttons), private=True, basis=_BASIS)

    def _whom(self, command: str, label: str, words: str) -> Reply:
        """Ask which of the others is meant."""
        others = [one for one in self.company.members if one.place != self.me.place and one.learner]
        buttons = tuple(
            Button(
                label=f"{label} {name_of(one)}",
                send=f"/partner {command} #{self.company.id}.{one.place}",
                owner=self.request.person.id,
            )
            for one in others
        )
        if not buttons:
            return _said("They left and asked to be forgotten, so nobody of them can be matched with you again.")
        return Reply(text=words, buttons=buttons, private=True, basis=_BASIS)

    def _command(self, word: str) -> str:
        return f"/partner {word} #{self.company.id}"

    def _change(self, step: Step) -> tuple[Company, int]:
        return self.cards.companies.change(self.company.id, step, self.request.at)

    def _card(self, first: str, company: Company | None = None) -> Reply:
        card = self.cards.introduction(company or self.company, self.learner, self.request.person.id)
        return card.model_copy(update={"text": f"{first}\n\n{card.text}"}) if first else card


def _said(text: str) -> Reply:
    return Reply(text=text, private=True, basis=_BASIS)


def _ask(text: str, expects: str) -> Reply:
    basis = Basis(intent="partner", answered=False, confidence=0)
    return Reply(text=text, private=True, expects=expects, hears_all=True, basis=basis)
