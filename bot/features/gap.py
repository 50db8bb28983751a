"""Finds the gap underneath: up to three quick questions down the prerequisites, then what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.gaps import MOST_QUESTIONS, Outcome
from bot.core.mastery import Evidence
from bot.core.reply import Basis, Button, Reply
from bot.core.turn import Turn
from bot.core.underneath import Underneath, Whereabouts
from bot.core.walk import MOST_ROOTS, Walk, question_of, written
from bot.core.zones import clock
from bot.features.check import LETTERS, is_right, question_text
from bot.features.missing import Missing, likeliest
from knowledge.notes.schema import Question

UNSURE = ("no", "i don't know", "i dont know", "don't know", "dunno", "idk")
_FIRST = "Don't look anything up: “I don't know” helps as much as an answer.\n\n"


@dataclass(frozen=True, slots=True)
class FindGap:
    """`/gap WALK [QUESTION [ANSWER]]`, `/gap WALK end`: the walk so far is in every button."""

    underneath: Underneath
    missing: Missing

    def __call__(self, turn: Turn) -> Reply:
        head, rest = _split(turn.argument)
        walk = Walk.read(self.underneath.curriculum, head)
        if walk is None:
            return _lost()
        asked, _, given = rest.partition(" ")
        if asked == "end":
            return self.missing.card(walk, turn)
        question = question_of(self.underneath.curriculum, asked)
        if question is None:
            return self._go_on(walk, turn)
        outcome = _outcome(question, given)
        if outcome is None:
            card = self._question_card(walk, question, turn, "One letter is enough, or “I don't know”. ")
            return card.model_copy(update={"basis": card.basis.model_copy(update={"answered": False})})
        self._keep(turn, question, outcome)
        return self._go_on(walk.after(question, outcome), turn)

    def under(self, topic: str, turn: Turn) -> Reply:
        """Begin a walk under a topic."""
        return self._go_on(Walk(turn.request.at, (topic,)), turn)

    def _keep(self, turn: Turn, question: Question, outcome: Outcome) -> None:
        """Keep what an answer shows of a learner we know; a date's first answer counts, here or in a check."""
        if learner := self.underneath.learners.find(turn.request.person.id):
            evidence = Evidence(question.topic, "recall", turn.request.at, outcome == "right", question.id)
            today = turn.request.at.astimezone(clock(learner.settings.zone)).date()
            self.underneath.study.diary.add(learner.id, f"check:{question.id}:{today}", evidence)

    def _go_on(self, walk: Walk, turn: Turn) -> Reply:
        gaps = self.underneath.of(turn.request.person.id).gaps(walk, turn.request.at)
        question = gaps.next_question(walk.tried)
        if question is None:
            return self.missing.card(walk, turn)
        return self._question_card(walk, question, turn, "" if walk.tried else _FIRST)

    def _question_card(self, walk: Walk, question: Question, turn: Turn, first: str) -> Reply:
        person, send = turn.request.person.id, f"/gap {walk.written()} {written(question)}"
        chances = self.underneath.of(person).gaps(walk, turn.request.at).chances(walk.tried)
        buttons = [
            Button(label=LETTERS[place].upper(), send=f"{send} {LETTERS[place]}", owner=person)
            for place, _ in enumerate(question.options)
        ]
        buttons.append(Button(label="I don't know", send=f"{send} no", owner=person))
        buttons.append(Button(label="Enough, just tell me", send=f"/gap {walk.written()} end", owner=person))
        return Reply(
            title=f"Question {len(walk.tried) + 1} of at most {MOST_QUESTIONS}",
            text=first + question_text(question),
            buttons=tuple(buttons),
            private=True,
            expects=send,
            basis=Basis(intent="stuck", topics=likeliest(self.underneath.curriculum, chances)),
        )


def begin(where: Whereabouts, roots: Sequence[str], now: datetime, label: str) -> tuple[Button, ...]:
    """Return the button that begins a walk; none where nothing lies underneath."""
    walk = Walk(now, tuple(roots[:MOST_ROOTS]))
    if where.gaps(walk, now).next_question() is None:
        return ()
    return (Button(label=label, send=f"/gap {walk.written()}", owner=where.person),)


def in_small(words: str) -> str:
    """Return a short answer as it is compared: in small letters, without the marks that people put around it."""
    return words.lower().replace("’", "'").strip(" .!")


def _split(argument: str) -> tuple[str, str]:
    """Split an argument into the walk, which is three words, and what follows."""
    words = argument.split(maxsplit=3)
    return " ".join(words[:3]), words[3] if len(words) > 3 else ""


def _outcome(question: Question, given: str) -> Outcome | None:
    """Return how a question was answered; None for words that are no choice among its options."""
    said = in_small(given)
    if said in UNSURE:
        return "unsure"
    if len(said) != 1 or said not in LETTERS[: len(question.options)]:
        return None
    return "right" if is_right(question, said) else "wrong"


def _lost() -> Reply:
    return Reply(
        text="The notes have changed since this question was asked. Say once more what you are stuck on.",
        buttons=(Button(label="I'm stuck", send="/stuck"),),
        basis=Basis(intent="stuck", answered=False, confidence=0),
    )
