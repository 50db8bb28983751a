"""Turns a note into a card: its text, where it is from, what to know first, and buttons to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.reply import Button, Link, Section, Source
from bot.core.sentence import ended
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Standing
from knowledge.notes.schema import Note, Resource, TopicNote

SECTION_WORDS = {
    "what": "What it is",
    "why": "Why it matters",
    "ideas": "Key ideas",
    "use": "When to use it",
    "example": "Example",
    "stuck": "Where people get stuck",
    "try": "Try it",
    "build": "Build it",
    "check": "Check yourself",
    "read": "Read on",
    "first": "What first",
    "next": "What next",
    "short": "Short answer",
    "sources": "What the sources say",
    "default": "What we suggest",
    "do": "Do this next",
}
"""What a button or a person calls a part of a note."""

_TOPIC_BUTTONS = ("what", "ideas", "example", "stuck", "try", "check", "first", "next")
_ADVICE_BUTTONS = ("short", "sources", "default", "do")
MOST_LINKS = 4
_ADDED = " Added by the curators; no source names it."


def open_button(curriculum: Curriculum, id: str, label: str = "") -> Button:
    """Return a button that opens a note."""
    return Button(label=label or curriculum.title(id), send=f"/topic {id}")


def unfold_buttons(curriculum: Curriculum, id: str, shown: str = "") -> tuple[Button, ...]:
    """Return the buttons that unfold the rest of a note, the part already shown left out."""
    note = curriculum.note(id)
    if note is None:
        return ()
    words = _TOPIC_BUTTONS if isinstance(note, TopicNote) else _ADVICE_BUTTONS
    buttons = []
    for word in words:
        name = SECTION_WORDS[word]
        nothing_first = word == "first" and not curriculum.prerequisites(id)
        if name != shown and not nothing_first:
            send = f"/check {id}" if word == "check" else f"/topic {id} {word}"
            buttons.append(Button(label=name, send=send))
    return tuple(buttons)


def resource_buttons(note: Note) -> tuple[Button, ...]:
    """Return a button for each resource of a note that begins it, so that begun ones can be finished."""
    return tuple(
        Button(label=f"Begin: {resource.title}", send=f"/resource {note.id} {number}")
        for number, resource in enumerate(note.front.resources, 1)
    )


def links_of(curriculum: Curriculum, id: str) -> tuple[Link, ...]:
    """Return a note's resources that have an address."""
    note = curriculum.note(id)
    return as_links(note.front.resources if note else ())


def as_links(resources: Iterable[Resource]) -> tuple[Link, ...]:
    """Return the resources that have an address as links."""
    return tuple(
        Link(title=resource.title, url=resource.address, note=resource.how or "")
        for resource in resources
        if resource.address
    )


def know_first(curriculum: Curriculum, id: str) -> str:
    """Return 'Know first: …' as Markdown, or nothing where there is nothing to know first."""
    first = curriculum.prerequisites(id)
    return f"**Know first:** {titles(curriculum, first)}" if first else ""


def capital(name: str) -> str:
    """Return a source's name as it begins a sentence; roadmap.sh stays as it is."""
    return name if name.startswith("roadmap.sh") else name[:1].upper() + name[1:]


def titles(curriculum: Curriculum, ids: Iterable[str]) -> str:
    """Return note titles in a row."""
    return listed([curriculum.title(id) for id in ids])


def listed(names: Sequence[str]) -> str:
    """Join names so that each is told from the next: with semicolons where one has a comma of its own."""
    return ("; " if _hold_commas(names) else ", ").join(names)


def where_from(curriculum: Curriculum, id: str, heading: str, title: str = "") -> Section:
    """Return the part of a card that cites: the note and its heading, and the sources that name it.

    `title` is what to call it; a community's own document is no note of the curriculum, which then knows only its id.
    """
    # advice is drawn from all over a source, a topic has its place in it
    is_topic = id in curriculum.topics
    named = [
        f"{s.roadmap.name} ({s.section.title})" if is_topic else s.roadmap.name
        for s in first_of_each_source(curriculum, id)
    ]
    cited = ended(f"Note “{title or curriculum.title(id)}”" + (f", {heading}" if heading else ""))
    by = f" Named by {'; '.join(named)}." if named else _ADDED if is_topic else ""
    return Section(title="Where this is from", text=cited + by)


def sources_of(curriculum: Curriculum, id: str, heading: str, title: str = "") -> tuple[Source, ...]:
    """Return the same citations for programs."""
    note = Source(title=title or curriculum.title(id), note=id, heading=heading)
    rest = (
        Source(title=s.roadmap.title, note=id, heading=f"{s.section.title}: {s.item.title}", url=s.roadmap.url)
        for s in first_of_each_source(curriculum, id)
    )
    return (note, *rest)


def long(minutes: int) -> str:
    """Return minutes as they are read at a glance."""
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def first_of_each_source(curriculum: Curriculum, id: str) -> list[Standing]:
    """Return a topic's first standing in each source that names it."""
    firsts: dict[str, Standing] = {}
    for standing in curriculum.standings(id):
        firsts.setdefault(standing.roadmap.id, standing)
    return list(firsts.values())


def in_a_row(words: Sequence[str]) -> str:
    """Join words as speech does: `a`, `a and b`, `a, b and c`; where one has a comma of its own, `a, b; c; and d`."""
    *most, last = words or [""]
    if not most:
        return last
    return f"{'; '.join(most)}; and {last}" if _hold_commas(words) else f"{', '.join(most)} and {last}"


def _hold_commas(words: Sequence[str]) -> bool:
    return any("," in one for one in words)


def on_or_off(chosen: bool) -> str:  # noqa: FBT001 # the setting that it shows
    """Return a switch as it is said."""
    return "on" if chosen else "off"
