"""The card of an answer: its words, what the sources state, where it is from, and what else is near; or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section, cut_to_send
from bot.core.sentence import ended
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
from bot.features.sections import section_card
from bot.features.standing import Standings
from knowledge.answer import Answer, Found
from knowledge.excerpt import SOURCES_SAY
from knowledge.library import Library
from knowledge.named.asked_order import AskedOrder
from knowledge.question import Question
from knowledge.statements import Statements

NEAR = 0.2
"""Confidence from which the nearest notes are worth naming when none answers."""
CLOSE = 0.39
"""Score from which a note is worth a look beside the answer, where it has `_CLOSE_SHARE` of the answer's own."""
_CLOSE_SHARE = 0.75
_EQUAL_SHARE = 0.9
"""Share of the answer's score from which a note may as well be what was asked for, however low both are.

Of the notes named by these three, two in five are ones that the questions of the dev set expect; of those that
`_CLOSE_SHARE` alone would add, one in seven.
"""


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """Shows what the notes answer."""

    library: Library
    statements: Statements
    standings: Standings
    asked_order: AskedOrder

    def of(self, answer: Answer, question: Question) -> Reply:
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


def _close(found: Sequence[Found]) -> list[Found]:
    """Return the notes that are worth a look beside the answer."""
    best, *others = found[:4]
    least = min(max(CLOSE, _CLOSE_SHARE * best.score), _EQUAL_SHARE * best.score)
    return [other for other in others if other.score >= least]


def scored(answer: Answer) -> tuple[ScoredTopic, ...]:
    """Return the notes of an answer, best first, for programs."""
    return tuple(ScoredTopic(id=found.id, title=found.title, score=round(found.score, 4)) for found in answer.found[:5])
