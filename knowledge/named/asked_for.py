"""Reads what a question asks for by its words alone, before anything is searched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.named import resources
from knowledge.named.asked_section import section_asked_for, weighs
from knowledge.named.compared import Side, sides_of
from knowledge.named.names import Names
from knowledge.named.numbered import Numbered, numbered
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Note, Resource

_ABOUT_ROADMAPS = re.compile(r"\b(road ?map|plan|weeks?|source|outline|chapter|stage|list)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a question says of the answer that it wants."""

    question: str
    notes: tuple[str, ...]
    """Those of which it says the name and no more, but for asking for exercises."""
    sides: tuple[Side, ...]
    """The two things that it compares; none, if it compares nothing."""
    parts: Numbered | None
    """The parts of a roadmap that it names by number."""
    held: tuple[Note, tuple[Resource, ...]] | None
    """The advice whose long list of resources holds what it asks for, and the resources that do."""
    links: bool
    """Whether nothing but resources answers it."""
    roadmaps: bool
    """Whether it may ask what a roadmap says, and not what something is."""
    section: str | None
    """The section of a topic to do something with that it asks for, such as an example."""
    weighs: bool
    """Whether it asks what a thing is good for, and what not."""

    @classmethod
    def by(cls, question: str, curriculum: Curriculum, names: Names) -> AskedFor:
        """Read a question whose words are corrected."""
        notes = names.named(question)
        held = None if notes else _held(question, curriculum, names)
        return cls(
            question=question,
            notes=notes or (() if held else _practised(question, names)),
            sides=sides_of(question, names) or (),
            parts=numbered(curriculum, question),
            held=held,
            links=resources.is_asked(question),
            roadmaps=bool(_ABOUT_ROADMAPS.search(question)),
            section=section_asked_for(question),
            weighs=weighs(question),
        )


def _held(question: str, curriculum: Curriculum, names: Names) -> tuple[Note, tuple[Resource, ...]] | None:
    """Return the first advice whose long list of resources holds what is asked for, and the resources that do."""
    if not resources.may_be_asked(question):
        return None
    for note in curriculum.advice.values():
        listed = note.front.resources
        if resources.is_long(listed) and (held := resources.held(listed, question, curriculum.subject)):
            return note, held
    if _ABOUT_ROADMAPS.search(question):  # what a source lists is asked for, and a topic's note adds to that
        return None
    for id in names.called(resources.subject(question)):
        topic = curriculum.topics.get(id)
        if topic and (of_kind := resources.of_kind(topic.front.resources, question)):
            return topic, of_kind
    return None


def _practised(question: str, names: Names) -> tuple[str, ...]:
    if not resources.asks_for_exercises(question):
        return ()
    return tuple(id for id in names.called(resources.subject(question)) if names.is_topic(id))
