"""Stuck? Names the piece of theory that helps, says why, and offers to look for what is missing underneath."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.core.trouble import stuck_on
from bot.core.turn import Turn
from bot.core.underneath import Underneath
from bot.features.ask import Ask
from bot.features.cards import SECTION_WORDS, links_of, sources_of
from bot.features.gap import FindGap
from bot.features.missing import back_to_task
from knowledge.library import Guesses, Library
from knowledge.notes.schema import TopicNote
from knowledge.theory import Theory

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

_OTHERS = 2
"""Further guesses that are one tap away."""
MOST_WORDS_OF_A_NAME = 6
MOST_LINKS = 2
MOST_UNDER = 3
"""Topics underneath that are named at once."""
_WORDS = {name: word for word, name in SECTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Stuck:
    """`/stuck [WHAT]`, `/stuck on TOPIC [WHAT]`, `/stuck on TOPIC NUMBER` for one of its symptoms."""

    library: Library
    ask: Ask
    underneath: Underneath
    gap: FindGap

    def __call__(self, turn: Turn) -> Reply:
        words, about = self._understood(turn)
        if about and not words:
            return self.opening(about, turn.request.person.id, turn.request.at)
        if not words:
            return self._on_what()
        if not about and (named := self._named(words)):
            return self.opening(named, turn.request.person.id, turn.request.at)
        if about and words.isdecimal() and 1 <= int(words) <= len(about.stuck):
            return self._card(_symptom(about, int(words)), turn, about)
        return self._on(words, turn, about)

    def opening(self, note: TopicNote, person: str, now: datetime) -> Reply:
        """Return the first card on a topic: asks for one line, and offers what people trip over in it."""
        what = note.sections["What it is"]
        symptoms = [
            Button(label=entry.symptom[:80], send=f"/stuck on {note.id} {number}")
            for number, entry in enumerate(note.stuck, 1)
        ]
        first = self.library.curriculum.prerequisites(note.id)
        return Reply(
            title=f"Stuck? Study this: {note.title}",
            text="What did you try, or what does the error say? One line is enough; paste an error as it is. "
            "Or tap below what comes nearest.",
            sections=(
                *((self._study_first(first),) if first else ()),
                Section(title=f"{note.title} in short", text=what),
            ),
            buttons=(
                *symptoms,
                *self.gap.begin((note.id,), person, now, "None of these: 3 quick questions"),
                *back_to_task(self.underneath, person),
            ),
            expects=f"/stuck on {note.id}",
            basis=Basis(
                intent="stuck",
                topics=(_scored(self.library, note.id, 1.0), *(_scored(self.library, id, 0.5) for id in first)),
                sources=sources_of(self.library.curriculum, note.id, "Where people get stuck"),
            ),
        )

    def _understood(self, turn: Turn) -> tuple[str, TopicNote | None]:
        """Return what somebody said, and the topic that they named or that their talk or task is about."""
        topics = self.library.curriculum.topics
        at_hand = topics.get(turn.topic or "") or self.underneath.task_topic(turn.request.person.id)
        if turn.guessed:
            words = stuck_on(turn.argument)
            return words, None if words else at_hand
        first, _, rest = turn.argument.partition(" ")
        id, _, words = rest.strip().partition(" ")
        if first == "on" and id in topics:
            return words.strip(), topics[id]
        if turn.argument in topics:
            return "", topics[turn.argument]
        return turn.argument, None if turn.argument else at_hand

    def _named(self, words: str) -> TopicNote | None:
        """Return the topic that words name and say nothing more about."""
        if len(words.split()) > MOST_WORDS_OF_A_NAME:
            return None
        return self.library.curriculum.topics.get(self.ask.topics.find(words) or "")

    def _on(self, words: str, turn: Turn, about: TopicNote | None) -> Reply:
        question = turn.question if words == turn.argument else self.library.read(words)
        where = about or self.underneath.task_topic(turn.request.person.id)
        found = self.library.theory(question, near=(where.id, *self.underneath.below(where.id)) if where else ())
        if about and not found.answered:
            found = self.library.theory(self.library.read(f"{about.title}: {words}"))
        if about and not found.answered:
            return self.opening(about, turn.request.person.id, turn.request.at)
        if not found.answered:
            self.ask.inbox.keep_unanswered(words, turn.request.at)
            return self.ask.decline(self.library.answer(question))
        if found.advice and not about:
            card = self.ask.card(self.library.answer(question))
            return card.model_copy(update={"basis": card.basis.model_copy(update={"intent": "stuck"})})
        return self._card(found, turn, about, words)

    def _card(self, found: Guesses, turn: Turn, about: TopicNote | None, words: str = "") -> Reply:
        """Show the best piece of theory, with the others and what lies underneath one tap away."""
        curriculum = self.library.curriculum
        person, now = turn.request.person.id, turn.request.at
        best, *others = found.theories
        ids = list(dict.fromkeys(theory.note for theory in found.theories))
        where = about or self.underneath.task_topic(person)
        roots = tuple(dict.fromkeys([best.note, *([where.id] if where else []), *ids]))
        under = self.underneath.likely(best.note, person, now)[:MOST_UNDER]
        sections = [Section(title="Why I think so", text=self._why(best, about, said=bool(words)))]
        sections += [self._study_first(under)] if under else []
        heading = "Where people get stuck" if best.is_symptom else best.heading
        return Reply(
            title=f"Stuck? Study this: {curriculum.title(best.note)}",
            text=f"**{best.heading}**\n\n{best.text}" if best.is_symptom else best.text,
            sections=tuple(sections),
            links=links_of(curriculum, best.note)[:MOST_LINKS],
            buttons=(
                *self.gap.begin(roots, person, now, "Not it? 3 quick questions"),
                *(self._other(theory) for theory in others[:_OTHERS]),
                Button(label="Example", send=f"/topic {best.note} example"),
                Button(label="Still stuck", send=f"/hint {best.note}"),
                *back_to_task(self.underneath, person),
            ),
            basis=Basis(
                intent="stuck",
                confidence=found.confidence,
                topics=self._scored_all(found, under),
                sources=sources_of(curriculum, best.note, heading),
                said=turn.argument if turn.guessed else words,
            ),
        )

    def _why(self, best: Theory, about: TopicNote | None, *, said: bool) -> str:
        curriculum = self.library.curriculum
        part = "Where people get stuck" if best.is_symptom else best.heading
        place = f"in the note “{curriculum.title(best.note)}”, {part}"
        text = f"What you wrote is nearest to this, {place}." if said else f"You chose it, {place}."
        if about and about.id != best.note and best.note in self.underneath.below(about.id):
            text += f" {about.title} rests on it."
        return text

    def _study_first(self, ids: tuple[str, ...]) -> Section:
        lines = "\n".join(f"- {self.library.curriculum.title(id)}" for id in ids)
        text = f"If it does not click, what is missing is often one of these:\n\n{lines}"
        return Section(title="Study this first", text=text)

    def _other(self, theory: Theory) -> Button:
        title = self.library.curriculum.title(theory.note)
        note = self.library.curriculum.topics[theory.note]
        for number, entry in enumerate(note.stuck, 1):
            if theory.is_symptom and entry.symptom == theory.heading:
                return Button(label=f"Or: {theory.heading}"[:80], send=f"/stuck on {note.id} {number}")
        return Button(label=f"Or: {title}, {theory.heading}"[:80], send=f"/topic {note.id} {_WORDS[theory.heading]}")

    def _scored_all(self, found: Guesses, under: tuple[str, ...]) -> tuple[ScoredTopic, ...]:
        """Return the notes that may help, best first, for programs."""
        scores = {theory.note: theory.score for theory in reversed(found.theories)}
        order = dict.fromkeys(theory.note for theory in found.theories)
        least = min(scores.values())
        rest = (_scored(self.library, id, least / (2 + place)) for place, id in enumerate(under) if id not in scores)
        return (*(_scored(self.library, id, scores[id]) for id in order), *rest)

    def _on_what(self) -> Reply:
        advice = self.library.curriculum.advice.get("stuck-study-theory")
        text = advice.sections["Short answer"] + "\n\n" if advice else ""
        return Reply(
            title="Stuck?",
            text=f"{text}What are you stuck on? A word is enough, or paste the error.",
            expects="/stuck",
            basis=Basis(intent="stuck", answered=False, confidence=0),
        )


def _symptom(note: TopicNote, number: int) -> Guesses:
    entry = note.stuck[number - 1]
    return Guesses((Theory(note.id, entry.symptom, entry.explanation, 1.0, is_symptom=True),), 1.0, answered=True)


def _scored(library: Library, id: str, score: float) -> ScoredTopic:
    return ScoredTopic(id=id, title=library.curriculum.title(id), score=round(min(score, 1.0), 4))
