"""Chooses which part of a note or document answers a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.documents import Document, Hit
from knowledge.inside import Inside
from knowledge.named import resources
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note, Resource, TopicNote
from knowledge.pasted import has_error
from knowledge.symptoms import STUCK

SAID = "What the sources say"
_TELLING = ("What it is", "Why it matters", "Key ideas", STUCK)
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
_WEIGHS = re.compile(
    r"\b(drawbacks?|downsides?|disadvantages?|advantages|benefits|pros\b.*\bcons|limitations?|weakness(es)?|strengths|"
    r"when\b.{1,20}\buse|use cases?|what\b.*\b(good|used) for|(?<!saddle )point of)\b",
    re.IGNORECASE,
)
"""Asks what a thing is good for, and what not."""
_NO_STORY = 8
"""Words of a question that tells nothing of what went wrong: “show me an example of knn” wants just that."""
_COMPARES = re.compile(r"\b(vs\.?|versus|or|difference|differences|differ|same|mix)\b", re.IGNORECASE)
_ABOUT_ME = re.compile(r"\b(i|my|me|we|our)\b", re.IGNORECASE)


def part_of_note(curriculum: Curriculum, note: Note, question: str, hit: Hit, inside: Inside) -> tuple[str, str]:
    """Return the section and the words of a note that answer."""
    opening = next(iter(note.sections))
    listed = note.front.resources
    is_list = resources.is_long(listed)
    is_on_links = is_list and (hit.passage.heading == SAID or resources.shared(listed, question) > 1)
    if listed and (is_on_links or resources.may_be_asked(question)):
        lines = in_lines(curriculum, fitting_resources(curriculum, note, question))
        if is_list and resources.nearest(listed, question, curriculum.subject):
            return SAID, lines
        heading = opening if isinstance(note, AdviceNote) else "Read on"
        first, then = (note.sections[heading], lines) if heading == opening else (lines, note.sections[heading])
        return heading, f"{first}\n\n{then}".strip()
    if isinstance(note, AdviceNote):
        beyond = hit.passage.heading in note.sections and hit.passage.heading != opening
        return opening, note.sections[opening] + (f"\n\n{_as_written(note, hit)}" if beyond else "")
    is_no_error = not has_error(hit.passage.heading) or has_error(question)  # nobody is shown one that they have not
    symptom = inside.symptom(note) or (hit.passage.heading if is_no_error else "")
    return _part_of_topic(note, question, hit, symptom, inside)


def part_of_document(document: Document, hit: Hit) -> tuple[str, str]:
    """Return a document whole where it is short, else its best passage."""
    if len(document.text.split()) <= 150:
        return "", document.text
    return hit.passage.heading, hit.passage.text


def _part_of_topic(note: TopicNote, question: str, hit: Hit, symptom: str, inside: Inside) -> tuple[str, str]:
    if _WEIGHS.search(question) and not has_error(question):
        return "Why it matters", note.when_to_use
    asked_for = next((name for name, cue in _ASKED_FOR if cue.search(question)), "")
    entry = next((entry for entry in note.stuck if entry.symptom == symptom), None)
    if entry and _only_compares(question) and not _COMPARES.search(entry.symptom):
        entry = None
    if asked_for and (entry is None or len(question.split()) <= _NO_STORY):
        return asked_for, note.sections[asked_for]
    if entry:
        return STUCK, entry.shown
    if hit.passage.heading in _TELLING:
        return hit.passage.heading, _as_written(note, hit)
    opening = next(iter(note.sections))
    return opening, f"{note.sections[opening]}\n\n{inside.beside_opening(note)}".strip()


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


def fitting_resources(curriculum: Curriculum, note: Note, question: str) -> tuple[Resource, ...]:
    """Return what to show of a note's resources: of a few all, of a long list what the question asks for."""
    listed, is_asked = note.front.resources, resources.may_be_asked(question)
    is_list = resources.is_long(listed)
    if not is_asked and not is_list:
        return tuple(listed[: resources.MOST])
    near = resources.nearest(listed, question, curriculum.subject)
    if not is_list or (is_asked and not near):
        return tuple(dict.fromkeys([*near, *listed]))[: resources.MOST]
    return near


def in_lines(curriculum: Curriculum, shown: Sequence[Resource]) -> str:
    """Return resources as a list, each with the source that names it."""
    return "\n".join(f"- {curriculum.resource_line(one)}" for one in shown)
