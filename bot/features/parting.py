"""Keeps two people apart: whatever they share ends, and whoever is left keeps both as far as that can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.partners import Addresses, Companies, Company, Member, Seekers
from bot.features.agenda import name_of
from bot.features.tidings import as_a_pair, backs_out, going, taken_out


@dataclass(frozen=True, slots=True)
class Parted:
    """What came of it, in words for the one who wished it."""

    told: Sequence[str] = ()
    """What the other one is told."""
    left_with: Sequence[str] = ()
    """Names of those with whom they go on by themselves."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Ends what two people share: pair, trio, study group, talk, and the rooms that are left of earlier weeks."""

    seekers: Seekers
    companies: Companies
    addresses: Addresses

    def __call__(self, learner: str, other: str, now: datetime) -> Parted:
        """Never bring these two together again, and end what they share; only a word for leaving is ever told."""
        self.seekers.block(learner, other, now)
        given_up = self._gives_up_seat(learner, other)
        told: list[str] = []
        left_with: list[str] = []
        seen: set[str] = set()
        for company in self.companies.shared(learner, other):
            me, them = company.of(learner), company.of(other)
            if me is None or them is None:
                continue
            has_left = bool(company.study_group) and company.study_group == given_up
            if now < company.ends and not me.out and (has_left or not them.out):
                left_with += self._goes(company, me, them, now)
                told.append(_in_words(company))
            elif company.room and company.room not in seen and (has_left or not company.study_group):
                self._leaves_room(company, me if me.out or now >= company.ends else them, now)
            seen.add(company.room)
        return Parted(tuple(told), tuple(left_with))

    def _gives_up_seat(self, learner: str, other: str) -> str:
        """Give up the seat in the study group that both sit in; return the group, or nothing where there is none."""
        mine, theirs = self.seekers.get(learner), self.seekers.get(other)
        if not (mine and theirs and mine.study_group and mine.study_group == theirs.study_group):
            return ""
        self.seekers.save(replace(mine, study_group=""))
        return mine.study_group

    def _goes(self, company: Company, me: Member, them: Member, now: datetime) -> list[str]:
        """Take somebody out of a company; of a trio they keep the third, who keeps both. Return who that is by name."""
        where = self.addresses.reached_at([one.learner for one in company.members if one.learner])
        others = [one for one in company.there if one.learner and one.place not in (me.place, them.place)]
        kept = [] if company.study_group else others
        gone = self.addresses.all_of(me.learner or "")
        step = backs_out(me, where, now, going(company), gone=gone, besides=[one.place for one in kept])
        self.companies.change(company.id, step, now)
        if kept:
            self.companies.begin_beside(company, [me, *kept], lambda pair: list(as_a_pair(pair, where, now)), now)
        return [name_of(one) for one in kept]

    def _leaves_room(self, company: Company, who: Member, now: datetime) -> None:
        gone = self.addresses.all_of(who.learner or "")
        self.companies.change(company.id, lambda here: (here, taken_out(here, who, gone, now)), now)


def _in_words(company: Company) -> str:
    if company.is_for_a_question:
        return "the talk has ended"
    return "you left the group" if company.study_group else "you can't make it this week"
