"""Answers a question with the note that answers it, or says plainly that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.followups import asked_part, is_only_lost, is_short, points_back
from bot.core.inbox import Inbox
from bot.core.memory import beginning
from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section, cut_to_send
from bot.core.sentence import ended
from bot.core.trouble import mentions_stuck
from bot.core.turn import Turn
from bot.features.cards import (
    MOST_LINKS,
    as_links,
    capital,
    know_first,
    listed,
    open_button,
    sources_of,
    unfold_buttons,
    where_from,
)
from bot.features.elsewhere import elsewhere
from bot.features.quiz import Quiz
from bot.features.sections import section_card
from bot.features.standing import Standings
from bot.features.topic import OpenTopic
from knowledge.answer import Answer, Found
from knowledge.excerpt import SOURCES_SAY
from knowledge.inside import SURELY
from knowledge.library import Library
from knowledge.named.asked_order import AskedOrder
from knowledge.named.numbered import numbered
from knowledge.notes.schema import Note
from knowledge.parts import Near
from knowledge.question import Question
from knowledge.statements import Statements

NEAR = 0.2
"""Confidence from which the nearest notes are worth naming when none answers."""
CERTAIN = 0.5
"""How near a part of the note at hand has to be to what might as well stand on its own: “how many should i keep”."""
CLOSE = 0.39
"""Score from which a note is worth a look beside the answer, where it has `_CLOSE_SHARE` of the answer's own."""
_CLOSE_SHARE = 0.75
_EQUAL_SHARE = 0.9
"""Share of the answer's score from which a note may as well be what was asked for, however low both are.

Of the notes named by these three, two in five are ones that the questions of the dev set expect; of those that
`_CLOSE_SHARE` alone would add, one in seven.
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """`/ask QUESTION`, and every plain message that is nothing else."""

    library: Library
    topics: OpenTopic
    quiz: Quiz
    inbox: Inbox
    statements: Statements
    standings: Standings
    asked_order: AskedOrder

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
        if note and (leaning := self._leaning(note, question, turn)):
            return leaning
        answer = self.library.answer(question)
        if answer.answered:
            return self.card(answer, question)
        if (parts := numbered(self.library.curriculum, text)) and parts.alone:
            return section_card(self.library.curriculum, parts.roadmap, parts.sections, intent="answer")
        return self._unanswered(text, answer, turn)

    def _unanswered(self, text: str, answer: Answer, turn: Turn) -> Reply:
        is_stuck = mentions_stuck(text)
        is_ours = answer.confidence >= NEAR or not is_stuck  # a car that is stuck in the sand is no gap in the notes
        if is_ours and turn.request.addressed:  # what is overheard is nobody's business
            self.inbox.keep_unanswered(text, turn.request.at)
        return elsewhere(answer.confidence) if is_stuck else self.decline(answer)

    def _leaning(self, note: Note, question: Question, turn: Turn) -> Reply | None:
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
                return self.card(_told(note, near), question)
        if not leans:
            return None
        together = self.library.read(f"{note.title}: {question.text}")
        answer = self.library.answer(together)
        if answer.answered and beginning(answer.text) != turn.shown:
            return self.card(answer, together)
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

    def card(self, answer: Answer, question: Question) -> Reply:
        """Return the card of the answer to a question."""
        curriculum = self.library.curriculum
        id, heading = answer.note, answer.heading
        if part := curriculum.section(id):
            card = section_card(curriculum, part.roadmap, [part.section], "answer", answer.confidence)
            return card.model_copy(update={"basis": card.basis.model_copy(update={"topics": scored(answer)})})
        sections = [*self._stated(answer, question), where_from(curriculum, id, heading, answer.title)]
        if also := _close(answer.found):
            sections.append(Section(title="Also close", text=listed([found.title for found in also])))
        pair = self.asked_order.compared(question.text)
        parts = (self.standings.compared(pair) if pair else "", answer.text, know_first(curriculum, id))
        return Reply(
            title=answer.title,
            text="\n\n".join(part for part in parts if part),
            sections=tuple(sections),
            links=as_links(one for one in answer.resources if one.address not in answer.text)[:MOST_LINKS],
            buttons=tuple(self._buttons(answer, also)),
            basis=Basis(
                intent="answer",
                confidence=answer.confidence,
                topics=scored(answer),
                sources=sources_of(curriculum, id, heading, answer.title),
            ),
        )

    def _buttons(self, answer: Answer, also: Sequence[Found]) -> Iterator[Button]:
        curriculum, id, heading = self.library.curriculum, answer.note, answer.heading
        note = curriculum.note(id)
        has_more = heading == "Key ideas" and note is not None and note.sections[heading] != answer.text
        yield from unfold_buttons(curriculum, id, "" if has_more else heading)  # no button for what is shown whole
        yield from (open_button(curriculum, found.id) for found in also[:2] if curriculum.note(found.id))
        yield Button(label="Useful", send=cut_to_send(f"/useful yes {id}"))
        yield Button(label="Not useful", send=cut_to_send(f"/useful no {id}"))

    def _stated(self, answer: Answer, question: Question) -> Iterator[Section]:
        """Yield what the sources state on what is asked, where the answer does not say it."""
        if answer.heading in ("Read on", SOURCES_SAY):  # links were asked for
            return
        if stated := self.statements.nearest(question, answer):
            lines = [f"- {capital(one.roadmap.name)}: {ended(one.item.title)}" for one in stated]
            yield Section(title="In the sources' words", text="\n".join(lines))

    def decline(self, answer: Answer) -> Reply:
        """Say that no note answers, and name the nearest ones only where they are near."""
        near = [found for found in answer.found[:3] if self.library.curriculum.note(found.id)]
        text = "I have no note on that, so I can't answer it. I keep the question for the people who write the notes."
        if answer.confidence < NEAR:
            near = []
        if near:
            text += "\n\nThe nearest notes, which may not answer it:"
        return Reply(
            text=text,
            buttons=(
                *(open_button(self.library.curriculum, found.id) for found in near),
                Button(label="What I can do", send="/help"),
            ),
            basis=Basis(intent="decline", answered=False, confidence=answer.confidence),
        )

    def _nothing_asked(self) -> Reply:
        return Reply(
            text="What would you like to know? For example: /ask why do we need a test set",
            basis=Basis(intent="help", answered=False, confidence=0),
        )


def _told(note: Note, near: Near) -> Answer:
    """Return a part of a note as the answer to what leans on it."""
    lead = "" if near.score >= SURELY else "I am not sure that you mean this; it is the nearest in the note.\n\n"
    return Answer(
        answered=True,
        confidence=min(near.score, 1.0),
        found=(Found(note.id, note.title, 1.0),),
        note=note.id,
        title=note.title,
        heading=near.part.heading,
        text=lead + near.part.text,
        resources=tuple(note.front.resources[:MOST_LINKS]),
    )


def _close(found: Sequence[Found]) -> list[Found]:
    """Return the notes that are worth a look beside the answer."""
    best, *others = found[:4]
    least = min(max(CLOSE, _CLOSE_SHARE * best.score), _EQUAL_SHARE * best.score)
    return [other for other in others if other.score >= least]


def scored(answer: Answer) -> tuple[ScoredTopic, ...]:
    """Return the notes of an answer, best first, for programs."""
    return tuple(ScoredTopic(id=found.id, title=found.title, score=round(found.score, 4)) for found in answer.found[:5])
