"""Made-up students with a known gap, a record of earlier answers, and the slips and guesses of real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from bot.core.gaps import Outcome
from bot.core.mastery import Evidence
from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum

NOW = datetime(2026, 11, 21, tzinfo=UTC)
GUESSED_TYPED = 0.03
Drawn = Literal["a walk down", "any topic underneath", "a direct prerequisite", "the topic itself"]


@dataclass(frozen=True, slots=True)
class Population:
    """How students come about. Nothing here is read from the walk: its own guesses at these numbers differ."""

    drawn: Drawn = "a walk down"
    """Where the gap is: "a walk down" begins at the topic, stays there with `stays`, and else goes down the
    prerequisites, each as likely as the other, until it stops with one half at each."""
    stays: float = 0.35
    record: float = 2.0
    """Answered questions, on average, on each topic underneath; 4 at most."""
    read: float = 0.8
    """Share of the topics underneath whose theory was done, the gap included: a tick shows little."""
    rests: float = 0.3
    """How often somebody knows a topic all the same that rests on the gap."""
    holes: float = 0.03
    """How often any other topic underneath is not known either."""
    slip: float = 0.1
    guess: float = 0.25
    """How often somebody who doesn't know picks the right option of four."""
    typed: float = 0.5
    """The share of recorded questions whose answer is typed, as in the bank; hardly anybody guesses those."""
    admits: float = 0.4
    """How often somebody who doesn't know says so, where they may; recorded answers were never "I don't know"."""
    words: float = 0.0
    """How often what they say points to the gap too, and not to the topic alone."""


@dataclass(slots=True)
class Student:
    """Somebody who is stuck on one topic for want of another."""

    stuck: str
    gap: str
    known: dict[str, bool]
    record: list[Evidence]
    roots: dict[str, float]
    population: Population
    rng: Random = field(repr=False)

    def answer(self, topic: str) -> Outcome:
        """Answer a question on a topic."""
        if not self.known[topic] and self.rng.random() < self.population.admits:
            return "unsure"
        return "right" if self.is_right(topic) else "wrong"

    def is_right(self, topic: str) -> bool:
        """Answer where there is no "I don't know"."""
        chance = 1 - self.population.slip if self.known[topic] else self.population.guess
        return self.rng.random() < chance


def student(curriculum: Curriculum, population: Population, seed: int) -> Student:
    """Return a student; the same for the same seed."""
    rng = Random(seed)
    stuck = rng.choice([note.id for note in curriculum.trail if note.front.prerequisites])
    gap = _gap(curriculum, population, stuck, rng)
    below = sorted(foundations(curriculum, [stuck]))
    known = {id: _knows(curriculum, population, id, gap, rng) for id in below} | {stuck: False}
    roots = {stuck: 1.0}
    if rng.random() < population.words:
        roots = {gap: 1.0} | {stuck: 0.4} if gap != stuck else roots
    made = Student(stuck, gap, known, [], roots, population, rng)
    for id in below:
        if id != stuck:
            made.record += _record(made, id, rng)
    return made


def _gap(curriculum: Curriculum, population: Population, stuck: str, rng: Random) -> str:
    match population.drawn:
        case "the topic itself":
            return stuck
        case "a direct prerequisite":
            return rng.choice(curriculum.prerequisites(stuck))
        case "any topic underneath":
            return rng.choice(sorted(foundations(curriculum, [stuck])))
        case "a walk down":
            gap = stuck
            go_on = rng.random() >= population.stays
            while go_on and curriculum.prerequisites(gap):
                gap = rng.choice(curriculum.prerequisites(gap))
                go_on = rng.random() < 0.5
            return gap


def _knows(curriculum: Curriculum, population: Population, id: str, gap: str, rng: Random) -> bool:
    if id == gap:
        return False
    if gap in foundations(curriculum, [id]):
        return rng.random() < population.rests
    return rng.random() >= population.holes


def _record(made: Student, id: str, rng: Random) -> list[Evidence]:
    """Return what a student's diary says about a topic, from the last three months."""
    count = sum(rng.random() < made.population.record / 4 for _ in range(4))
    found = []
    for _ in range(count):
        typed = rng.random() < made.population.typed
        right = made.is_right(id) if made.known[id] or not typed else rng.random() < GUESSED_TYPED
        found.append(Evidence(id, "recall", _day(rng), right))
    if rng.random() < made.population.read:
        found.append(Evidence(id, "theory", _day(rng)))
    return found


def _day(rng: Random) -> datetime:
    return NOW - timedelta(days=rng.randint(3, 90))
