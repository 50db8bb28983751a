"""Stuck? Names the theory to study: the note, what people trip over in it, and what to know first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.reply import Basis, Reply, Section
from bot.core.turn import Turn
from bot.features.ask import Ask, scored
from bot.features.cards import links_of, open_button, sources_of, titles, unfold_buttons, where_from
from knowledge.library import Library
from knowledge.notes.schema import TopicNote

PHRASES = (
    "i'm stuck",
    "i am stuck",
    "im stuck help",
    "help me i'm stuck",
    "i am stuck on backpropagation",
    "im stuck with pandas",
    "i got stuck on the chain rule, help",
    "stuck on gradient descent",
    "completely stuck at eigenvectors",
    "i am stuck at this exercise since two hours",
    "i don't get it, i'm completely stuck",
    "help, i am totally lost with eigenvectors",
    "i keep getting stuck at recursion",
    "i can't move on, i'm stuck at probability",
    "stuck again with matrices",
    "i'm stuck and don't know what to study",
)

_WHAT = re.compile(
    r"\b(?:stuck|lost)\b(?:\s+(?:on|with|at|in|by|understanding|doing))?[\s,:]*(.*)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Stuck:
    """`/stuck [WHAT]`"""

    library: Library
    ask: Ask

    def __call__(self, turn: Turn) -> Reply:
        what = stuck_on(turn.argument) if turn.guessed else turn.argument
        curriculum = self.library.curriculum
        if not what and turn.topic:
            what = curriculum.title(turn.topic)
        if not what:
            return self._on_what()
        if not turn.guessed and (note := curriculum.topics.get(what)):
            return self._on(note)
        answer = self.library.answer(self.library.read(what))
        if not answer.answered:
            self.ask.inbox.keep_unanswered(turn.argument, turn.request.at)
            return self.ask.decline(answer)
        first = curriculum.prerequisites(answer.note)
        return Reply(
            title=f"Stuck? Study this: {answer.title}",
            text=answer.text,
            sections=(*self._first(answer.note), where_from(curriculum, answer.note, answer.heading)),
            links=links_of(curriculum, answer.note)[:2],
            buttons=(
                *(open_button(curriculum, id) for id in first[:3]),
                *unfold_buttons(curriculum, answer.note, answer.heading),
            ),
            basis=Basis(
                intent="stuck",
                confidence=answer.confidence,
                topics=scored(answer),
                sources=sources_of(curriculum, answer.note, answer.heading),
            ),
        )

    def _on(self, note: TopicNote) -> Reply:
        """Show where people get stuck in a topic that was named by its id, as buttons do."""
        card = self.ask.topics.part(note, "stuck")
        first = self.library.curriculum.prerequisites(note.id)
        return card.model_copy(
            update={
                "title": f"Stuck? Study this: {note.title}",
                "sections": (*self._first(note.id), *card.sections),
                "buttons": (*(open_button(self.library.curriculum, id) for id in first[:3]), *card.buttons),
                "basis": card.basis.model_copy(update={"intent": "stuck"}),
            }
        )

    def _first(self, id: str) -> tuple[Section, ...]:
        curriculum = self.library.curriculum
        first = curriculum.prerequisites(id)
        if not first:
            return ()
        text = f"If this does not click yet, what is missing is often one of these: {titles(curriculum, first)}."
        return (Section(title="Study this first", text=text),)

    def _on_what(self) -> Reply:
        advice = self.library.curriculum.advice.get("stuck-study-theory")
        text = advice.sections["Short answer"] + "\n\n" if advice else ""
        return Reply(
            title="Stuck?",
            text=f"{text}What are you stuck on? A word is enough, or paste the error.",
            basis=Basis(intent="stuck", answered=False, confidence=0),
        )


def stuck_on(text: str) -> str:
    """Return what a person says they are stuck on: what follows 'stuck on', or all they said."""
    found = _WHAT.search(text)
    return (found[1] if found else text).strip(" .!?")
