"""Chooses what to show of what was found: the passage that answers, and the notes behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents import Findings, Hit
from knowledge.excerpt import SOURCES_SAY, fitting_resources, in_lines, part_of_document, part_of_note
from knowledge.inside import Inside
from knowledge.named import resources
from knowledge.named.asked_for import AskedFor
from knowledge.named.compared import is_on_both, told_apart
from knowledge.named.names import Names
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note, Resource

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
    findings: Findings,
    inside: Inside,
) -> Answer:
    """Make an answer of what search found, and of what the question finds `inside` a note.

    A question that says a note's name and no more is answered by that note, with the section that explains the name;
    one that asks for a resource that the notes hold, by that.
    """
    hits = _named_first(curriculum, names, asked, _fitting_first(curriculum, asked, findings.hits))
    best, found = hits[0], tuple(Found(hit.document.id, hit.document.title, hit.score) for hit in hits)
    is_named = best.document.id in asked.notes
    confidence = max(findings.confidence, NAMED) if is_named else findings.confidence
    if asked.held:
        return _with_resources(curriculum, *asked.held, found, confidence)
    if not findings.answered and not is_named:
        return Answer(answered=False, confidence=confidence, found=found)
    note = curriculum.note(best.document.id)
    heading, text = (
        _part_to_show(curriculum, names, asked, note, best, inside) if note else part_of_document(best.document, best)
    )
    return Answer(
        answered=True,
        confidence=confidence,
        found=found,
        note=best.document.id,
        title=best.document.title,
        heading=heading,
        text=text,
        resources=fitting_resources(curriculum, note, asked.question) if note else (),
    )


def _part_to_show(
    curriculum: Curriculum,
    names: Names,
    asked: AskedFor,
    note: Note,
    hit: Hit,
    inside: Inside,
) -> tuple[str, str]:
    """Return heading and words: what explains the name, else what tells two things apart, else what fits best."""
    if explained := names.explained(note, asked.question):
        return explained
    if asked.sides:
        symptom = inside.symptom(note)
        if told := told_apart(curriculum, names, asked.question, asked.sides, note, symptom):
            return told
    return part_of_note(curriculum, note, asked, hit, inside)


def _named_first(curriculum: Curriculum, names: Names, asked: AskedFor, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the hits with the notes first that are named, or compared if the best note is not on both of these."""
    named = asked.notes
    if not named and asked.sides:
        likest = curriculum.note(hits[0].document.id)
        if likest is None or not is_on_both(likest, names, asked.question, asked.sides):
            named = tuple(id for side in asked.sides for id in side.notes)
    return sorted(hits, key=lambda hit: hit.document.id not in named)


def _fitting_first(curriculum: Curriculum, asked: AskedFor, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the hits with those first that are close and of the kind that is asked for: a week, or links.

    Sections of roadmaps come behind the others, unless it is asked what one says: they name topics, a note explains.
    """

    def fitness(hit: Hit) -> int:
        if asked.parts:
            return int(hit.document.id in asked.parts.documents)
        if not asked.links or hit.score < _CLOSE * hits[0].score:
            return 0
        note = curriculum.note(hit.document.id)
        if note is None or not any(resource.address for resource in note.front.resources):
            return 0
        return 1 + resources.shared(note.front.resources, asked.question)

    def only_names(hit: Hit) -> bool:
        return not asked.roadmaps and curriculum.section(hit.document.id) is not None

    return sorted(hits, key=lambda hit: (-fitness(hit), only_names(hit)))


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
        heading=SOURCES_SAY if isinstance(note, AdviceNote) else "Read on",
        text=in_lines(curriculum, held),
        resources=held,
    )
