"""Finds the parts of a roadmap that a question names by number: weeks of a plan, a chapter of an outline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Roadmap, RoadmapSection
from knowledge.words import terms

_CUES = ("week", "wk", "month", "map", "chapter", "section", "outline")
"""One of them is in all that is understood here: a quick look spares most questions the slow ones."""
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_SPELLED = {name: number for number, name in enumerate([*_UNITS, *_TEENS, "twenty"], 1)}
_NUMBER = (
    # a number of hours is none of weeks: “per week 10 hours”
    rf"(?:\d{{1,2}}(?!\d|\.\d|\s*(?:h|hours?|days?|min)\b)|twenty[\s-](?:{'|'.join(_UNITS)})\b|(?:{'|'.join(_SPELLED)})\b)"
)
_TO = r"(?:to|till|until|-|–)"
_JOINT = rf"[\s,]{{0,3}}(?:(?:{_TO}|and|or|&|\+|/)\s?)?"
_WEEK = r"\bw(?:ee)?ks?\.?\s?(?:(?:no\.?|number|nr\.?|#)\s?)?"
_WEEKS = re.compile(rf"{_WEEK}(?P<weeks>{_NUMBER}(?:{_JOINT}{_NUMBER})*)", re.IGNORECASE)
_EACH = re.compile(rf"(?P<to>{_TO})?\s*(?P<number>{_NUMBER})", re.IGNORECASE)
_MONTH = re.compile(r"\bmonth\s+(?P<number>[1-6]|one)\b|\b(?:first|1st)\s+month\b", re.IGNORECASE)
_LAST_WEEKS = re.compile(r"\blast\s+(?:two|2)\s+weeks\b", re.IGNORECASE)
_ENDED = re.compile(r"\b(?:after|finn?ish\w*|done(?!\s+in\b)|complet\w*|behind)\b", re.IGNORECASE)
"""Said of weeks, it asks for those behind them."""
_OF_WEEKS = re.compile(r"Weeks? (?P<weeks>[\d, ]+)")
_WEEKS_A_MONTH = 4

_OUTLINE = re.compile(r"\broad ?map[. ]?sh\b|\bchapters?\b|\bsections?\b|\boutline\b", re.IGNORECASE)
_CHAPTER = re.compile(r"(?<![\d.])(?P<number>[1-9](?:\.\d{1,2}){0,3})(?!\.?\d)")

_ASKING = """
    24 24-week action adress afterwards all am and begin begins calendar codebasics come comes comin coming complete
    completed contain contains content contents course cover covered covers do done end everything finish finished
    finnished follow four full happen happens hello hey hi i'm im in include included includes inside learn learning
    like line link links list look map material month months next now of ok okay or part pass plan plans playlist
    playlists program programme put read ready resource resources roadmap say says schedule see send six stand stands
    start starts study stuff subject subjects theme then thing through timetable title today's topic topics twenty url
    urls video videos watch week weekly weeks what whats whole wk youtube
"""
"""Words that ask about a part without saying what about; question words need not be listed."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Parts of one roadmap, in its order."""

    roadmap: Roadmap
    sections: tuple[RoadmapSection, ...]
    alone: bool
    """Whether the question names them and asks nothing else: “what do i do in week 5”."""

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the ids of their documents."""
        return tuple(self.roadmap.document_id(section) for section in self.sections)


def numbered(curriculum: Curriculum, question: str) -> Numbered | None:
    """Return the parts that a question names by number; what follows them, where it says that they are done."""
    small = question.lower()
    if not any(cue in small for cue in _CUES):
        return None
    return _by_week(curriculum, question) or _by_chapter(curriculum, question)


def _by_week(curriculum: Curriculum, question: str) -> Numbered | None:
    named = list(_weeks_in(question))
    if not named and not _LAST_WEEKS.search(question):
        return None
    for roadmap in curriculum.roadmaps.values():
        weeks = {section.id: _weeks_of(section) for section in roadmap.sections}
        if not named:
            wanted = {max((week for each in weeks.values() for week in each), default=0)}
        else:
            wanted = {max(named) + 1} if _ENDED.search(question) else set(named)
        if found := tuple(section for section in roadmap.sections if not wanted.isdisjoint(weeks[section.id])):
            rest = _LAST_WEEKS.sub(" ", _MONTH.sub(" ", _WEEKS.sub(" ", question)))
            return Numbered(roadmap, found, _says_no_more(rest))
    return None


def _weeks_in(question: str) -> Iterator[int]:
    """Yield the weeks that a question names, also those between two: “weeks 3 to 5”, “month 2”."""
    for run in _WEEKS.finditer(question):
        before = 0
        for each in _EACH.finditer(run["weeks"]):
            week = _number(each["number"])
            yield from range(before + 1, week) if each["to"] else ()
            yield week
            before = week
    for month in _MONTH.finditer(question):
        last = _number(month["number"] or "1") * _WEEKS_A_MONTH
        yield from range(last - _WEEKS_A_MONTH + 1, last + 1)


def _weeks_of(section: RoadmapSection) -> list[int]:
    found = _OF_WEEKS.match(section.title)
    return [int(week) for week in re.findall(r"\d+", found["weeks"])] if found else []


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else sum(_SPELLED[part] for part in re.findall(r"[a-z]+", text.lower()))


def _by_chapter(curriculum: Curriculum, question: str) -> Numbered | None:
    said = _CHAPTER.search(question)
    if not said or not _OUTLINE.search(question):
        return None
    rest = _OUTLINE.sub(" ", _CHAPTER.sub(" ", question))
    number = said["number"]
    while number:
        for roadmap in curriculum.roadmaps.values():
            if found := tuple(each for each in roadmap.sections if f"{each.chapter}.".startswith(f"{number}.")):
                return Numbered(roadmap, found, _says_no_more(rest))
        number = number.rpartition(".")[0]  # 7.3.4 is one of the items of 7.3
    return None


def _says_no_more(rest: str) -> bool:
    return _asking().issuperset(terms(rest))


@cache
def _asking() -> frozenset[str]:
    return frozenset(terms(_ASKING))
