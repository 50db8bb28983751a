"""Chooses what to show of what was found: the passage that answers, and the notes behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.documents import Document, Hit
from knowledge.named import resources
from knowledge.named.compared import compared, is_on_both, sides_of
from knowledge.named.names import Names
from knowledge.named.numbered import numbered
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note, Resource, TopicNote
from knowledge.pasted import has_error

_ABOUT_ROADMAPS = re.compile(r"\b(road ?map|plan|weeks?|source|outline|chapter|stage|order|list)\b", re.IGNORECASE)
NAMED = 0.9
"""How sure it is at least that a note answers a question that says its name and no more."""
_CLOSE = 0.7
"""Share of the best score from which a hit that fits better in kind comes first."""
_SAID = "What the sources say"
_TELLING = ("What it is", "Why it matters", "Key ideas", "Where people get stuck")
"""Sections whose text answers a question by itself."""
_ASKED_FOR = (
    (
        "Example",
        re.compile(
            r"\b((an?|any|some|simple|small|code|python|another)( \w+)? examples?|examples? (of|for|with|code)|"
            r"code (for|of|to)|snippet|show me (how|an?|some|the|code|it)|demo)\b|\bexample\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "Try it",
        re.compile(
            r"\bexercises?\b|(?<!\bin )(?<!\bbest )\bpracti[cs]e\b(?! (data|rows|points|tables?|sets?)\b)",
            re.IGNORECASE,
        ),
    ),
    ("Build it", re.compile(r"\b(in a project|use it in|(i|we|to) build|project (for|with))\b", re.IGNORECASE)),
)
"""Sections that are shown where they are asked for."""
_NO_STORY = 8
"""Words of a question that tells nothing of what went wrong: “show me an example of knn” wants just that."""
_COMPARES = re.compile(r"\b(vs\.?|versus|or|difference|differences|differ|same|mix)\b", re.IGNORECASE)
_ABOUT_ME = re.compile(r"\b(i|my|me|we|our)\b", re.IGNORECASE)


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
    question: str,
    hits: Sequence[Hit],
    confidence: float,
    answered: bool,  # noqa: FBT001
    symptom_of: Callable[[TopicNote], str | None] = lambda _: None,
) -> Answer:
    """Make an answer of what search found, best first; `symptom_of` a note is the one that the question describes.

    A question that says a note's name and no more is answered by that note, with the section that explains the name;
    one that asks for a resource that the notes hold, by that.
    """
    hits = _fitting_first(curriculum, question, hits)
    named, sides = names.named(question), sides_of(question, names) or ()
    likest = curriculum.note(hits[0].document.id) if hits else None
    if named or not likest or not is_on_both(likest, names, question, sides):
        wanted = named or [id for side in sides for id in side.notes]
        hits = sorted(hits, key=lambda hit: hit.document.id not in wanted)
    if named and hits and hits[0].document.id in named:
        answered, confidence = True, max(confidence, NAMED)
    found = tuple(Found(hit.document.id, hit.document.title, hit.score) for hit in hits)
    if not named and (holding := _holding(curriculum, question)):
        return _with_resources(curriculum, *holding, found, confidence)
    if not hits or not answered:
        return Answer(False, confidence, found)  # noqa: FBT003
    best = hits[0]
    note = curriculum.note(best.document.id)
    explained = names.explained(note, question) if note else None
    symptom = symptom_of(note) if isinstance(note, TopicNote) else None
    if note and sides and not explained:
        explained = compared(curriculum, names, question, sides, note, symptom)
    heading, text = (
        explained or _part_of_note(curriculum, note, question, best, symptom)
        if note
        else _part_of_document(best.document, best)
    )
    return Answer(
        answered=True,
        confidence=confidence,
        found=found,
        note=best.document.id,
        title=best.document.title,
        heading=heading,
        text=text,
        resources=_fitting(curriculum, note, question) if note else (),
    )


def _fitting_first(curriculum: Curriculum, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with those first that are close and of the kind that is asked for: a week, or links."""
    parts = numbered(curriculum, question)
    asks_for_links = resources.is_asked(question)
    has_lists = bool(curriculum.roadmaps) and not _ABOUT_ROADMAPS.search(question)

    def fitness(hit: Hit) -> int:
        if parts:
            return int(hit.document.id in parts.documents)
        if not asks_for_links or hit.score < _CLOSE * hits[0].score:
            return 0
        note = curriculum.note(hit.document.id)
        if note is None or not any(resource.address for resource in note.front.resources):
            return 0
        return 1 + resources.shared(note.front.resources, question)

    def is_list(hit: Hit) -> bool:
        """A section of a roadmap only names topics; a note explains."""
        id = hit.document.id
        return has_lists and "/" in id and not id.startswith("added/") and curriculum.note(id) is None

    return sorted(hits, key=lambda hit: (-fitness(hit), is_list(hit)))


