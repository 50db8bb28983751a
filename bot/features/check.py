"""Asks one recall question of a note, and says why the answer is right or wrong, and where that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.plaintext import words_of
from bot.core.reply import Basis, Button, Poll, Reply, ScoredTopic, Section
from bot.core.sentence import ended
from bot.features.cards import SECTION_WORDS, open_button, sources_of
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question

MIXED = "mixed"
ONE_TOPIC = "For questions about one topic, name it: `/quiz recall`"
LETTERS = "abcde"
SHOW = "show"
"""What is said instead of an answer, to see it."""
DONT_KNOW = frozenset([SHOW, "i don't know", "i dont know", "don't know", "dont know", "idk", "no idea"])
MOST_WORDS = 8
"""Words of a typed answer; more than that is something else that was said."""

_EXAMPLE = re.compile(r"\bthe example\b", re.IGNORECASE)
_WORDS = {name: word for word, name in SECTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Check:
    """Turns a question into the card that asks it and the card that explains it.

    A question is named by its topic and its number from 1, a mixed one by `mixed` and its number among them.
    """

    curriculum: Curriculum

    def find(self, id: str, number: int) -> Question | None:
        """Return a question by its name; numbers start again after the last one."""
        if id in self.curriculum.topics:
            questions = self.curriculum.topics[id].questions
        else:
            questions = tuple(mixed.question for mixed in self.curriculum.mixed) if id == MIXED else ()
        return questions[(number - 1) % len(questions)] if questions else None

    def ask(self, question: Question) -> Reply:
        """Return the card that asks."""
        send, mixed = self._send(question), self._is_mixed(question)
        answers = [Button(label=letter.upper(), send=f"{send} {letter}") for letter in _letters(question)]
        title = self.curriculum.title(question.topic)
        about = ScoredTopic(id=question.topic, title=title, score=1.0)
        return Reply(
            title="Check yourself: which would you use?" if mixed else f"Check yourself: {title}",
            text=question_text(question) + (f"\n\n{ONE_TOPIC}" if mixed else ""),
            sections=tuple(self._example(question)),
            buttons=(*answers, Button(label="Show the answer", send=f"{send} {SHOW}")),
            poll=poll_of(question, answers),
            expects=send,
            basis=Basis(intent="topic", topics=() if mixed else (about,)),  # it would give a mixed one away
        )

    def again(self, question: Question) -> Reply:
        """Return the card that asks once more, after words that are no answer."""
        card = self.ask(question)
        how = "One letter is enough." if question.options else "A number or a few words are enough."
        return card.model_copy(
            update={"text": f"{how}\n\n{card.text}", "basis": Basis(intent="topic", answered=False, confidence=0)}
        )

    def explain(self, question: Question, given: str) -> Reply:
        """Return the card that says whether an answer is right, why, and which section of the notes proves it."""
        note, about = self._proof_note(question), question.topic
        read = Button(label=f"Read: {question.proof}", send=f"/topic {note} {_WORDS[question.proof]}")
        return Reply(
            title=f"Check yourself: {self.curriculum.title(about)}",
            text=f"{_verdict(question, given)}\n\n*From the note “{self.curriculum.title(note)}”: {question.proof}.*",
            buttons=(*self._go_on(question), read, open_button(self.curriculum, about)),
            basis=Basis(
                intent="topic",
                topics=(ScoredTopic(id=about, title=self.curriculum.title(about), score=1.0),),
                sources=sources_of(self.curriculum, note, question.proof),
            ),
        )

    def _go_on(self, question: Question) -> Iterator[Button]:
        """Lead to the topic's next question; after the last one, to a question that sets it among others."""
        place = self._place(question)
        if self._is_mixed(question):
            yield Button(
                label="Another question", send=f"/check {MIXED} {(place + 1) % len(self.curriculum.mixed) + 1}"
            )
        elif place + 1 < len(self.curriculum.topics[question.topic].questions):
            yield Button(label="Another question", send=f"/check {question.topic} {place + 2}")
        elif mixed := self.curriculum.mixed_for(question.topic):
            yield Button(label="One that mixes topics", send=self._send(mixed[0].question))
        else:
            yield Button(label="Another question", send=f"/check {question.topic} 1")

    def _send(self, question: Question) -> str:
        return f"/check {MIXED if self._is_mixed(question) else question.topic} {self._place(question) + 1}"

    def _place(self, question: Question) -> int:
        if self._is_mixed(question):
            return next(place for place, one in enumerate(self.curriculum.mixed) if one.question == question)
        return self.curriculum.topics[question.topic].questions.index(question)

    def _is_mixed(self, question: Question) -> bool:
        return question not in self.curriculum.topics[question.topic].questions

    def _proof_note(self, question: Question) -> str:
        if self._is_mixed(question):
            return self.curriculum.mixed[self._place(question)].proof_topic
        return question.topic

    def _example(self, question: Question) -> Iterator[Section]:
        """Yield the note's example where a question is about it, so that nobody has to look for it."""
        example = self.curriculum.topics[question.topic].sections.get("Example")
        if example and _EXAMPLE.search(question.text):
            yield Section(title="The example", text=example)


