"""Whether practice brings recall back at a sensible time: made-up memories, asked for a year.

Needs the development requirements. From the root of a checkout:

    python -m benchmarks.practice
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import exp
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Protocol

from fsrs import Card, Rating, Scheduler

from benchmarks.report import say, table, today, versions, write
from bot.core.mastery import Evidence
from bot.core.practice import MOST_A_DAY, practice
from knowledge.notes.curriculum import Curriculum

BEGAN = datetime(2026, 1, 1, 18, tzinfo=UTC)
LEARNERS, DAYS, TOPICS = 12, 365, 120
A_TOPIC_EVERY = 2
"""Days from one learned topic to the next, so that the last 125 days bring nothing new."""
SPREAD = 0.5
"""How differently fast topics are forgotten: sigma of a log-normal factor."""
PAGE = Path(__file__).parents[1] / "docs" / "practice.md"


@dataclass(frozen=True, slots=True)
class Habits:
    """The share of days on which somebody does not answer, the days of a break, and how often a guess is lucky."""

    absent: float
    away: range
    guess: float


TIDY = Habits(0, range(0), 0)
USUAL = Habits(0.2, range(150, 171), 0.25)


class Memory(Protocol):
    """What one learner's head does; days count from the beginning."""

    def chance(self, topic: str, day: int) -> float:
        """Return the chance that a topic is remembered."""

    def learn(self, topic: str, day: int) -> None:
        """Learn a topic."""

    def recall(self, topic: str, day: int, *, remembered: bool) -> None:
        """Try to recall a topic, and read the explanation."""


@dataclass(slots=True)
class AsFsrs:
    """Forgets as FSRS says, but each topic at its own speed, which the bot does not know."""

    random: Random
    spread: float = SPREAD
    cards: dict[str, Card] = field(default_factory=dict)
    speed: dict[str, float] = field(default_factory=dict)
    scheduler: Scheduler = field(default_factory=lambda: Scheduler(learning_steps=(), relearning_steps=()))

    def chance(self, topic: str, day: int) -> float:
        card = self.cards[topic]
        slowed = Card(0, card.state, card.step, (card.stability or 0) * self.speed[topic], due=BEGAN)
        slowed.last_review = card.last_review
        return self.scheduler.get_card_retrievability(slowed, _at(day))

    def learn(self, topic: str, day: int) -> None:
        self.speed[topic] = self.random.lognormvariate(0, self.spread)
        self._review(Card(0, due=BEGAN), topic, Rating.Good, day)

    def recall(self, topic: str, day: int, *, remembered: bool) -> None:
        self._review(self.cards[topic], topic, Rating.Good if remembered else Rating.Again, day)

    def _review(self, card: Card, topic: str, rating: Rating, day: int) -> None:
        self.cards[topic], _ = self.scheduler.review_card(card, rating, _at(day))


@dataclass(slots=True)
class HalfLives:
    """Forgets by halves, a curve that FSRS does not have; an effort that succeeds lengthens the half-life more."""

    random: Random
    half_life: dict[str, float] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def chance(self, topic: str, day: int) -> float:
        return float(0.5 ** ((day - self.last[topic]) / self.half_life[topic]))

    def learn(self, topic: str, day: int) -> None:
        self.half_life[topic] = self.random.lognormvariate(2.7, SPREAD)  # median 15 days
        self.last[topic] = day

    def recall(self, topic: str, day: int, *, remembered: bool) -> None:
        effort = 1 - self.chance(topic, day)
        self.half_life[topic] *= 1 + 20 * effort * exp(-effort) if remembered else 0.4
        self.half_life[topic] = max(2.0, self.half_life[topic])
        self.last[topic] = day


Choose = Callable[[Sequence[Evidence], date, Random], list[str]]


@dataclass(frozen=True, slots=True)
class Year:
    """What a year was like: the chances at the moments of asking, and at the end of everything learned."""

    asked: tuple[float, ...]
    kept: float


