"""Stuck? Reads what somebody is stuck on, and gives the piece of theory that helps."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.followups import is_only_lost
from bot.core.reply import Basis, Reply
from bot.core.trouble import mentions_stuck, stuck_on
from bot.core.turn import Turn
from bot.core.underneath import Whereabouts
from bot.features.answercard import NEAR
from bot.features.ask import Ask
from bot.features.elsewhere import elsewhere
from bot.features.gap import UNSURE, FindGap, in_small
from bot.features.theorycard import TheoryCard
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

NOTHING_TO_SAY = frozenset({*UNSURE, "skip", "nothing", "nothing yet", "not sure", "no idea", "none", "none of these"})
"""Said where the bot asks what was tried: the way to the gap goes on without it."""
ON_WHAT = "What are you stuck on? A word is enough, or paste the error."


@dataclass(frozen=True, slots=True)
class Stuck:
    """`/stuck [WHAT]`, `/stuck on TOPIC [WHAT]`, `/stuck on TOPIC NUMBER` for one of its symptoms."""

    library: Library
    ask: Ask
    cards: TheoryCard
    walk: FindGap

    def __call__(self, turn: Turn) -> Reply:
        where, now = self.cards.underneath.of(turn.request.person.id), turn.request.at
        words, about = self._understood(turn, where)
        if about and not words:
            return self.cards.opening(about, where, now)
        if about and (in_small(words) in NOTHING_TO_SAY or is_only_lost(words)):
            return self.walk.under(about.id, turn)
        if not words:
            return self._on_what()
        if not about and (named := self._named(words)):
            return self.cards.opening(named, where, now)
        if about and words.isdecimal() and 1 <= int(words) <= len(about.stuck):
            return self.cards.of(_symptom(about, int(words)), turn, where, about)
        return self._on(words, turn, where, about)

    def _understood(self, turn: Turn, where: Whereabouts) -> tuple[str, TopicNote | None]:
        """Return what somebody said, and the topic that they named or that their talk or task is about."""
        topics = self.library.curriculum.topics
        at_hand = topics.get(turn.topic or "") or where.task_topic
        if turn.guessed:
            words = stuck_on(turn.argument)
            if at_hand and is_only_lost(words):
                words = ""
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
        return self.library.curriculum.topics.get(self.library.named(self.library.read(words)) or "")

    def _on(self, words: str, turn: Turn, where: Whereabouts, about: TopicNote | None) -> Reply:
        question = turn.question if words == turn.argument else self.library.read(words)
        found = self.library.theory(question, near=self._near(about or where.task_topic))
        if about and not found.answered:
            found = self.library.theory(self.library.read(f"{about.title}: {words}"))
        if not found.answered or self._is_elsewhere(words, turn):
            if turn.guessed and mentions_stuck(turn.argument):
                return self._held_up(turn)
            self.ask.inbox.keep_unanswered(words, turn.request.at)
            if about:
                return self.cards.opening(about, where, turn.request.at, missed=True)
            return self.ask.cards.decline(self.library.answer(question))
        if found.advice and not about:
            return self._advised(self.ask.cards.of(self.library.answer(question), question))
        return self.cards.of(found, turn, where, about, words)

    def _is_elsewhere(self, words: str, turn: Turn) -> bool:
        """Tell whether the whole message is about something else than the few words on what somebody is stuck.

        “the rain” is near to probability, “i got stuck in the rain” to nothing here.
        """
        said_more = turn.guessed and words != turn.argument.strip(" .!?")
        return said_more and not self.library.search(turn.question).answered

    def _held_up(self, turn: Turn) -> Reply:
        """Answer somebody who is stuck in something that the notes don't know."""
        confidence = self.library.search(turn.question).confidence
        if confidence >= NEAR:  # it may be about the studies, and a gap in the notes
            self.ask.inbox.keep_unanswered(turn.argument, turn.request.at)
        return elsewhere(confidence)

    def _advised(self, card: Reply) -> Reply:
        """Return advice that fits best, and ask what it is all about."""
        basis = card.basis.model_copy(update={"intent": "stuck"})
        return card.model_copy(update={"text": f"{card.text}\n\n{ON_WHAT}", "expects": "/stuck", "basis": basis})

    def _near(self, at: TopicNote | None) -> tuple[str, ...]:
        """Return the topics where it may well lie: where somebody is, and all that rests under it."""
        return (at.id, *self.cards.underneath.below(at.id)) if at else ()

    def _on_what(self) -> Reply:
        advice = self.library.curriculum.advice.get("stuck-study-theory")
        text = advice.sections["Short answer"] + "\n\n" if advice else ""
        return Reply(
            title="Stuck?",
            text=text + ON_WHAT,
            expects="/stuck",
            basis=Basis(intent="stuck", answered=False, confidence=0),
        )


def _symptom(note: TopicNote, number: int) -> Guesses:
    entry = note.stuck[number - 1]
    return Guesses((Theory(note.id, entry.symptom, entry.explanation, 1.0, is_symptom=True),), 1.0, answered=True)
