"""Chooses what to show of what was found: the passage that answers, and the notes behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.documents import Document, Hit
from knowledge.names import Names
from knowledge.notes.curriculum import Curriculum, resource_line
from knowledge.notes.schema import AdviceNote, Note, Resource, TopicNote
from knowledge.numbered import numbered
from knowledge.words import terms

_ASKS_FOR_LINKS = re.compile(
    r"\b(links?|urls?|playlists?|courses?|videos?|books?|resources?|tutorials?|websites?|where (can|do|did|to|should)|"
    r"youtube|watch|read about|material)\b",
    re.IGNORECASE,
)
_WANTS_LINKS = re.compile(r"\b(links?|urls?|playlists?|youtube|videos|books?|tutorials?)\b", re.IGNORECASE)
_ABOUT_ROADMAPS = re.compile(r"\b(road ?map|plan|weeks?|source|outline|chapter|stage|order|list)\b", re.IGNORECASE)
MOST_RESOURCES = 6
NAMED = 0.9
"""How sure it is at least that a note answers a question that says its name and no more."""
_CLOSE = 0.7
"""Share of the best score from which a hit that fits better in kind comes first."""
_TELLING = ("What it is", "Why it matters", "Key ideas", "Where people get stuck")
"""Sections whose text answers a question by itself."""
_ASKED_FOR = (
    ("Example", re.compile(r"\b(examples?|code (for|of|to)|snippet|show me|demo)\b", re.IGNORECASE)),
    ("Try it", re.compile(r"\b(exercises?|practi[cs]e)\b", re.IGNORECASE)),
    ("Build it", re.compile(r"\b(in a project|use it in)\b", re.IGNORECASE)),
)
"""Sections that are shown where they are asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A note that was found."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or the lack of one: `answered` tells which; `found` names the nearest notes either way."""

    answered: bool
    confidence: float
    found: tuple[Found, ...]
    note: str = ""
    title: str = ""
    heading: str = ""
    text: str = ""
    resources: tuple[Resource, ...] = ()
    """The note's resources; where links are asked for, those that share most words with the question first."""


def choose(
    curriculum: Curriculum,
    names: Names,
    question: str,
    hits: Sequence[Hit],
    confidence: float,
    answered: bool,  # noqa: FBT001
    symptom_of: Callable[[TopicNote], str | None] = lambda _: None,
) -> Answer:
    """Make an answer of what search found, best first; `symptom_of` a note is the one that the question describes.

    A question that says a note's name and no more is answered by that note, with the section that explains the name.
    """
    named = names.named(question)
    hits = sorted(_fitting_first(curriculum, question, hits), key=lambda hit: hit.document.id not in named)
    if named and hits and hits[0].document.id in named:
        answered, confidence = True, max(confidence, NAMED)
    found = tuple(Found(hit.document.id, hit.document.title, hit.score) for hit in hits)
    if not hits or not answered:
        return Answer(False, confidence, found)  # noqa: FBT003
    best = hits[0]
    note = curriculum.note(best.document.id)
    explained = names.explained(note, question) if note else None
    symptom = symptom_of(note) if isinstance(note, TopicNote) else None
    heading, text = (
        explained or _part_of_note(note, question, best, symptom) if note else _part_of_document(best.document, best)
    )
    return Answer(
        answered=True,
        confidence=confidence,
        found=found,
        note=best.document.id,
        title=best.document.title,
        heading=heading,
        text=text,
        resources=_nearest(note.front.resources, question) if note else (),
    )


def _fitting_first(curriculum: Curriculum, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with those first that are close and of the kind that is asked for: a week, or links."""
    parts = numbered(curriculum, question)
    links = _WANTS_LINKS.search(question)
    has_lists = bool(curriculum.roadmaps) and not _ABOUT_ROADMAPS.search(question)

    def fits(hit: Hit) -> bool:
        if parts:
            return hit.document.id in parts.documents
        if not links or hit.score < _CLOSE * hits[0].score:
            return False
        note = curriculum.note(hit.document.id)
        return note is not None and any(resource.address for resource in note.front.resources)

    def is_list(hit: Hit) -> bool:
        """A section of a roadmap only names topics; a note explains."""
        id = hit.document.id
        return has_lists and "/" in id and not id.startswith("added/") and curriculum.note(id) is None

    return sorted(hits, key=lambda hit: (not fits(hit), is_list(hit)))


def _part_of_note(note: Note, question: str, hit: Hit, symptom: str | None) -> tuple[str, str]:
    """Return the section and the words of a note that answer."""
    opening = next(iter(note.sections))
    if note.front.resources and _ASKS_FOR_LINKS.search(question):
        lines = "\n".join(f"- {resource_line(resource)}" for resource in _nearest(note.front.resources, question))
        heading = opening if isinstance(note, AdviceNote) else "Read on"
        return heading, f"{note.sections[heading]}\n\n{lines}"
    if isinstance(note, AdviceNote):
        beyond = hit.passage.heading in note.sections and hit.passage.heading != opening
        return opening, note.sections[opening] + (f"\n\n{hit.passage.text}" if beyond else "")
    return _part_of_topic(note, question, hit, symptom or hit.passage.heading)


def _nearest(resources: Sequence[Resource], question: str) -> tuple[Resource, ...]:
    """Return at most so many resources; where links are asked for, those nearest to the question's words first."""
    if not _ASKS_FOR_LINKS.search(question):
        return tuple(resources[:MOST_RESOURCES])
    asked = set(terms(question))

    def shared(resource: Resource) -> int:
        return len(asked.intersection(terms(f"{resource.title} {resource.how or ''} {resource.kind}")))

    return tuple(sorted(resources, key=shared, reverse=True))[:MOST_RESOURCES]


def _part_of_topic(note: TopicNote, question: str, hit: Hit, symptom: str) -> tuple[str, str]:
    for entry in note.stuck:
        if entry.symptom == symptom:
            return "Where people get stuck", f"**{entry.symptom}**\n\n{entry.explanation}"
    for name, cue in _ASKED_FOR:
        if cue.search(question):
            return name, note.sections[name]
    if hit.passage.heading in _TELLING:
        return hit.passage.heading, hit.passage.text
    opening = next(iter(note.sections))
    return opening, note.sections[opening]


def _part_of_document(document: Document, hit: Hit) -> tuple[str, str]:
    """Return a document whole where it is short, else its best passage."""
    if len(document.text.split()) <= 150:
        return "", document.text
    return hit.passage.heading, hit.passage.text