def live(memory: Memory, topics: Sequence[str], days: int, choose: Choose, habits: Habits, random: Random) -> Year:
    """Let somebody learn topics and answer what is chosen, day by day."""
    evidence: list[Evidence] = []
    asked: list[float] = []
    known: list[str] = []
    for day in range(days):
        at = BEGAN + timedelta(days=day)
        if day in habits.away or random.random() < habits.absent:
            continue
        for topic in choose(evidence, at.date(), random):
            chance = memory.chance(topic, day)
            asked.append(chance)
            remembered = random.random() < chance
            memory.recall(topic, day, remembered=remembered)
            evidence.append(Evidence(topic, "recall", at, remembered or random.random() < habits.guess))
        while len(known) < min(len(topics), day // A_TOPIC_EVERY + 1):
            known.append(topics[len(known)])
            memory.learn(known[-1], day)
            evidence.append(Evidence(known[-1], "theory", at))
    return Year(tuple(asked), fmean(memory.chance(topic, days) for topic in known))


def by_practice(curriculum: Curriculum) -> Choose:
    """Choose as the bot does."""
    return lambda evidence, on, _: [one.topic for one in practice(curriculum, evidence, on, "UTC").open]


def at_random(evidence: Sequence[Evidence], _on: date, random: Random) -> list[str]:
    """Choose as many learned topics a day, any of them."""
    learned = sorted({piece.topic for piece in evidence})
    return random.sample(learned, min(MOST_A_DAY, len(learned)))


def nothing(_evidence: Sequence[Evidence], _on: date, _random: Random) -> list[str]:
    """Ask nothing."""
    return []


def main() -> None:
    """Let both kinds of memory live through a year in three ways, and write the page."""
    curriculum = Curriculum.load()
    topics = [note.id for note in curriculum.trail[:TOPICS]]
    ours = by_practice(curriculum)

    def row(name: str, memory: Callable[[Random], Memory], way: str, choose: Choose, habits: Habits) -> list[str]:
        say(f"{name}; {way}")
        years = [live(memory(Random(n)), topics, DAYS, choose, habits, Random(n + 1000)) for n in range(LEARNERS)]
        return [f"{name}; {way}", *_cells(years)]

    rows = [row("exactly as FSRS says, tidy", lambda random: AsFsrs(random, spread=0), "practice", ours, TIDY)]
    for name, memory in (("as FSRS says", AsFsrs), ("by half-lives", HalfLives)):
        for way, choose in (("practice", ours), ("as many at random", at_random), ("none", nothing)):
            rows.append(row(name, memory, way, choose, USUAL))
    write(PAGE, _page(rows))


def _cells(years: Sequence[Year]) -> list[str]:
    asked = [chance for year in years for chance in year.asked]
    remembered = f"{fmean(asked):.0%}" if asked else ""
    return [f"{len(asked) / len(years) / DAYS:.1f}", remembered, f"{fmean(year.kept for year in years):.0%}"]


def _page(rows: Sequence[Sequence[str]]) -> str:
    header = ["memory; questions", "questions a day", "remembered when asked", "remembered after the year"]
    return f"""
# Practice

Written by `python -m benchmarks.practice` on {today()}; {versions("fsrs")}.

What was learned comes back as a short question: at most {MOST_A_DAY} a day, inside the daily card. FSRS dates each
topic's next question so that it is still remembered with a chance of 90 %: earlier, and the question teaches little;
later, and it has to be learned again. There is one card for each topic, whose questions take turns. The card is never
stored: it is what FSRS makes of the evidence (finished reading and building, answers), worked out when it is looked at.

Does that work for memories that are not FSRS's own? {LEARNERS} made-up learners learn {TOPICS} topics in
{TOPICS * A_TOPIC_EVERY} days and go on answering until day {DAYS}. They are absent on {USUAL.absent:.0%} of the days
and for three weeks in the middle, and guess a quarter of what they forgot (a tidy learner does none of that). One kind
of memory forgets by FSRS's curve, but each topic at a speed of its own; the other halves with time, a curve that FSRS
does not have.

{table(header, rows)}

*Remembered* is the true chance inside the made-up memory, which guesses do not raise. What is missing to 90 % when
asked is what absences cost and lucky guesses hide. These memories are assumptions, not measurements of people.
"""


def _at(day: int) -> datetime:
    return BEGAN + timedelta(days=day)


if __name__ == "__main__":
    main()
