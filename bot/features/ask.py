"""Answers a question with the note that answers it, or says plainly that there is none."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.followups import asked_part
from bot.core.inbox import Inbox
from bot.core.reply import Basis, Reply
from bot.core.trouble import mentions_stuck
from bot.core.turn import Turn
from bot.features.answercard import NEAR, AnswerCard
from bot.features.elsewhere import elsewhere
from bot.features.leaning import Leaning
from bot.features.quiz import Quiz
from bot.features.sections import section_card
from bot.features.topic import OpenTopic
from knowledge.answer import Answer
from knowledge.library import Library
from knowledge.named.numbered import numbered


@dataclass(frozen=True, slots=True)
class Ask:
    """`/ask QUESTION`, and every plain message that is nothing else."""

    library: Library
    topics: OpenTopic
    quiz: Quiz
    inbox: Inbox
    cards: AnswerCard
    leaning: Leaning

    def __call__(self, turn: Turn) -> Reply:
        text = turn.argument or turn.asked
        if not text:
            return self._nothing_asked()
        if turn.asked.startswith(text):  # a button sends no more than 64 bytes of the question
            text = turn.asked
        note = self.library.curriculum.note(turn.topic) if turn.topic else None
        if note and (part := asked_part(text)):
            return self.quiz.at_hand(note.id, turn) if part == "check" else self.topics.part(note, part)
        question = turn.question if text == turn.argument else self.library.read(text)
        if note and (leaning := self.leaning.answer(note, question, turn)):
            return leaning
        answer = self.library.answer(question)
        if answer.answered:
            return self.cards.of(answer, question)
        if (parts := numbered(self.library.curriculum, text)) and parts.alone:
            return section_card(self.library.curriculum, parts.roadmap, parts.sections, intent="answer")
        return self._unanswered(text, answer, turn)

    def _unanswered(self, text: str, answer: Answer, turn: Turn) -> Reply:
        is_stuck = mentions_stuck(text)
        is_ours = answer.confidence >= NEAR or not is_stuck  # a car that is stuck in the sand is no gap in the notes
        if is_ours and turn.request.addressed:  # what is overheard is nobody's business
            self.inbox.keep_unanswered(text, turn.request.at)
        return elsewhere(answer.confidence) if is_stuck else self.cards.decline(answer)

    def _nothing_asked(self) -> Reply:
        return Reply(
            text="What would you like to know? For example: /ask why do we need a test set",
            basis=Basis(intent="help", answered=False, confidence=0),
        )
