"""The card of a piece of theory: what helps, why, what else it may be, and what lies underneath."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.core.turn import Turn
from bot.core.underneath import Underneath, Whereabouts
from bot.features.cards import SECTION_WORDS, links_of, sources_of
from bot.features.gap import begin
from bot.features.missing import back_to_task
from knowledge.library import Guesses
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote
from knowledge.symptoms import STUCK
from knowledge.theory import Theory

MOST_LINKS = 2
MOST_UNDER = 3
"""Topics underneath that are named at once."""
_WORDS = {name: word for word, name in SECTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class TheoryCard:
    """Shows somebody who is stuck what to read first."""

    underneath: Underneath

    def opening(self, note: TopicNote, where: Whereabouts, now: datetime, *, missed: bool = False) -> Reply:
        """Return the first card on a topic: asks for one line, and offers what people trip over in it.

        `missed` says that the last line could not be placed.
        """
        curriculum = self.underneath.curriculum
        first = curriculum.prerequisites(note.id)
        lead = "I can't place that in my notes; other words may do. " if missed else ""
        symptoms = [
            Button(label=entry.symptom, send=f"/stuck on {note.id} {number}")
            for number, entry in enumerate(note.stuck, 1)
        ]
        return Reply(
            title=f"Stuck? Study this: {note.title}",
            text=f"{lead}What did you try, or what does the error say? One line is enough; paste an error as it is. "
            "Or tap below what comes nearest.",
            sections=(
                *self._study_first(first),
                Section(title=f"{note.title} in short", text=note.sections["What it is"]),
                Section(title="Why I think so", text="It is the topic that you named, or that you are at."),
            ),
            buttons=(
                *symptoms,
                *begin(where, (note.id,), now, "None of these: 3 quick questions"),
                *back_to_task(where),
            ),
            expects=f"/stuck on {note.id}",
            basis=Basis(
                intent="stuck",
                topics=(_scored(curriculum, note.id, 1.0), *(_scored(curriculum, id, 0.5) for id in first)),
                sources=sources_of(curriculum, note.id, STUCK),
            ),
        )

    def of(self, found: Guesses, turn: Turn, where: Whereabouts, about: TopicNote | None, words: str = "") -> Reply:
        """Return the best of some guesses, with the others and what lies underneath one tap away.

        `about` is the topic that somebody named or is at; without `words` they chose a symptom.
        """
        curriculum, now = self.underneath.curriculum, turn.request.at
        best, *others = found.theories
        under = where.likely(best.note, now)[:MOST_UNDER]
        behind = _behind(curriculum, best)
        at = about or where.task_topic
        near = [best.note, *([at.id] if at else []), *(theory.note for theory in others)]
        return Reply(
            title=f"Stuck? Study this: {curriculum.title(best.note)}",
            text=f"**{best.heading}**\n\n{best.text}" if best.is_symptom else best.text,
            sections=(
                Section(title="Why I think so", text=self._why(best, about, said=bool(words))),
                *self._study_first(behind or under),
            ),
            links=links_of(curriculum, best.note)[:MOST_LINKS],
            buttons=(
                *begin(where, tuple(dict.fromkeys(near)), now, "Not it? 3 quick questions"),
                *(_other(curriculum, theory) for theory in others),
                Button(label="Example", send=f"/topic {best.note} example"),
                Button(label="Still stuck", send=f"/hint {best.note}"),
                *back_to_task(where),
            ),
            basis=Basis(
                intent="stuck",
                confidence=found.confidence,
                topics=_candidates(curriculum, found, dict.fromkeys((*behind, *under))),
                sources=sources_of(curriculum, best.note, STUCK if best.is_symptom else best.heading),
                said=turn.argument if turn.guessed else words,
            ),
        )

    def _why(self, best: Theory, about: TopicNote | None, *, said: bool) -> str:
        title = self.underneath.curriculum.title(best.note)
        place = f"in the note “{title}”, {STUCK if best.is_symptom else best.heading}"
        text = f"What you wrote is nearest to this, {place}." if said else f"You chose it, {place}."
        if about and best.note in self.underneath.below(about.id):
            text += f" {about.title} rests on it."
        return text

    def _study_first(self, ids: tuple[str, ...]) -> tuple[Section, ...]:
        if not ids:
            return ()
        lines = "\n".join(f"- {self.underneath.curriculum.title(id)}" for id in ids)
        text = (
            f"If it does not click, what is missing is often {'one of these' if len(ids) > 1 else 'this'}:\n\n{lines}"
        )
        return (Section(title="Study this first", text=text),)


def _other(curriculum: Curriculum, theory: Theory) -> Button:
    """Return the button that opens another guess."""
    note = curriculum.topics[theory.note]
    for number, entry in enumerate(note.stuck, 1):
        if theory.is_symptom and entry.symptom == theory.heading:
            return Button(label=f"Or: {theory.heading}", send=f"/stuck on {note.id} {number}")
    label = f"Or: {note.title}, {theory.heading}"
    return Button(label=label, send=f"/topic {note.id} {_WORDS[theory.heading]}")


def _behind(curriculum: Curriculum, theory: Theory) -> tuple[str, ...]:
    """Return the topics that the note itself names for a symptom; a section that is none has none."""
    entries = curriculum.topics[theory.note].stuck if theory.is_symptom else ()
    return next((entry.study for entry in entries if entry.symptom == theory.heading), ())


def _candidates(curriculum: Curriculum, found: Guesses, under: Iterable[str]) -> tuple[ScoredTopic, ...]:
    """Return the topics that may be missing, best first: those that were found, then what is behind the best."""
    scores: dict[str, float] = {}
    for theory in found.theories:
        scores.setdefault(theory.note, theory.score)
    least = min(scores.values())
    rest = {id: least / (2 + place) for place, id in enumerate(under) if id not in scores}
    return tuple(_scored(curriculum, id, score) for id, score in (scores | rest).items())


def _scored(curriculum: Curriculum, id: str, score: float) -> ScoredTopic:
    return ScoredTopic(id=id, title=curriculum.title(id), score=round(min(score, 1.0), 4))
