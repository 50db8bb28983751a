"""Says what is missing at the end of a walk: the section to read, why, its example, a check, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.gaps import Outcome, Tried
from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.core.sentence import ended
from bot.core.turn import Turn
from bot.core.underneath import Underneath, Whereabouts
from bot.core.walk import Walk, number_of
from bot.features.cards import links_of, open_button, sources_of
from bot.features.check import question_text, right_answer
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question, TopicNote

SURE, LIKELY = 0.75, 0.5
"""Chances from which no other topic is named beside, and from which it is more than a guess."""
POINTS = 1.0
"""Log-odds against a topic from which earlier answers are named as a reason."""
MOST_LINKS = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """Makes the card at the end of a walk."""

    library: Library
    underneath: Underneath

    def card(self, walk: Walk, turn: Turn) -> Reply:
        """Return what is likeliest to be missing after a walk."""
        curriculum, where = self.library.curriculum, self.underneath.of(turn.request.person.id)
        chances = where.gaps(walk, turn.request.at).chances(walk.tried)
        gap, second = (*chances, "")[:2]
        note = curriculum.topics[gap]
        heading, text = self._section(note, turn)
        check = _check_question(note, walk.tried)
        return Reply(
            title=f"{'What is missing' if chances[gap] >= LIKELY else 'My best guess'}: {note.title}",
            text=text,
            sections=(
                Section(title="Why I think so", text=self._why(walk, gap, chances, where.shown(walk, turn.request.at))),
                Section(title="Its example", text=note.sections["Example"]),
                Section(title="Then check yourself", text=question_text(check)),
            ),
            links=links_of(curriculum, gap)[:MOST_LINKS],
            buttons=(
                Button(label="Answer the question", send=f"/check {gap} {number_of(check)}"),
                *(back_to_task(where) or self._back_up(walk, gap)),
                Button(label="Still stuck", send=f"/hint {gap}"),
                *((open_button(curriculum, second, f"Or: {curriculum.title(second)}"),) if second else ()),
            ),
            private=True,
            basis=Basis(
                intent="stuck",
                confidence=chances[gap],
                topics=likeliest(curriculum, chances),
                sources=sources_of(curriculum, gap, heading),
            ),
        )

    def _back_up(self, walk: Walk, gap: str) -> tuple[Button, ...]:
        """Return the button that leads back to where the walk began."""
        title = self.library.curriculum.title(walk.roots[0])
        return (
            (open_button(self.library.curriculum, walk.roots[0], f"Back to {title}"),) if walk.roots[0] != gap else ()
        )

    def _section(self, note: TopicNote, turn: Turn) -> tuple[str, str]:
        """Return what to read of a note: the part nearest to what was said, where that is remembered."""
        theories = self.library.theory(self.library.read(turn.asked)).theories if turn.asked else ()
        for theory in theories:
            if theory.note == note.id:
                return theory.heading, f"**{theory.heading}**\n\n{theory.text}" if theory.is_symptom else theory.text
        return "What it is", note.sections["What it is"]

    def _why(self, walk: Walk, gap: str, chances: dict[str, float], shown: dict[str, float]) -> str:
        """Say what speaks for a gap, what each answer was, and how sure that makes us."""
        curriculum = self.library.curriculum
        above = next((root for root in walk.roots if gap in self.underneath.below(root)), "")
        lines = [f"{curriculum.title(above)} rests on it."] if above else []
        if shown.get(gap, 0.0) <= -POINTS:
            lines.append("Earlier answers of yours point the same way.")
        for one in walk.tried:
            question = curriculum.topics[one.topic].questions[one.number - 1]
            lines.append(_told(curriculum.title(one.topic), question, one.outcome))
        if not lines:
            lines.append("It is where you are, and nothing that you showed so far points further down.")
        second = next((id for id in chances if id != gap), "")
        if chances[gap] < SURE and second:
            lines.append(ended(f"I am not sure: it could also be {curriculum.title(second)}"))
        return "\n".join(f"- {line}" for line in lines)


def likeliest(curriculum: Curriculum, chances: dict[str, float]) -> tuple[ScoredTopic, ...]:
    """Return the likeliest gaps with their chances, for programs."""
    best = list(chances.items())[:5]
    return tuple(ScoredTopic(id=id, title=curriculum.title(id), score=round(chance, 4)) for id, chance in best)


def back_to_task(where: Whereabouts) -> tuple[Button, ...]:
    """Return the button that leads back to the task, where there is one."""
    return (Button(label="Back to my task", send="/today", owner=where.person),) if where.task_topic else ()


def _told(title: str, question: Question, outcome: Outcome) -> str:
    if outcome == "right":
        return ended(f"You knew your way in “{title}”")
    missed = "missed" if outcome == "wrong" else "passed on"
    on = ended(f"You {missed} the question on “{title}”")
    return f"{on} The answer is **{right_answer(question)}**: {question.why}"


def _check_question(note: TopicNote, tried: Sequence[Tried]) -> Question:
    """Return a question that was not asked on the way, one to tap where there is one."""
    used = {one.number for one in tried if one.topic == note.id}
    left = [question for question in note.questions if number_of(question) not in used] or note.questions
    return next((question for question in left if question.options), left[0])