def _part_of_note(curriculum: Curriculum, note: Note, question: str, hit: Hit, symptom: str | None) -> tuple[str, str]:
    """Return the section and the words of a note that answer."""
    opening = next(iter(note.sections))
    is_on_links = _is_list(note) and (
        hit.passage.heading == _SAID or resources.shared(note.front.resources, question) > 1
    )
    if note.front.resources and (is_on_links or resources.may_be_asked(question)):
        lines = _lines(curriculum, _fitting(curriculum, note, question))
        if _is_list(note) and resources.nearest(note.front.resources, question, curriculum.subject):
            return _SAID, lines
        heading = opening if isinstance(note, AdviceNote) else "Read on"
        first, then = (note.sections[heading], lines) if heading == opening else (lines, note.sections[heading])
        return heading, f"{first}\n\n{then}".strip()
    if isinstance(note, AdviceNote):
        beyond = hit.passage.heading in note.sections and hit.passage.heading != opening
        return opening, note.sections[opening] + (f"\n\n{_as_written(note, hit)}" if beyond else "")
    return _part_of_topic(note, question, hit, symptom or hit.passage.heading)


def _holding(curriculum: Curriculum, question: str) -> tuple[Note, tuple[Resource, ...]] | None:
    """Return the note with a long list of resources in which all is held that a question asks for, and that."""
    for note in filter(_is_list, curriculum.advice.values()):
        if held := resources.held(note.front.resources, question, curriculum.subject):
            return note, held
    return None


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
        heading=_SAID,
        text=_lines(curriculum, held),
        resources=held,
    )


def _is_list(note: Note) -> bool:
    return len(note.front.resources) > resources.MOST


def _lines(curriculum: Curriculum, shown: Sequence[Resource]) -> str:
    return "\n".join(f"- {curriculum.resource_line(one)}" for one in shown)


def _fitting(curriculum: Curriculum, note: Note, question: str) -> tuple[Resource, ...]:
    """Return what to show of a note's resources: of a few all, of a long list what the question asks for."""
    listed, is_asked = note.front.resources, resources.may_be_asked(question)
    if not is_asked and not _is_list(note):
        return tuple(listed[: resources.MOST])
    near = resources.nearest(listed, question, curriculum.subject)
    if not _is_list(note) or (is_asked and not near):
        return tuple(dict.fromkeys([*near, *listed]))[: resources.MOST]
    return near


def _part_of_topic(note: TopicNote, question: str, hit: Hit, symptom: str) -> tuple[str, str]:
    asked_for = next((name for name, cue in _ASKED_FOR if cue.search(question)), "")
    entry = next((entry for entry in note.stuck if entry.symptom == symptom), None)
    if entry and _only_compares(question) and not _COMPARES.search(entry.symptom):
        entry = None
    if asked_for and (entry is None or len(question.split()) <= _NO_STORY):
        return asked_for, note.sections[asked_for]
    if entry:
        return "Where people get stuck", f"**{entry.symptom}**\n\n{entry.explanation}"
    if hit.passage.heading in _TELLING:
        return hit.passage.heading, _as_written(note, hit)
    opening = next(iter(note.sections))
    return opening, note.sections[opening]


def _only_compares(question: str) -> bool:
    """Tell whether two things are compared, and no trouble told: “json.load or json.loads” is no JSONDecodeError."""
    is_short = len(question.split()) <= _NO_STORY and not has_error(question)
    return is_short and bool(_COMPARES.search(question)) and not _ABOUT_ME.search(question)


def _as_written(note: Note, hit: Hit) -> str:
    """Return a passage with the lines of its section, since what was cut for search may have lost those of a list."""
    section, text = note.sections.get(hit.passage.heading, ""), hit.passage.text
    if text in section:
        return text
    found = re.search(r"\s+".join(map(re.escape, text.split())), section)
    return found[0] if found else text


def _part_of_document(document: Document, hit: Hit) -> tuple[str, str]:
    """Return a document whole where it is short, else its best passage."""
    if len(document.text.split()) <= 150:
        return "", document.text
    return hit.passage.heading, hit.passage.text
