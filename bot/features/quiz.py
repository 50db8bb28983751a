"""Chooses the recall question that fits now, and keeps what its answer shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.core.learners import SETTLED, Learner, Learners
from bot.core.mastery import Evidence
from bot.core.practice import Learned, Practice, in_turn, learned, next_question, practice
from bot.core.reply import Basis, Button, Reply
from bot.core.sentence import ended
from bot.core.study import FIRST, Study
from bot.core.turn import Turn
from bot.core.zones import clock
from bot.features.check import MIXED, Check, gives_up, is_answer, is_right
from bot.features.topic import OpenTopic
from knowledge.library import Library
from knowledge.notes.schema import Question

PHRASES = (
    "quiz me",
    "test me",
    "ask me a question",
    "give me a quiz",
    "quiz me on recall",
    "can you test my knowledge",
    "let me check what i know",
    "ask me the questions from earlier",
    "let me review what i learned",
    "practice questions",
)
LONGEST_WISH = 12
"""Words of a message that may say outright that it wants a quiz."""
_OUTRIGHT = re.compile(
    r"\b(?:quiz|test|examine) me\b"
    r"|\bquiz (?:on|about|in)\b"
    r"|\b(?:give|ask) me (?:(?:a|an|one|two|three|five|\d+|a few|some|more) )?(?:(?:quick|short|quiz) )?"
    r"(?:questions?|something) (?:on|about|from)\b",
    re.IGNORECASE,
)
"""Who says this wants a quiz, whatever it is about: by meaning, “test me on trees” is nearest to the note on trees."""

_ABOUT = re.compile(r"\b(?:on|about|in|of|over|with)\s+(.+?)(?:\s+(?:please|pls))?[\s.!?]*$", re.IGNORECASE | re.DOTALL)
_POINTING = frozenset(["this", "that", "it", "this topic", "this note", "here"])


def says_quiz(text: str) -> bool:
    """Tell whether a short message wants a quiz in so many words, whatever else it names."""
    return len(text.split()) <= LONGEST_WISH and bool(_OUTRIGHT.search(text))


@dataclass(frozen=True, slots=True)
class Quiz:
    """`/quiz [TOPIC]`, and `/check TOPIC NUMBER [ANSWER]`, which the buttons of a question send."""

    library: Library
    topics: OpenTopic
    learners: Learners
    study: Study

    def __call__(self, turn: Turn) -> Reply:
        name, number, given = (*turn.argument.split(maxsplit=2), "", "", "")[:3]
        question = self._check.find(name, int(number)) if number.isdecimal() else None
        if question:
            return self._answered(question, given, turn) if given else self._check.ask(question)
        what = subject(turn.argument) if turn.guessed else turn.argument
        if what:
            id = self._meant(what)
            return self.about(id, turn) if id else _no_questions(what)
        if turn.guessed and turn.topic in self.study.curriculum.topics:
            return self.at_hand(turn.topic, turn)
        return self._in_turn(turn)

    def at_hand(self, id: str, turn: Turn) -> Reply:
        """Ask about the note at hand; but not about one that today's task is yet to open, while others are due."""
        learner = self.learners.find(turn.request.person.id)
        if learner:
            newest = self.study.diary.tasks(learner.id, FIRST)[-1:]
            unread = any(task.topic == id and task.state not in SETTLED for task in newest)
            if unread and (due := self._practice(learner, turn).open):
                return self._check.ask(due[0])
        return self.about(id, turn)

    def about(self, id: str, turn: Turn) -> Reply:
        """Ask the question of a topic whose turn it is."""
        if id not in self.study.curriculum.topics:
            return _no_questions(self.study.curriculum.title(id))
        learner = self.learners.find(turn.request.person.id)
        evidence = self.study.diary.evidence(learner.id) if learner else ()
        return self._check.ask(next_question(self.study.curriculum, id, evidence))

    @property
    def _check(self) -> Check:
        return Check(self.study.curriculum)

    def _in_turn(self, turn: Turn) -> Reply:
        """Ask what is due today, then what would be due next; before anything was learned, what is at hand."""
        notes, learner = self.study.curriculum, self.learners.find(turn.request.person.id)
        known: dict[str, Learned] = {}
        if learner:
            if due := self._practice(learner, turn).open:
                return self._check.ask(due[0])
            evidence, zone = self.study.diary.evidence(learner.id), learner.settings.zone
            if more := in_turn(notes, evidence, _date(learner, turn), zone):
                return self._check.ask(next_question(notes, more[0].topic, evidence))
            known = learned(evidence, zone)
        if turn.topic in notes.topics and not known:
            return self.about(turn.topic, turn)
        another_each_day = self._check.find(MIXED, turn.request.at.toordinal())
        return self._check.ask(another_each_day) if another_each_day else _no_questions("")

    def _answered(self, question: Question, given: str, turn: Turn) -> Reply:
        shown = gives_up(given)
        if not shown and not is_answer(question, given):
            return self._check.again(question)
        card = self._check.explain(question, given)
        learner = self.learners.find(turn.request.person.id)
        if learner is None:
            return card
        # who wants to see the answer to what was learned does not remember it; elsewhere looking shows nothing
        known = learned(self.study.diary.evidence(learner.id), learner.settings.zone)
        if not shown or question.topic in known:
            self._keep(learner, question, given, turn)
        today = self._practice(learner, turn)
        return _go_on(card, today) if question in today.questions else card

    def _keep(self, learner: Learner, question: Question, given: str, turn: Turn) -> None:
        """Keep what an answer shows; the first one of a local date counts."""
        evidence = Evidence(question.topic, "recall", turn.request.at, is_right(question, given), question.id)
        self.study.diary.add(learner.id, f"check:{question.id}:{_date(learner, turn)}", evidence)

    def _practice(self, learner: Learner, turn: Turn) -> Practice:
        evidence = self.study.diary.evidence(learner.id)
        return practice(self.study.curriculum, evidence, _date(learner, turn), learner.settings.zone)

    def _meant(self, what: str) -> str | None:
        """Return the topic that words mean: by its name, else the first with them in its title, else by search."""
        notes = self.study.curriculum
        words = re.compile(rf"\b{re.escape(what)}\b", re.IGNORECASE)
        titled = (note.id for note in notes.trail if words.search(note.title))
        if (named := self.topics.find(what) or next(titled, None)) in notes.topics:
            return named
        answer = self.library.answer(self.library.read(what))
        return answer.note if answer.answered and answer.note in notes.topics else None


def subject(text: str) -> str:
    """Return what plain words want to be asked about: `trees` in `test me on trees`; nothing where they say `this`."""
    found = _ABOUT.search(text)
    what = found[1] if found else ""
    return "" if what.lower() in _POINTING else what


def _go_on(card: Reply, today: Practice) -> Reply:
    """Lead from an answered question of the day to the next one, or back to the task."""
    read = card.buttons[1]
    if today.open:
        return card.model_copy(update={"buttons": (Button(label="Next question", send="/quiz"), read)})
    back = Button(label="Back to my task", send="/today")
    text = f"{card.text}\n\nThat was the last one for today."
    return card.model_copy(
        update={"text": text, "buttons": (back, read, Button(label="One more question", send="/quiz"))}
    )


def _date(learner: Learner, turn: Turn) -> date:
    return turn.request.at.astimezone(clock(learner.settings.zone)).date()


def _no_questions(what: str) -> Reply:
    text = f"{ended(f'I have no questions about “{what[:60]}”')} Name a topic of the roadmap, or let me choose."
    buttons = (Button(label="Choose for me", send="/quiz"), Button(label="Roadmap", send="/roadmap"))
    return Reply(text=text, buttons=buttons, basis=Basis(intent="topic", answered=False, confidence=0))
