"""The way from what somebody knows to a goal, in weeks; made anew from today whenever it is looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.core.goals import Goal
from bot.core.order import TEMPLATES, Template, in_order
from bot.core.sessions import SHORTEST, Part, Session, Spent, left, sittings
from knowledge.notes.curriculum import Curriculum

TRAIL = TEMPLATES[0]
NOTHING: Spent = {}


@dataclass(frozen=True, slots=True)
class Step:
    """The theory or the building of one topic, as far as a week has room for it."""

    topic: str
    part: Part
    minutes: int

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True, slots=True)
class Week:
    """A week's steps in their order; weeks count from 1, which is now."""

    number: int
    steps: tuple[Step, ...]

    @property
    def hours(self) -> float:
        return sum(step.minutes for step in self.steps) / 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to learn, in weeks. An estimate: the notes' hours for a beginner over the hours somebody has."""

    goal: Goal
    template: Template
    weeks: tuple[Week, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for week in self.weeks for step in week.steps)

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.topic for step in self.steps))

    @property
    def hours(self) -> float:
        return sum(step.minutes for step in self.steps) / 60


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a topic is on the plan: what it opens at once, and how much of the plan rests on it."""

    opens: tuple[str, ...]
    """Topics of the plan that name it as a prerequisite, the next one first; none for an end of the goal itself."""
    carries: int
    """How many topics of the plan rest on it, however indirectly."""


def plan(
    curriculum: Curriculum,
    goal: Goal,
    known: Collection[str],
    hours_a_week: float,
    template: Template = TRAIL,
    spent: Spent = NOTHING,
) -> Plan:
    """Plan everything on the way to a goal that is neither known nor done.

    Nothing of a plan needs keeping: after some sessions, or after a month without any, the same call gives what is left
    in the same order. Raises ValueError for hours that no week has.
    """
    if not 0 < hours_a_week <= 7 * 24:
        raise ValueError(f"{hours_a_week} hours a week: choose more than 0 and at most 168")
    order = in_order(curriculum, goal.reach(curriculum) - set(known), template)
    steps = [step for id in order for step in _steps(curriculum, id, spent)]
    room = max(SHORTEST, round(hours_a_week * 60))
    weeks = tuple(Week(number, tuple(week)) for number, week in enumerate(_weeks(steps, room), 1))
    return Plan(goal, template, weeks)


def next_step(plan: Plan, done: Collection[tuple[str, Part]] = ()) -> Step | None:
    """Return the first step whose topic and part are not among those done since the plan was made."""
    return next((step for step in plan.steps if (step.topic, step.part) not in done), None)


def next_session(curriculum: Curriculum, step: Step, day: int, spent: Spent = NOTHING) -> Session | None:
    """Return today's sitting of a step, at most `day` minutes; None when nothing of it is left."""
    return next(sittings(curriculum.topics[step.topic], step.part, day, spent), None)


def why(curriculum: Curriculum, plan: Plan, topic: str) -> Reason:
    """Return what on the plan needs a topic."""
    opens = tuple(id for id in plan.topics if topic in curriculum.prerequisites(id))
    return Reason(opens, len(on_top_of(curriculum, plan, {topic})) - 1)


def on_top_of(curriculum: Curriculum, plan: Plan, topics: Collection[str]) -> frozenset[str]:
    """Return some topics and everything on the plan that rests on them, however indirectly."""
    resting = set(topics)
    for id in plan.topics:
        if not resting.isdisjoint(curriculum.prerequisites(id)):
            resting.add(id)
    return frozenset(resting)


def _steps(curriculum: Curriculum, id: str, spent: Spent) -> Iterator[Step]:
    for part, rest in groupby(left(curriculum.topics[id], spent), key=lambda session: session.part):
        yield Step(id, part, sum(session.minutes for session in rest))


def _weeks(steps: Collection[Step], room: int) -> Iterator[list[Step]]:
    """Fill weeks of `room` minutes, splitting steps between them, but never into scraps shorter than a sitting."""
    week: list[Step] = []
    free = room
    for step in steps:
        to_do = step.minutes
        while to_do:
            if week and free < min(SHORTEST, to_do):
                yield week
                week, free = [], room
            fits = to_do if to_do < free + SHORTEST else free
            week.append(Step(step.topic, step.part, fits))
            to_do -= fits
            free -= fits
    if week:
        yield week
