"""How made-up learners are: the numbers that the generator draws from, and what may be varied."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from bot.core.times import EVERY_DAY

Manner = Literal["asks", "avoids", "goes quiet"]
"""What somebody does when they are stuck."""


@dataclass(frozen=True, slots=True)
class World:
    """The parameters. Chances are per day on which somebody sits down, unless they say otherwise; times are in days."""

    manners: tuple[tuple[Manner, float], ...] = (("asks", 0.40), ("avoids", 0.35), ("goes quiet", 0.25))
    stuck_every: float = 22
    """Between two stuck spells, while somebody is there; the mean of an exponential distribution."""
    stuck_for: float = 8
    """How long a spell lasts if nothing helps; the mean of a geometric distribution."""
    sits_down_stuck: float = 0.75
    """How much less often somebody who is stuck sits down at all."""
    asks_stuck: float = 0.9
    """Questions of somebody who asks when stuck; the others ask a fifth of that."""
    sounds_stuck: float = 0.45
    """How often such a question sounds like it."""
    wrong_stuck: float = 0.65
    holiday_every: float = 60
    pauses: float = 0.3
    """How often somebody tells the bot before a holiday."""
    busy_every: float = 30
    asks: float = 0.35
    """Questions of somebody who gets on; quick and curious ones ask three times as many."""
    sounds_stuck_anyway: float = 0.10
    bursts: float = 0.04
    """How often somebody is taken with a topic and asks about it several times, for the joy of it."""
    wrong: float = 0.20
    weak: float = 0.10
    """The share of topics that somebody forgot, where every second answer is wrong without their being stuck on it."""
    quick: float = 0.15
    """The share of learners who are quick and curious."""
    leaves_every: float = 500
    """Until somebody stops for good without a word; three times as often while stuck."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What one learner is like."""

    manner: Manner
    diligence: float
    """The chance to sit down on a day of study."""
    finishes: float
    """The chance that a sitting ends with "done"."""
    hour: int
    """When they sit down, in UTC; the daily task comes at 18."""
    days: frozenset[int]
    asks: float
    is_quick: bool


def nature(world: World, random: Random) -> Nature:
    """Make up what a learner is like."""
    manners, shares = zip(*world.manners, strict=True)
    is_quick = random.random() < world.quick
    some = frozenset(random.sample(range(7), 3))
    return Nature(
        manner=random.choices(manners, shares)[0],
        diligence=random.betavariate(8, 2),
        finishes=0.97 if is_quick else random.uniform(0.7, 0.95),
        hour=random.choice((8, 12, 19, 20, 21)),
        days=random.choices((EVERY_DAY, frozenset(range(5)), some), (7, 2, 1))[0],
        asks=world.asks * (3 if is_quick else random.gammavariate(2, 0.5)),
        is_quick=is_quick,
    )


def poisson(mean: float, random: Random) -> int:
    """Return how many events come in a time in which so many come on average."""
    count, left = 0, random.expovariate(1)
    while left < mean:
        count, left = count + 1, left + random.expovariate(1)
    return count
