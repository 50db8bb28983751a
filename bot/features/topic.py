"""Opens a note, or one part of it; what to know first and what comes next."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.sentence import ended
from bot.core.turn import Turn
from bot.features.cards import (
    MOST_LINKS,
    SECTION_WORDS,
    know_first,
    links_of,
    open_button,
    resource_buttons,
    sources_of,
    titles,
    unfold_buttons,
    where_from,
)
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Note, TopicNote


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """`/topic NAME [PART]`"""

    curriculum: Curriculum

    def __call__(self, turn: Turn) -> Reply:
        name, part = _name_and_part(turn.argument)
        id = self.find(name) if name else turn.topic
        if id is None:
            return self._unknown(name)
        note = self.curriculum.note(id)
        if note is None:
            return self._entry(id)
        return self.part(note, part) if part else self.card(note)

    def find(self, name: str) -> str | None:
        """Return the id of the note that a name, title or alias means."""
        wanted = name.strip().lower()
        names = self._names()
        if wanted in names:
            return names[wanted]
        close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.85)
        return names[close[0]] if close else None

    def card(self, note: Note) -> Reply:
        """Return a note's first screen."""
        return self._reply(note, *note.opening)

    def part(self, note: Note, part: str) -> Reply:
        """Return one part of a note; what comes first and next are worked out from the prerequisites."""
        heading = SECTION_WORDS[part]
        if part == "first":
            return self._neighbours(
                note, heading, self.curriculum.prerequisites(note.id), "Nothing: you can start here."
            )
        if part == "next":
            return self._neighbours(note, heading, self.curriculum.next_after(note.id), "This is the end of the trail.")
        if part == "use" and isinstance(note, TopicNote):
            return self._reply(note, "Why it matters", note.when_to_use)
        text = note.sections.get(heading)
        if text is None:
            return self.card(note)
        return self._reply(note, heading, self._readable(note, heading, text))

    def _readable(self, note: Note, heading: str, text: str) -> str:
        """Return a section as it is read in a chat: topic ids become titles, answers stay hidden."""
        if isinstance(note, TopicNote) and heading == "Where people get stuck":
            return "\n\n".join(
                f"{entry.shown}\n\n*Study: {titles(self.curriculum, entry.study)}*" for entry in note.stuck
            )
        if isinstance(note, TopicNote) and heading == "Check yourself":
            return "\n".join(f"{n}. {question.text}" for n, question in enumerate(note.questions, 1))
        return text

    def _reply(self, note: Note, heading: str, text: str) -> Reply:
        parts = [text, know_first(self.curriculum, note.id) if heading == "What it is" else ""]
        return Reply(
            title=note.title if heading in ("What it is", "Short answer") else f"{note.title}: {heading}",
            text="\n\n".join(part for part in parts if part),
            sections=(where_from(self.curriculum, note.id, heading),),
            links=links_of(self.curriculum, note.id)[: None if heading == "Read on" else MOST_LINKS],
            buttons=(
                *(resource_buttons(note) if heading == "Read on" else ()),
                *unfold_buttons(self.curriculum, note.id, heading),
            ),
            basis=Basis(
                intent="topic",
                topics=(ScoredTopic(id=note.id, title=note.title, score=1.0),),
                sources=sources_of(self.curriculum, note.id, heading),
            ),
        )

    def _neighbours(self, note: Note, heading: str, ids: tuple[str, ...], none: str) -> Reply:
        lines = [f"- **{self.curriculum.title(id)}**: {self._first_sentence(id)}" for id in ids]
        return Reply(
            title=f"{note.title}: {heading}",
            text="\n".join(lines) or none,
            buttons=(*(open_button(self.curriculum, id) for id in ids), _back(note)),
            basis=Basis(
                intent="topic",
                topics=(
                    ScoredTopic(id=note.id, title=note.title, score=1.0),
                    *(ScoredTopic(id=id, title=self.curriculum.title(id), score=0.5) for id in ids),
                ),
            ),
        )

    def _first_sentence(self, id: str) -> str:
        topic = self.curriculum.topics.get(id)
        text = " ".join(topic.sections["What it is"].split()) if topic else ""
        return text.partition(". ")[0].rstrip(".") + "."

    def _entry(self, id: str) -> Reply:
        title = self.curriculum.title(id)
        return Reply(
            title=title,
            text=f"There is no note on this yet. What the sources say:\n\n{self.curriculum.entry_text(id)}",
            basis=Basis(intent="topic", topics=(ScoredTopic(id=id, title=title, score=1.0),)),
        )

    def _unknown(self, name: str) -> Reply:
        text = f"{ended(f'I have no note called “{name[:60]}”')} Ask about it in your own words, or open the roadmap."
        if not name:
            text = "Which note? For example: /topic recall"
        return Reply(
            text=text,
            buttons=(Button(label="Roadmap", send="/roadmap"),),
            basis=Basis(intent="topic", answered=False, confidence=0),
        )

    def _names(self) -> dict[str, str]:
        notes = self.curriculum.notes
        names = {alias.lower(): note.id for note in notes for alias in note.front.aliases}
        names |= {note.title.lower(): note.id for note in notes}
        return names | {note.id: note.id for note in notes}


def _back(note: Note) -> Button:
    return Button(label=f"Back to {note.title}", send=f"/topic {note.id}")


def _name_and_part(argument: str) -> tuple[str, str]:
    *name, last = argument.split() or [""]
    if name and last.lower() in SECTION_WORDS:
        return " ".join(name), last.lower()
    return argument.strip(), ""