def right_answer(question: Question) -> str:
    """Return the answer of a question as it is shown."""
    if question.options:
        return next(option.text for option in question.options if option.right)
    if question.number is not None:
        return f"{question.number:g}"
    return question.accepted[0]


def is_answer(question: Question, given: str) -> bool:
    """Tell whether words can be an answer at all, so that nothing else is counted as a wrong one."""
    if question.options:
        return _choice(question, given) is not None
    return bool(_numbers(given)) if question.number is not None else len(given.split()) <= MOST_WORDS


def gives_up(given: str) -> bool:
    """Tell whether somebody wants to see the answer instead of giving one."""
    return _bare(given).replace("’", "'") in DONT_KNOW


def is_right(question: Question, given: str) -> bool:
    """Tell whether an option's letter or text, a number or a word answers a question."""
    if question.options:
        place = _choice(question, given)
        return place is not None and question.options[place].right
    if question.number is not None:
        wanted, slack = question.number, question.tolerance + 1e-12
        return any(abs(number - wanted) <= slack for number in _numbers(given))
    return _bare(given) in {_bare(accepted) for accepted in question.accepted}


def question_text(question: Question) -> str:
    """Return a question as it is asked, with its options by letter."""
    lines = [question.text]
    lines += [f"{LETTERS[place].upper()}. {option.text}" for place, option in enumerate(question.options)]
    if not question.options:
        lines.append("Type your answer.")
    return "\n\n".join(lines)


def poll_of(question: Question, answers: Sequence[Button]) -> Poll | None:
    """Return a question as a poll whose options say what its buttons say; None where the answer is typed."""
    if not question.options:
        return None
    return Poll(
        question=words_of(question.text),
        options=tuple(words_of(option.text) for option in question.options),
        sends=tuple(button.send for button in answers),
        right=next(place for place, option in enumerate(question.options) if option.right),
        explanation=words_of(question.why),
    )


def _verdict(question: Question, given: str) -> str:
    right = f"{ended(f'**{right_answer(question)}**')}\n\nWhy: {question.why}"
    if gives_up(given):
        return f"The answer is {right}"
    return f"Yes: {right}" if is_right(question, given) else f"Not this time. It is {right}"


def _letters(question: Question) -> str:
    return LETTERS[: len(question.options)]


def _choice(question: Question, given: str) -> int | None:
    """Return the place of the option that a letter or its own words name."""
    said = _bare(given)
    named = [*_letters(question), *(_bare(option.text) for option in question.options)]
    return named.index(said) % len(question.options) if said in named else None


def _numbers(given: str) -> list[float]:
    """Return what a typed number can mean: 1,600 and 0,75 are written in different countries, 75 % is also 0.75."""
    said = given.strip().removesuffix(".")
    bare = said.removesuffix("%").strip()
    found = []
    for text in {bare.replace(",", "."), bare.replace(",", "")}:
        try:
            found.append(float(text))
        except ValueError:
            continue
    return [*found, *(number / 100 for number in found)] if said.endswith("%") else found


def _bare(text: str) -> str:
    return " ".join(words_of(text).casefold().split()).strip(" .!?\"'“”‘’")
