"""How good the recall questions are, by how people answer them; classical test theory, and nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean

from knowledge.notes.schema import Question

Sheet = Mapping[str, bool]
"""One person's first answer to each question, by the question's id. Later answers are left out: the explanation had
been read by then."""

LEAST = 30
"""People who must have answered before a question is judged; below, chance speaks louder than the question."""
OTHERS = 4
"""Answers to other questions from which on a person's share of right ones says something."""
FLAT = 0.1
"""Discrimination below which knowing more hardly helps. Good questions reach 0.3 (Ebel and Frisbie 1991)."""
OBVIOUS = 0.95
HOPELESS = 0.2
"""The share right below which a typed answer is doubtful; a choice is doubtful below what guessing gets."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question's statistics over the people who answered it."""

    question: str
    people: int
    right: float
    """The share of them whose first answer was right."""
    discrimination: float | None
    """How far those who know more do better on it, -1 to 1: the point-biserial correlation of its answer with the share
    right of the same person's other answers. None where too few answered others, or all the same."""


def items(sheets: Iterable[Sheet]) -> list[Item]:
    """Return the statistics of every question that enough people answered, by the question's id."""
    answers: dict[str, list[tuple[bool, float | None]]] = {}
    for sheet in sheets:
        total, count = sum(sheet.values()), len(sheet) - 1
        for question, right in sheet.items():
            rest = (total - right) / count if count >= OTHERS else None
            answers.setdefault(question, []).append((right, rest))
    return [_item(id, found) for id, found in sorted(answers.items()) if len(found) >= LEAST]


def doubts(item: Item, question: Question) -> Iterator[str]:
    """Yield what speaks against a question, in words for the people who write the notes."""
    if question.options and item.right < 1 / len(question.options):
        yield "fewer are right than guessing gets: is the right option marked?"
    elif not question.options and item.right < HOPELESS:
        yield "hardly anybody is right: is a way of writing the answer missing?"
    if item.right > OBVIOUS:
        yield "nearly everybody is right, so it asks nothing"
    elif item.discrimination is not None and item.discrimination < FLAT:
        yield "those who know more do no better on it: is it ambiguous, or about something else?"


def _item(question: str, answers: list[tuple[bool, float | None]]) -> Item:
    right = fmean(right for right, _ in answers)
    pairs = [(float(right), rest) for right, rest in answers if rest is not None]
    return Item(question, len(answers), right, _correlation(pairs) if len(pairs) >= LEAST else None)


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    try:
        return correlation([one for one, _ in pairs], [other for _, other in pairs])
    except StatisticsError:  # all answered the same
        return None
