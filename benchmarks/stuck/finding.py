"""How often the walk finds a known gap, beside naming the topic itself, a random prerequisite, and no question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from benchmarks.stuck.students import NOW, Population, Student, student
from bot.core.gaps import MOST_QUESTIONS, Gaps, Tried
from bot.core.mastery import shown
from bot.core.walk import number_of
from knowledge.notes.curriculum import Curriculum

GUESSES = ("topic itself", "random prerequisite", *(f"questions: {count}" for count in range(MOST_QUESTIONS + 1)))


def shares(curriculum: Curriculum, population: Population, count: int, first_seed: int = 0) -> dict[str, float]:
    """Return for each way of guessing the share of students whose gap it names, and how many questions were asked."""
    found: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + count):
        made = student(curriculum, population, seed)
        found.update(_right(curriculum, made, Random(seed)))
    return {name: found[name] / count for name in (*GUESSES, "asked")}


def _right(curriculum: Curriculum, made: Student, rng: Random) -> Iterable[str]:
    """Yield the guesses that are right for a student, and "asked" for each question."""
    if made.gap == made.stuck:
        yield "topic itself"
    if made.gap == rng.choice(curriculum.prerequisites(made.stuck)):
        yield "random prerequisite"
    gaps = Gaps.under(curriculum, made.roots, shown(made.record, NOW))
    tried: list[Tried] = []
    for count in range(MOST_QUESTIONS + 1):
        if made.gap == next(iter(gaps.chances(tried))):
            yield f"questions: {count}"
        question = gaps.next_question(tried)
        if question:
            tried.append(Tried(question.topic, number_of(question), made.answer(question.topic)))
            yield "asked"
