"""What search reads of notes and roadmaps: each note a document, and each section of a roadmap."""

from __future__ import annotations

import re

from knowledge.documents import Document
from knowledge.notes.roadmaps import Roadmap
from knowledge.notes.schema import Note, Resource, TopicNote

_FENCED = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)


def note_document(note: Note) -> Document:
    """Return a note as a document to search: its prose, without the answers of its questions."""
    sections, said = dict(note.sections), tuple[str, ...]()
    if isinstance(note, TopicNote):
        # code is long, slow to embed, and rarely what is asked for in words
        sections["Example"] = _FENCED.sub("", sections["Example"]).strip()
        sections["Check yourself"] = "\n\n".join(question.text for question in note.questions)
        sections["Read on"] += "".join(f"\n- {_in_words(resource)}" for resource in note.front.resources)
        said = tuple(phrase for entry in note.stuck for phrase in entry.phrases)
    text = "\n\n".join(f"## {name}\n\n{body}" for name, body in sections.items())
    return Document(note.id, note.title, text, (*note.front.aliases, *note.front.asked), said)


def roadmap_documents(roadmap: Roadmap) -> list[Document]:
    """Return one document for each section of a roadmap that has items, in its own order."""
    found = []
    for section in (one for one in roadmap.sections if one.items):
        lines = [f"- {item.title}" + (f": {item.link}" if item.link else "") for item in section.items]
        title = f"{roadmap.title}, {section.title}"
        found.append(Document(roadmap.document_id(section), title, "\n".join(lines)))
    return found


def _in_words(resource: Resource) -> str:
    """Return a resource as search reads it: title, instruction, address."""
    how = f" ({resource.how})" if resource.how else ""
    return f"{resource.title}{how} {resource.address}".strip()
