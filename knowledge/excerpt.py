"""Chooses which part of a note or document answers a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.documents import Document, Hit
from knowledge.named import resources
from knowledge.named.asked_section import section_asked_for, weighs
from knowledge.named.compared import compares, only_compares
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note, Resource, TopicNote
from knowledge.pasted import has_error

SAID = "What the sources say"
_TELLING = ("What it is", "Why it matters", "Key ideas", "Where people get stuck")
"""Sections whose text answers a question by itself."""
_NO_STORY = 8
"""Words of a question that tells nothing of what went wrong: “show me an example of knn” wants just that."""


def part_of_note(curriculum: Curriculum, note: Note, question: str, hit: Hit, symptom: str | None) -> tuple[str, str]:
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
    return _part_of_topic(note, question, hit, symptom or (hit.passage.heading if is_no_error else ""))


def part_of_document(document: Document, hit: Hit) -> tuple[str, str]:
    """Return a document whole where it is short, else its best passage."""
    if len(document.text.split()) <= 150:
        return "", document.text
    return hit.passage.heading, hit.passage.text


def _part_of_topic(note: TopicNote, question: str, hit: Hit, symptom: str) -> tuple[str, str]:
    if weighs(question) and not has_error(question):
        return "Why it matters", note.when_to_use
    entry = next((entry for entry in note.stuck if entry.symptom == symptom), None)
    if entry and only_compares(question) and not compares(entry.symptom):
        entry = None
    asked_for = section_asked_for(question)
    if asked_for and (entry is None or len(question.split()) <= _NO_STORY):
        return asked_for, note.sections[asked_for]
    if entry:
        return "Where people get stuck", f"**{entry.symptom}**\n\n{entry.explanation}"
    if hit.passage.heading in _TELLING:
        return hit.passage.heading, _as_written(note, hit)
    opening = next(iter(note.sections))
    return opening, note.sections[opening]


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
