"""Chooses which part of a note or document answers a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.documents import Document, Hit
from knowledge.inside import Inside
from knowledge.named import resources
from knowledge.named.asked_for import AskedFor
from knowledge.named.compared import compares, only_compares
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import AdviceNote, Note, Resource, TopicNote
from knowledge.pasted import has_error
from knowledge.symptoms import STUCK

SOURCES_SAY = "What the sources say"
_TELLING = ("What it is", "Why it matters", "Key ideas", STUCK)
"""Sections whose text answers a question by itself."""
_NO_STORY = 8
"""Words of a question that tells nothing of what went wrong: “show me an example of knn” wants just that."""


def part_of_note(curriculum: Curriculum, note: Note, asked: AskedFor, hit: Hit, inside: Inside) -> tuple[str, str]:
    """Return the section and the words of a note that answer."""
    question = asked.question
    if _is_on_resources(note, question, hit):
        return _resources_of(curriculum, note, question)
    if isinstance(note, AdviceNote):
        return _part_of_advice(note, hit, inside)
    heading = hit.passage.heading
    # nobody is shown an error that they do not have
    found = heading if not has_error(heading) or has_error(question) else ""
    return _part_of_topic(note, asked, hit, inside.symptom(note) or found, inside)


def part_of_document(document: Document, hit: Hit) -> tuple[str, str]:
    """Return a document whole where it is short, else its best passage."""
    if len(document.text.split()) <= 150:
        return "", document.text
    return hit.passage.heading, hit.passage.text


def _is_on_resources(note: Note, question: str, hit: Hit) -> bool:
    """Tell whether a note's resources answer: they are asked for, or they are a long list that search found."""
    listed = note.front.resources
    if resources.may_be_asked(question):
        return bool(listed)
    return resources.is_long(listed) and (hit.passage.heading == SOURCES_SAY or resources.shared(listed, question) > 1)


def _resources_of(curriculum: Curriculum, note: Note, question: str) -> tuple[str, str]:
    listed = note.front.resources
    lines = in_lines(curriculum, fitting_resources(curriculum, note, question))
    if resources.is_long(listed) and resources.nearest(listed, question, curriculum.subject):
        return SOURCES_SAY, lines
    if isinstance(note, AdviceNote):
        heading, text = note.opening
        return heading, f"{text}\n\n{lines}".strip()
    return "Read on", f"{lines}\n\n{note.sections['Read on']}".strip()


def _part_of_advice(note: AdviceNote, hit: Hit, inside: Inside) -> tuple[str, str]:
    """Return the short answer, and behind it what search found below another heading, or what is clearly nearer."""
    heading, text = note.opening
    found_beyond = hit.passage.heading in note.sections and hit.passage.heading != heading
    beyond = _as_written(note, hit) if found_beyond else inside.beside_opening(note)
    return heading, f"{text}\n\n{beyond}".strip()


def _part_of_topic(note: TopicNote, asked: AskedFor, hit: Hit, symptom: str, inside: Inside) -> tuple[str, str]:
    """Return what it is good for or something to do, where asked for; else a symptom, else what search found."""
    question = asked.question
    if asked.weighs and not has_error(question):
        return "Why it matters", note.when_to_use
    entry = next((entry for entry in note.stuck if entry.symptom == symptom), None)
    if entry and only_compares(question) and not compares(entry.symptom):
        entry = None
    if asked.section and (entry is None or len(question.split()) <= _NO_STORY):
        return asked.section, note.sections[asked.section]
    if entry:
        return STUCK, entry.shown
    if hit.passage.heading in _TELLING:
        return hit.passage.heading, _as_written(note, hit)
    heading, text = note.opening
    return heading, f"{text}\n\n{inside.beside_opening(note)}".strip()


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
