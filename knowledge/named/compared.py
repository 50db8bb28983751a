"""Recognises a question that compares two things by their names: “random forest vs xgboost, which first?”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.named.names import Names
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Note
from knowledge.pasted import has_error
from knowledge.words import terms

_BETWEEN = re.compile(r"[\s,]+(?P<between>vs\.?|versus|or|and|&|compared\s+(?:to|with)|against)\s+", re.IGNORECASE)
_TELLS_APART = re.compile(r"\bdiff?er\w*|\bcompar\w*|\b(?:mix|confus)\w*|\bsame\b|\bboth\b", re.IGNORECASE)
"""Without such a word “precision and recall” is no comparison."""
_COMPARES = re.compile(r"\b(?:vs\.?|versus|or|difference|differences|differ|same|mix)\b", re.IGNORECASE)
_ABOUT_ME = re.compile(r"\b(?:i|my|me|we|our)\b", re.IGNORECASE)
_MOST_WORDS = 14
"""Words of a question that compares two names that the notes know; a longer one tells a story."""
_MOST_WORDS_OF_ANY = 8
"""The same where nothing is known of what is compared."""
_LONGEST_NAME = 5
_MOST_BESIDE = 2
"""Terms that may be said beside the two names: “which first”, “for prices”. With more, something else is asked."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things, and the notes that are called so."""

    words: str
    notes: tuple[str, ...]

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(terms(self.words))


def sides_of(question: str, names: Names) -> tuple[Side, Side] | None:
    """Return the two things that a question compares, if both are called something in the notes."""
    if len(question.split()) > _MOST_WORDS or has_error(question):
        return None
    for between in _BETWEEN.finditer(question):
        if between["between"].lower() in ("and", "&") and not _TELLS_APART.search(question):
            continue
        left = _side(_ends(question[: between.start()].split()), names)
        right = _side(_beginnings(question[between.end() :].split()), names)
        if left and right and left.terms != right.terms and _says_little_more(question, left, right):
            return left, right
    return None


def compares(text: str) -> bool:
    """Tell whether some words set one thing against another, whatever these are."""
    return bool(_COMPARES.search(text))


def only_compares(question: str) -> bool:
    """Tell whether a question compares and tells of no trouble: “json.load or json.loads” is no JSONDecodeError.

    Unlike `sides_of` it asks for no names, so it holds for what the notes mention only in passing.
    """
    is_short = len(question.split()) <= _MOST_WORDS_OF_ANY and not has_error(question)
    return is_short and compares(question) and not _ABOUT_ME.search(question)


def is_on_both(note: Note, names: Names, question: str, sides: Sequence[Side]) -> bool:
    """Tell whether a note speaks of just what is compared: in its title, or in a key idea of that name."""
    return _all_terms(sides).issubset(terms(note.title)) or bool(names.idea_on(note, question))


def told_apart(
    curriculum: Curriculum, names: Names, question: str, sides: Sequence[Side], best: Note, symptom: str | None
) -> tuple[str, str] | None:
    """Return heading and words of what tells two things apart; None where a symptom that names both does.

    The first that there is: a key idea on just these two, of the best note or of theirs; the best note's opening, if it
    speaks of both; its key ideas on them, if it is the note of both; what each of them is.
    """
    theirs = [(note, side.words) for side in sides if (note := curriculum.note(side.notes[0]))]
    for note in (best, *(note for note, _ in theirs)):
        if idea := names.idea_on(note, question):
            return "Key ideas", idea
    both = _all_terms(sides)
    if symptom and both.issubset(terms(symptom)):
        return None
    heading, opening = best.opening
    if both.issubset(terms(opening)):
        return heading, opening
    if all(note is best for note, _ in theirs):
        ideas = names.ideas_called(best, [words for _, words in theirs])
        return ("Key ideas", ideas) if ideas else (heading, opening)
    return heading, _one_by_one(names, best, theirs)


def _one_by_one(names: Names, best: Note, theirs: Sequence[tuple[Note, str]]) -> str:
    """Return what each of some things is; that of the best note first, and below no title, for the card has it."""
    parts = []
    for note, words in sorted(theirs, key=lambda one: one[0] is not best):
        text = _what_it_is(names, note, words)
        parts.append(text if note is best else f"**{note.title}**\n\n{text}")
    return "\n\n".join(parts)


def _what_it_is(names: Names, note: Note, words: str) -> str:
    """Return a note's opening; of a note on something wider, its key ideas on what some words name."""
    _, opening = note.opening
    if set(terms(words)).issubset(terms(f"{note.title} {opening}")):
        return opening
    return names.ideas_called(note, [words]) or opening


def _all_terms(sides: Sequence[Side]) -> frozenset[str]:
    return frozenset[str]().union(*(side.terms for side in sides))


def _ends(words: list[str]) -> Iterator[str]:
    """Yield what some words end with, the longest first."""
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        yield " ".join(words[-size:])


def _beginnings(words: list[str]) -> Iterator[str]:
    """Yield what some words begin with, the longest first."""
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        yield " ".join(words[:size])


def _side(said: Iterator[str], names: Names) -> Side | None:
    """Return the first of some words that are a topic's name, else the first that name advice, such as “learn sql”."""
    sides = [Side(words, notes) for words in said if (notes := names.called(words))]
    return next((side for side in sides if any(map(names.is_topic, side.notes))), sides[0] if sides else None)


def _says_little_more(question: str, left: Side, right: Side) -> bool:
    beside = set(terms(_TELLS_APART.sub(" ", question))) - left.terms - right.terms - {"vs", "versus"}
    return len(beside) <= _MOST_BESIDE
