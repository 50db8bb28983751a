"""Answers what leans on the note at hand: “why minus”, “and for small data?”, “no, that's not it”."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.followups import is_only_lost, is_short, points_back
from bot.core.inbox import Inbox
from bot.core.memory import beginning
from bot.core.reply import Basis, Button, Reply
from bot.core.turn import Turn
from bot.features.answercard import AnswerCard
from bot.features.cards import MOST_LINKS, unfold_buttons
from knowledge.answer import Answer, Found
from knowledge.inside import SURELY
from knowledge.library import Library
from knowledge.notes.schema import Note
from knowledge.parts import Near
from knowledge.question import Question

CERTAIN = 0.5
"""How near a part of the note at hand has to be to what might as well stand on its own: “how many should i keep”."""
_UNSURE = "I am not sure that you mean this. If not, ask a whole question."


@dataclass(frozen=True, slots=True)
class Leaning:
    """Goes on with a note."""

    library: Library
    cards: AnswerCard
    inbox: Inbox

    def answer(self, note: Note, question: Question, turn: Turn) -> Reply | None:
        """Answer what leans on the note at hand with its nearest part; where none is near, search for both together.

        What was just shown is not shown again. None for what stands on its own.
        """
        leans = points_back(question.text)
        if self.library.named(question) or not (leans or self._may_lean(question)):
            return None
        if is_only_lost(question.text):
            return self._ask_back(note, f"What would you like to know about “{note.title}”? Ask a whole question, ")
        for near in self.library.inside(note, question):
            if beginning(near.part.text) != turn.shown and (leans or near.score >= CERTAIN):
                return self.cards.of(_told(note, near), question)
        if not leans:
            return None
        together = self.library.read(f"{note.title}: {question.text}")
        answer = self.library.answer(together)
        if answer.answered and beginning(answer.text) != turn.shown:
            return self.cards.of(answer, together)
        if turn.request.addressed:
            self.inbox.keep_unanswered(together.text, turn.request.at)
        return self._ask_back(note, f"My note “{note.title}” says no more on that. Ask a whole question, ")

    def _may_lean(self, question: Question) -> bool:
        return is_short(question.text) and not self.library.says_a_title(question)

    def _ask_back(self, note: Note, text: str) -> Reply:
        return Reply(
            text=f"{text}or look at another part of it.",
            buttons=(
                *unfold_buttons(self.library.curriculum, note.id),
                Button(label="I'm stuck on it", send=f"/stuck on {note.id}"),
            ),
            basis=Basis(intent="decline", answered=False, confidence=0),
        )


def _told(note: Note, near: Near) -> Answer:
    """Return a part of a note as the answer to what leans on it."""
    sure = near.score >= SURELY
    return Answer(
        answered=True,
        confidence=min(near.score, 1.0),
        found=(Found(note.id, note.title, 1.0),),
        note=note.id,
        title=note.title,
        heading=near.part.heading,
        text=near.part.text if sure else f"{near.part.text}\n\n{_UNSURE}",
        resources=tuple(note.front.resources[:MOST_LINKS]),
    )
