"""Shows parts of a source roadmap: what is in them, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.reply import Basis, Button, Intent, Link, Reply, ScoredTopic, Source
from bot.features.cards import capital, open_button
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Roadmap, RoadmapSection

MOST_NOTES = 8
"""Notes that a card offers to open."""


def section_card(
    curriculum: Curriculum,
    roadmap: Roadmap,
    sections: Sequence[RoadmapSection],
    intent: Intent = "roadmap",
    confidence: float = 1.0,
) -> Reply:
    """Return the card of neighbouring sections of a roadmap."""
    inner = roadmap.parts(sections[0]) if len(sections) == 1 else ()
    behind = roadmap.sections[roadmap.sections.index(sections[-1]) + 1 :]
    after = [one for one in behind if one not in roadmap.inside(sections[0])][:1]  # what is inside is listed
    parts = [f"**{section.title}**\n\n{_lines(section, inner)}".strip() for section in sections]
    following = [f"Next: {section.title}." for section in after]
    notes = tuple(dict.fromkeys(item.note for section in sections for item in section.items))
    return Reply(
        title=f"{roadmap.title}: {sections[0].title.partition(':')[0]}",
        text=f"{capital(roadmap.name)}, " + "\n\n".join([*parts, *following]),
        links=(Link(title=roadmap.title, url=roadmap.url),) if roadmap.url else (),
        buttons=(
            *(_open(roadmap, section) for section in inner),
            *(_open(roadmap, section, "Next: ") for section in after),
            *(open_button(curriculum, id) for id in notes[:MOST_NOTES]),
            Button(label="All stages", send="/roadmap"),
        ),
        basis=Basis(
            intent=intent,
            confidence=confidence,
            topics=tuple(
                ScoredTopic(id=roadmap.document_id(section), title=f"{roadmap.title}, {section.title}", score=1.0)
                for section in sections
            ),
            sources=(Source(title=roadmap.title, note=roadmap.id, heading=sections[0].title, url=roadmap.url),),
        ),
    )


def _lines(section: RoadmapSection, inner: Sequence[RoadmapSection]) -> str:
    items = [f"- {item.title}" + (f": {item.link}" if item.link else "") for item in section.items]
    return "\n".join([*items, *(f"- {one.title}" for one in inner)])


def _open(roadmap: Roadmap, section: RoadmapSection, before: str = "") -> Button:
    id = section.id.partition(":")[2]
    return Button(label=f"{before}{section.title}", send=f"/roadmap {roadmap.id} {id}")
