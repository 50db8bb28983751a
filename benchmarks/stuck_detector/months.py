"""Lets made-up learners live for some months under the detector, and counts what it noticed and where it was wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from benchmarks.stuck_detector.somebody import BEGAN, CARD, DAY, Somebody, rests_on
from benchmarks.stuck_detector.world import World
from bot.core.reminders import is_within_budget, waking
from bot.core.signals import THRESHOLD, WEIGHTS, Name, Suspicion, signals, weighed
from scheduler.cadence import ANSWERED_ENOUGH
from scheduler.lookout import AFTER

MONTH = 30
LEAST_OF_A_WEEK = 4
"""Days that make a stuck week: most of it. Who gets on sooner needs no help."""

Week = tuple[int, datetime, int]
"""Whose it is, when the spell began, and which week of it."""


@dataclass(slots=True)
class Tally:
    """What was counted."""

    there: Counter[int] = field(default_factory=Counter)
    """Days of learners who had not left, by month."""
    stuck_days: Counter[Week] = field(default_factory=Counter)
    noticed: set[Week] = field(default_factory=set)
    right_topic: int = 0
    prompts: int = 0
    false: Counter[tuple[int, int]] = field(default_factory=Counter)
    """False prompts, by learner and month."""
    fired_stuck: defaultdict[Name, set[Week]] = field(default_factory=lambda: defaultdict(set))
    fired_false: Counter[Name] = field(default_factory=Counter)
    """Looks at learners who got on, by the signals that fired."""
    looks: int = 0
    """Looks at learners who got on."""

    def stuck_weeks(self, least: int = LEAST_OF_A_WEEK) -> set[Week]:
        """Return the weeks with so many stuck days, which should be noticed."""
        return {week for week, days in self.stuck_days.items() if days >= least}

    def share_noticed(self, least: int = LEAST_OF_A_WEEK) -> float:
        """Return the share of stuck weeks in which the learner was asked while they were stuck."""
        weeks = self.stuck_weeks(least)
        return len(self.noticed & weeks) / len(weeks)

    def hits(self, name: Name) -> float:
        """Return the share of stuck weeks in which a signal fired."""
        weeks = self.stuck_weeks()
        return len(self.fired_stuck[name] & weeks) / len(weeks)

    def false_alarms(self, name: Name) -> float:
        """Return the share of looks at learners who got on at which a signal fired."""
        return self.fired_false[name] / self.looks

    @property
    def months(self) -> float:
        """Return how many months learners were there."""
        return self.there.total() / MONTH

    @property
    def false_a_month(self) -> float:
        """Return the false prompts of a learner in a month, those to learners who had left included."""
        return self.false.total() / self.months

    def share_of_months_with(self, more_than: int) -> float:
        """Return in which share of learners' months more than so many prompts were false."""
        return sum(count > more_than for count in self.false.values()) / self.months

    def false_in(self, month: int) -> float:
        """Return the false prompts of a learner in one month, counted from 0."""
        return sum(count for (_, at), count in self.false.items() if at == month) / (self.there[month] / MONTH)


def lived(world: World, seed: int, *, learners: int, days: int, weights: Mapping[Name, float] = WEIGHTS) -> Tally:
    """Return what was counted among so many learners in so many days; the same for the same seed."""
    tally = Tally()
    for number in range(learners):
        _live(Somebody(world, Random(f"{seed} {number}")), number, days, weights, tally)
    return tally


def _live(who: Somebody, number: int, days: int, weights: Mapping[Name, float], tally: Tally) -> None:
    prompt_at: datetime | None = None
    for day in range(days):
        today = BEGAN + day * DAY
        who.wake(today)
        week = _week(who, number, today)
        tally.there[day // MONTH] += not who.gone
        if week and today >= who.away_until:
            tally.stuck_days[week] += 1
        if prompt_at:
            _ask(who, number, week, prompt_at, weights, tally)
            prompt_at = None
        card = today + timedelta(hours=CARD.hour)
        if who.nature.hour < CARD.hour:
            who.live(today)
        if who.card(card):
            prompt_at = _look(who, week, card, weights, tally)
        if who.nature.hour >= CARD.hour:
            who.live(today)


def _look(
    who: Somebody, week: Week | None, now: datetime, weights: Mapping[Name, float], tally: Tally
) -> datetime | None:
    """Look at somebody as the planner does; return when to ask, if at all."""
    if who.learner.ignored > ANSWERED_ENOUGH:  # the card that comes now is counted already
        return None
    names = {signal.name for signal in signals(who.learner, who.watched(), now)}
    if week:
        for name in names:
            tally.fired_stuck[name].add(week)
    else:
        tally.fired_false.update(names)
        tally.looks += 1
    found = _suspected(who, now, weights)
    return waking(who.learner.settings, now + AFTER) if found else None


def _ask(
    who: Somebody, number: int, week: Week | None, now: datetime, weights: Mapping[Name, float], tally: Tally
) -> None:
    """Ask, if that is still right, as at the moment of sending."""
    paused = who.learner.settings.paused_until
    found = _suspected(who, now, weights)
    if found is None or (paused and now.date() < paused):
        return
    tally.prompts += 1
    if week:
        tally.noticed.add(week)
        tally.right_topic += found.topic in (who.topic, *rests_on(who.topic))
    else:
        tally.false[number, (now - BEGAN).days // MONTH] += 1
    who.asked(f"stuck:{now:%Y-%m-%d}", [signal.name for signal in found.signals], now)


def _suspected(who: Somebody, now: datetime, weights: Mapping[Name, float]) -> Suspicion | None:
    watched = who.watched()
    found = weighed(signals(who.learner, watched, now), who.turned_down, rests_on, weights)
    within = is_within_budget(who.learner.settings, watched.reminded, now)
    return found if found and within and found.sum >= THRESHOLD else None


def _week(who: Somebody, number: int, today: datetime) -> Week | None:
    if not who.is_stuck or who.stuck_from is None:
        return None
    return number, who.stuck_from, (today - who.stuck_from).days // 7
