"""More help on a gap, one step with each press: a pointer, the passage, a worked example, then people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.turn import Turn
from bot.core.underneath import Underneath
from bot.features.cards import sources_of
from bot.features.missing import back_to_task
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote

Level = Literal["pointer", "passage", "example"]
LEVELS: tuple[Level, ...] = ("pointer", "passage", "example")
PEOPLE = "people"
_NEXT = {"pointer": "Show me the passage", "passage": "Show me an example"}
_TITLES = {"pointer": "a pointer", "passage": "the passage", "example": "an example"}
_HEADINGS = {"pointer": "Key ideas", "passage": "Key ideas", "example": "Example"}
_BOLD = re.compile(r"^- \*\*(.+?)[.:]?\*\*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hint:
    """`/hint TOPIC [LEVEL]`"""

    curriculum: Curriculum
    underneath: Underneath
    people: Callable[[TopicNote, Turn], Reply]
    """Takes over where notes were not enough."""

    def __call__(self, turn: Turn) -> Reply:
        id, _, rest = turn.argument.partition(" ")
        note = self.curriculum.topics.get(id)
        if note is None:
            return _no_such_note()
        if rest.strip() == PEOPLE:
            return self.people(note, turn)
        level: Level = next((level for level in LEVELS if level == rest.strip()), "pointer")
        return Reply(
            title=f"{note.title}: {_TITLES[level]}",
            text=_text(note, level),
            buttons=(*_go_on(note, level), *back_to_task(self.underneath.of(turn.request.person.id))),
            basis=Basis(
                intent="stuck",
                topics=(ScoredTopic(id=note.id, title=note.title, score=1.0),),
                sources=sources_of(self.curriculum, note.id, _HEADINGS[level]),
            ),
        )


def _text(note: TopicNote, level: Level) -> str:
    match level:
        case "pointer":
            return _pointer(note)
        case "passage":
            return note.sections["Key ideas"]
        case "example":
            return note.sections["Example"]


def _pointer(note: TopicNote) -> str:
    """Return where to look, without giving anything away yet."""
    ideas = "\n".join(f"- {idea}" for idea in _BOLD.findall(note.sections["Key ideas"]))
    return f"Which of these could you not explain to a friend? Look that one up first.\n\n{ideas}"


def _go_on(note: TopicNote, level: Level) -> tuple[Button, ...]:
    if level == LEVELS[-1]:
        return (Button(label="Ask people", send=f"/hint {note.id} {PEOPLE}"),)
    following = LEVELS[LEVELS.index(level) + 1]
    return (Button(label=_NEXT[level], send=f"/hint {note.id} {following}"),)


def _no_such_note() -> Reply:
    return Reply(
        text="I have no such note. Say what you are stuck on, and I look for it.",
        buttons=(Button(label="I'm stuck", send="/stuck"),),
        basis=Basis(intent="stuck", answered=False, confidence=0),
    )
