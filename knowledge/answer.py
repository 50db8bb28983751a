"""Chooses what to show of what was found: the passage that answers, and the notes behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.documents import Hit
from knowledge.excerpt import SAID, fitting_resources, in_lines, part_of_document, part_of_note
from knowledge.named import resources
from knowledge.named.asked_for import AskedFor
from knowledge.named.compared import compared, is_on_both
from knowledge.named.names import Names
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note, Resource, TopicNote

NAMED = 0.9
"""How sure it is at least that a note answers a question that says its name and no more."""
_CLOSE = 0.7
"""Share of the best score from which a hit that fits better in kind comes first."""


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
    """The note's resources; of a long list only those that share words with the question."""


def choose(
    curriculum: Curriculum,
    names: Names,
    asked: AskedFor,
    hits: Sequence[Hit],
    confidence: float,
    answered: bool,  # noqa: FBT001
    symptom_of: Callable[[TopicNote], str | None] = lambda _: None,
) -> Answer:
    """Make an answer of what search found, best first; `symptom_of` a note is the one that the question describes.

    A question that says a note's name and no more is answered by that note, with the section that explains the name;
    one that asks for a resource that the notes hold, by that.
    """
    question, sides = asked.question, asked.sides
    hits = _fitting_first(curriculum, asked, hits)
    likest = curriculum.note(hits[0].document.id) if hits else None
    if asked.notes or not likest or not is_on_both(likest, names, question, sides):
        wanted = asked.notes or [id for side in sides for id in side.notes]
        hits = sorted(hits, key=lambda hit: hit.document.id not in wanted)
    if asked.notes and hits and hits[0].document.id in asked.notes:
        answered, confidence = True, max(confidence, NAMED)
    found = tuple(Found(hit.document.id, hit.document.title, hit.score) for hit in hits)
    if asked.held:
        return _with_resources(curriculum, *asked.held, found, confidence)
    if not hits or not answered:
        return Answer(False, confidence, found)  # noqa: FBT003
    best = hits[0]
    note = curriculum.note(best.document.id)
    explained = names.explained(note, question) if note else None
    symptom = symptom_of(note) if isinstance(note, TopicNote) else None
    if note and sides and not explained:
        explained = compared(curriculum, names, question, sides, note, symptom)
    heading, text = (
        explained or part_of_note(curriculum, note, question, best, symptom)
        if note
        else part_of_document(best.document, best)
    )
    return Answer(
        answered=True,
        confidence=confidence,
        found=found,
        note=best.document.id,
        title=best.document.title,
        heading=heading,
        text=text,
        resources=fitting_resources(curriculum, note, question) if note else (),
    )


def _fitting_first(curriculum: Curriculum, asked: AskedFor, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the hits with those first that are close and of the kind that is asked for: a week, or links."""
    has_lists = bool(curriculum.roadmaps) and not asked.roadmaps

    def fitness(hit: Hit) -> int:
        if asked.parts:
            return int(hit.document.id in asked.parts.documents)
        if not asked.links or hit.score < _CLOSE * hits[0].score:
            return 0
        note = curriculum.note(hit.document.id)
        if note is None or not any(resource.address for resource in note.front.resources):
            return 0
        return 1 + resources.shared(note.front.resources, asked.question)

    def is_roadmap(hit: Hit) -> bool:
        """A section of a roadmap only names topics; a note explains."""
        id = hit.document.id
        return has_lists and "/" in id and not id.startswith("added/") and curriculum.note(id) is None

    if not asked.parts and not asked.links:
        return sorted(hits, key=is_roadmap)
    return sorted(hits, key=lambda hit: (-fitness(hit), is_roadmap(hit)))


def _with_resources(
    curriculum: Curriculum, note: Note, held: tuple[Resource, ...], found: Sequence[Found], confidence: float
) -> Answer:
    others = tuple(one for one in found if one.id != note.id)
    return Answer(
        answered=True,
        confidence=max(confidence, NAMED),
        found=(Found(note.id, note.title, 1.0), *others),
        note=note.id,
        title=note.title,
        heading=SAID if isinstance(note, AdviceNote) else "Read on",
        text=in_lines(curriculum, held),
        resources=held,
    )
