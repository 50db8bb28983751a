"""More help on a gap, one step with each press: a pointer, the passage, a worked example, then people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.turn import Turn
from bot.core.underneath import Underneath
from bot.features.cards import sources_of
from bot.features.missing import back_to_task
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote
from knowledge.pasted import taken_apart

Level = Literal["pointer", "passage", "example", "people"]
LEVELS: tuple[Level, ...] = ("pointer", "passage", "example", "people")
_NEXT = {"pointer": "Show me the passage", "passage": "Show me an example", "example": "Ask people"}
_TITLES = {"pointer": "a pointer", "passage": "the passage", "example": "an example", "people": "ask people"}
_HEADINGS = {"pointer": "Key ideas", "passage": "Key ideas", "example": "Example", "people": ""}
_BLANK = "(add it here)"
_BOLD = re.compile(r"^- \*\*(.+?)[.:]?\*\*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hint:
    """`/hint TOPIC [LEVEL]`"""

    curriculum: Curriculum
    underneath: Underneath

    def __call__(self, turn: Turn) -> Reply:
        id, _, rest = turn.argument.partition(" ")
        note = self.curriculum.topics.get(id)
        if note is None:
            return _no_such_note()
        level: Level = next((level for level in LEVELS if level == rest.strip()), "pointer")
        return Reply(
            title=f"{note.title}: {_TITLES[level]}",
            text=self._text(note, level, turn),
            buttons=(*_go_on(note, level), *back_to_task(self.underneath, turn.request.person.id)),
            basis=Basis(
                intent="stuck",
                topics=(ScoredTopic(id=note.id, title=note.title, score=1.0),),
                sources=sources_of(self.curriculum, note.id, _HEADINGS[level]),
            ),
        )

    def _text(self, note: TopicNote, level: Level, turn: Turn) -> str:
        match level:
            case "pointer":
                return _pointer(note)
            case "passage":
                return note.sections["Key ideas"]
            case "example":
                return note.sections["Example"]
            case "people":
                return self._question_for_others(note, turn)

    def _question_for_others(self, note: TopicNote, turn: Turn) -> str:
        task = self.underneath.task_topic(turn.request.person.id)
        goal = f"work on {task.title}, my task for today" if task else f"understand {note.title}"
        question = asked_of_others(goal, turn.asked)
        return (
            "Some things need a person. Here is a question with everything that others need; fill in what is missing, "
            "and post it in your community's help channel:\n\n"
            f"```text\n{question.replace('```', '')}\n```\n\n"
            "Copy errors as text, whole; a picture of them can't be searched or run."
        )


def asked_of_others(goal: str, said: str) -> str:
    """Return a question that others can answer, as plain text: goal, code, full error, what was tried."""
    parts = taken_apart(said)
    return "\n".join(
        (
            f"What I want to do: {goal}",
            f"What I ran:\n{parts.code or _BLANK}",
            f"What came, in full:\n{parts.error or _BLANK}",
            f"What I tried, and what I expected: {parts.words or _BLANK}",
        )
    )


def _pointer(note: TopicNote) -> str:
    """Return where to look, without giving anything away yet."""
    ideas = "\n".join(f"- {idea}" for idea in _BOLD.findall(note.sections["Key ideas"]))
    return f"Which of these could you not explain to a friend? Look that one up first.\n\n{ideas}"


def _go_on(note: TopicNote, level: Level) -> tuple[Button, ...]:
    if level == "people":
        return (Button(label="Find a partner", send="/partner"), Button(label="Start over", send=f"/stuck {note.id}"))
    following = LEVELS[LEVELS.index(level) + 1]
    return (Button(label=_NEXT[level], send=f"/hint {note.id} {following}"),)


def _no_such_note() -> Reply:
    return Reply(
        text="I have no such note. Say what you are stuck on, and I look for it.",
        buttons=(Button(label="I'm stuck", send="/stuck"),),
        basis=Basis(intent="stuck", answered=False, confidence=0),
    )
