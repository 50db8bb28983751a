"""Holds the partner rounds that are due: announces them, has them matched, and writes each in one step."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from bot.core.communities import Communities, Community
from bot.core.due import Daily, next_slot
from bot.core.learners import Learner, Learners
from bot.core.message import Message
from bot.core.partners import SILENT_ROUNDS, Addresses, Cadence, Companies, Seeking
from bot.core.rooms import mark_of, room_in
from bot.core.rounds import Before, Held, RoundBook, Together, Waiting, number_of
from bot.core.study import Study
from bot.core.study_groups import Seats, seats
from bot.core.zones import clock
from bot.pairing.apart import MatchingFailedError
from bot.pairing.hours import common_starts
from bot.pairing.round import History, Outcome, Round, Seeker
from knowledge.notes.schema import STAGE_TITLES
from scheduler.introductions import SOONEST, agenda, introductions, message, spread_out

UNTIL_TOLD = date.max
"""A pause without an end."""
LASTS = timedelta(days=7)
TOO_LATE = timedelta(days=2)
"""A round that could not be held for so long is left out: half of its week is over."""
FURTHER_FIRST = timedelta(minutes=2)
"""Who would go beyond their community is told that there is nobody only after a look there."""

Match = Callable[[Sequence[Seeker], History, Round], Outcome]
"""Who studies with whom; runs apart, for it can take long."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """What people are brought together in."""

    cadence: Cadence | None
    number: int
    profiles: Mapping[str, Seeker]
    groups: frozenset[tuple[str, ...]]

    def study_group(self, company: tuple[str, ...]) -> str:
        """Return the lasting group that a company is, an old or a new one; empty for people of one week."""
        if company not in self.groups:
            return ""
        [(sits, many)] = Counter(self.profiles[id].study_group for id in company).most_common(1)
        return sits if sits and many > 1 else mark_of(str(self.number), *company)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Called with every tick."""

    book: RoundBook
    communities: Communities
    learners: Learners
    companies: Companies
    addresses: Addresses
    study: Study
    match: Match

    def tick(self, now: datetime) -> int:
        """Announce and hold what is due, and look for second chances; return how many rounds were held."""
        held = 0
        for cadence in self.book.due(now):
            try:
                held += self._due(cadence, now)
            except MatchingFailedError:  # one community must not hold up the others
                log.exception("The partner round of %s failed; the next tick tries again.", cadence.community)
        if waiting := self.book.waiting(now):
            self._rescue(waiting, now)
        return held

    def plan(self, cadence: Cadence, now: datetime) -> Held:
        """Return the round that would be held now, without holding it."""
        begins = cadence.next_at or now
        here = self.book.seekers(cadence.community)
        there = [one for one in here if self._takes_part(one, begins)]
        groups = seats(here, there)
        round = Round(self._number(cadence, begins), now, apart=cadence.apart, seats=groups.free)
        next_at = self._next(cadence, now)
        profiles, before = self._profiles(there, groups, round.number, now)
        alone = Outcome(alone=tuple((id, "community") for id in profiles))  # no process is begun for one
        outcome = self.match(list(profiles.values()), _history(before), round) if len(profiles) > 1 else alone
        meeting = _Meeting(cadence, round.number, profiles, frozenset(outcome.groups))
        together = tuple(self._together(company, meeting, there, now, next_at) for company in outcome.companies())
        repeats = sum(
            round.number - before.met.get(met, -(10**6)) <= round.apart
            for met in outcome.met()
            if not _sit_together(met, profiles)
        )
        messages, changed = self._written(there, here, groups, together, outcome.alone, round.number, now)
        return Held(
            cadence,
            round.number,
            tuple(there),
            repeats,
            together,
            tuple(outcome.alone),
            changed,
            messages,
            next_at,
        )

    def _due(self, cadence: Cadence, now: datetime) -> bool:
        """Announce or hold the next round of a community; return whether it was held."""
        if cadence.next_at is None:
            return False
        if cadence.next_at <= now:
            return self._hold(cadence, cadence.next_at, now)
        self._announce(cadence, cadence.next_at, now)
        return False

    def _hold(self, cadence: Cadence, at: datetime, now: datetime) -> bool:
        if now - at > TOO_LATE:
            log.warning("The partner round of %s at %s is left out: too late.", cadence.community, at)
            return self.book.hold(self._left_out(cadence, at, now), now)
        return self.book.hold(self.plan(cadence, now), now)

    def _left_out(self, cadence: Cadence, at: datetime, now: datetime) -> Held:
        """Return a round in which nobody is brought together, with a word to those who waited for it."""
        there = [one for one in self.book.seekers(cadence.community) if self._takes_part(one, at)]
        number, next_at = self._number(cadence, at), self._next(cadence, now)
        where = self.addresses.reached_at([one.learner for one in there])
        messages = tuple(
            message("round left out", number, one.learner, where[one.learner], now, next_at)
            for one in there
            if one.learner in where
        )
        return Held(cadence, number, (), 0, (), (), (), messages, next_at)

    def _announce(self, cadence: Cadence, at: datetime, now: datetime) -> None:
        there = [one for one in self.book.seekers(cadence.community) if self._takes_part(one, at)]
        where = self.addresses.reached_at([one.learner for one in there])
        messages = [
            message("round tomorrow", self._number(cadence, at), one.learner, where[one.learner], now, at)
            for one in there
            if one.learner in where
        ]
        self.book.announce(cadence, messages, now)

    def _rescue(self, waiting: Sequence[Waiting], now: datetime) -> None:
        number = max(one.round for one in waiting)
        seeking = {one.learner: one for home in sorted({one.community for one in waiting})
                   for one in self.book.seekers(home)}  # fmt: skip
        there = [wish for one in waiting if (wish := seeking.get(one.learner)) and not self._is_paused(wish, now)]
        nobody_sits = Seats({}, {}, frozenset(one.learner for one in there if one.study_group), ())
        profiles, before = self._profiles(there, nobody_sits, number + 1, now)
        outcome = self.match(list(profiles.values()), _history(before), Round(number, now))
        ends = {one.learner: one.ends for one in waiting}
        found = [
            self._together(
                company,
                _Meeting(self.book.of(profiles[company[0]].community), number, profiles, frozenset(outcome.groups)),
                there,
                now,
                min(ends[id] for id in company),
            )
            for company in outcome.companies()
        ]
        where = self.addresses.reached_at([learner for one in found for learner, _ in one.members])
        mark = f"{number}.{now:%Y%m%dT%H%M%S}"  # somebody can be left alone twice in a round
        in_time = [one for one in found if one.times]
        self.book.rescue(waiting, [(one, introductions(one, mark, where, now)) for one in in_time], now)

    def _profiles(
        self, seeking: Sequence[Seeking], groups: Seats, number: int, now: datetime
    ) -> tuple[dict[str, Seeker], Before]:
        ids = [one.learner for one in seeking]
        before, reliability = self.book.before(ids, number), self.companies.reliability(ids)
        where = self.addresses.reached_at(ids)
        found: dict[str, Seeker] = {}
        for one in seeking:
            learner = self.learners.get(one.learner)
            if learner and one.learner in where:
                platform = where[one.learner].partition(":")[0]
                profile = self._profile(one, learner, platform, before, reliability[one.learner], now)
                found[one.learner] = replace(
                    profile,
                    wants_group=one.wish.group and one.learner not in groups.away,
                    study_group=groups.of.get(one.learner, ""),
                )
        return found, before

    def _profile(
        self, seeking: Seeking, learner: Learner, platform: str, before: Before, reliability: float, now: datetime
    ) -> Seeker:
        standing, wish = self.study.standing(learner, now), seeking.wish
        trail = [note.id for note in self.study.curriculum.trail]
        ahead = standing.plan.topics[:3]
        stage = self.study.curriculum.topics[ahead[0]].front.stage if ahead else ""
        stages = list(STAGE_TITLES)
        size = before.last_size.get(seeking.learner, 2)
        return Seeker(
            id=seeking.learner,
            community=seeking.community,
            platform=platform,
            zone=learner.settings.zone,
            free=wish.free,
            languages=wish.languages,
            stage=stages.index(stage) if stage in stages else len(stages),
            position=len(standing.known.intersection(trail)),
            next_topics=ahead,
            hours_a_week=learner.settings.hours_a_week,
            wish=wish.level,
            reliability=reliability,
            last="alone" if size == 1 else "trio" if size == 3 and not wish.group else "paired",
            crosses_platforms=wish.platforms,
            wider=wish.wider,
        )

    def _together(
        self,
        company: tuple[str, ...],
        meeting: _Meeting,
        seeking: Sequence[Seeking],
        now: datetime,
        until: datetime,
    ) -> Together:
        """Return people with times and a task, for a week or until the next round begins."""
        names = {one.learner: one.wish.name for one in seeking}
        people = [meeting.profiles[id] for id in company]
        topics = agenda(people)
        ends = min(now + LASTS, until)
        times = spread_out([at for at in common_starts(people, now) if now + SOONEST <= at < ends])
        members = tuple((id, names[id]) for id in company)
        cadence, group = meeting.cadence, meeting.study_group(company)
        where = self.addresses.reached_at(company)
        mark = group or mark_of(str(meeting.number), *company)
        room = room_in(cadence.channel if cadence else None, [where.get(id) for id in company], mark)
        question = self._question(topics, company)
        return Together(people[0].community, now, ends, times, topics, question, members, group, room)

    def _question(self, topics: Sequence[str], company: Sequence[str]) -> str:
        notes = self.study.curriculum.topics
        questions = [question.id for id in topics if id in notes for question in notes[id].questions]
        return Random(" ".join(company)).choice(questions) if questions else ""  # noqa: S311 # no secret

    def _written(
        self,
        there: Sequence[Seeking],
        here: Sequence[Seeking],
        groups: Seats,
        together: Sequence[Together],
        alone: Sequence[tuple[str, str]],
        number: int,
        now: datetime,
    ) -> tuple[tuple[Message, ...], tuple[Seeking, ...]]:
        """Return the messages of a round, and whose wishes change by it."""
        where = self.addresses.reached_at([one.learner for one in here])
        messages = [message for one in together for message in introductions(one, f"{number}", where, now)]
        further = {one.learner for one in there if one.wish.wider}
        messages += [
            message("nobody this week", number, learner, where[learner], at, now + LASTS, reason=reason)
            for learner, reason in alone
            if learner in where
            for at in [now + FURTHER_FIRST if learner in further else now]
        ]
        met = {learner for one in together for learner, _ in one.members}
        tired = [one for one in here if one.silent >= SILENT_ROUNDS and not self._is_paused(one, now)]
        messages += [
            message("paused", number, one.learner, place, now, now + LASTS)
            for one in tired
            if (place := where.get(one.learner))
        ]
        changed = {one.learner: one for one in groups.given_up}
        changed |= {one.learner: replace(changed.get(one.learner, one), skips=False) for one in here if one.skips}
        changed |= {
            one.learner: replace(changed.get(one.learner, one), silent=one.silent + 1)
            for one in there
            if one.learner in met
        }
        changed |= {one.learner: replace(one, paused_until=UNTIL_TOLD, skips=False, study_group="") for one in tired}
        return tuple(messages), tuple(changed.values())

    def _takes_part(self, seeking: Seeking, at: datetime) -> bool:
        return not seeking.skips and not self._is_paused(seeking, at) and seeking.silent < SILENT_ROUNDS

    def _is_paused(self, seeking: Seeking, at: datetime) -> bool:
        """Tell whether somebody pauses on the day that it is then where they are."""
        if seeking.paused_until is None:
            return False
        learner = self.learners.get(seeking.learner)
        return at.astimezone(clock(learner.settings.zone if learner else "UTC")).date() < seeking.paused_until

    def _number(self, cadence: Cadence, at: datetime) -> int:
        community = self.communities.get(cadence.community)
        return number_of(at.astimezone(clock(community.zone if community else "UTC")).date())

    def _next(self, cadence: Cadence, now: datetime) -> datetime:
        return next_round(cadence, self.communities.get(cadence.community), now)


def next_round(cadence: Cadence, community: Community | None, now: datetime) -> datetime:
    """Return when a community's next round is, by its own clock; some weeks after the last where it wants so."""
    rhythm = Daily(cadence.at, community.zone if community else "UTC", frozenset((cadence.weekday,)))
    begin = now
    if cadence.next_at:
        begin = max(now, cadence.next_at + timedelta(weeks=cadence.weeks, days=-1))
    return next_slot(begin, rhythm, None).at


def _sit_together(met: tuple[str, str], profiles: Mapping[str, Seeker]) -> bool:
    one, other = (profiles[id].study_group for id in met)
    return bool(one) and one == other


def _history(before: Before) -> History:
    return History(before.met, before.blocks)
