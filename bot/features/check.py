"""Asks one recall question of a note and says why the answer is right or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.learners import Diary, Learners
from bot.core.mastery import Evidence
from bot.core.plaintext import words_of
from bot.core.reply import Basis, Button, Poll, Reply, ScoredTopic
from bot.core.turn import Turn
from bot.features.cards import open_button
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question, TopicNote

MIXED = "mixed"
ONE_TOPIC = "For questions about one topic, name it: `/check recall`"
LETTERS = "abcde"

PHRASES = (
    "quiz me",
    "test me",
    "ask me a question",
    "give me a quiz",
    "quiz me on recall",
    "can you test my knowledge",
    "let me check what i know",
)


@dataclass(frozen=True, slots=True)
class Check:
    """`/check TOPIC [NUMBER [ANSWER]]`; with `mixed` for the topic, a question that mixes topics."""

    curriculum: Curriculum
    learners: Learners
    diary: Diary

    def __call__(self, turn: Turn) -> Reply:
        id, _, rest = turn.argument.partition(" ")
        number, _, given = rest.partition(" ")
        place = int(number) if number.isdecimal() else 1
        if id in self.curriculum.topics:
            questions = self.curriculum.topics[id].questions
            self._keep(turn, questions[(place - 1) % len(questions)], given)
            return self._reply(id, place, given)
        if id == MIXED and self.curriculum.mixed:
            self._keep(turn, self.curriculum.mixed[(place - 1) % len(self.curriculum.mixed)].question, given)
            return self._mixed(place, given)
        at_hand = turn.topic or ""
        if at_hand not in self.curriculum.topics and self.curriculum.mixed:
            return self._mixed(turn.request.at.toordinal(), "")  # another one each day
        return self.first(at_hand)

    def first(self, id: str) -> Reply:
        """Ask the first question of a topic."""
        if id in self.curriculum.topics:
            return self._reply(id, 1, "")
        return Reply(
            text="Which topic shall I ask about? For example: /check recall",
            basis=Basis(intent="topic", answered=False, confidence=0),
        )

    def _keep(self, turn: Turn, question: Question, given: str) -> None:
        """Keep what an answer shows of a learner we know; the first answer of a day counts."""
        learner = self.learners.find(turn.request.person.id) if given and given != "show" else None
        if learner:
            evidence = Evidence(question.topic, "recall", turn.request.at, is_right(question, given))
            self.diary.add(learner.id, f"check:{question.id}:{turn.request.at:%Y-%m-%d}", evidence)

    def _reply(self, id: str, number: int, given: str) -> Reply:
        topic = self.curriculum.topics[id]
        place = (number - 1) % len(topic.questions)
        question = topic.questions[place]
        go_on = (
            self._after(topic, place),
            Button(label=f"Back to {topic.title}"[:80], send=f"/topic {id}"),
        )
        answers = _option_buttons(question, id, place + 1) or _typed_buttons(question, place + 1)
        return Reply(
            title=f"Check yourself: {topic.title}",
            text=_verdict(question, given) if given else question_text(question),
            buttons=go_on if given else answers,
            poll=None if given else poll_of(question, answers),
            expects="" if given or question.options else f"/check {id} {place + 1}",
            basis=Basis(intent="topic", topics=(ScoredTopic(id=id, title=topic.title, score=1.0),)),
        )

    def _after(self, topic: TopicNote, place: int) -> Button:
        """Lead to the topic's next question; after the last one, to a question that sets it among others."""
        if place + 1 < len(topic.questions):
            return Button(label="Another question", send=f"/check {topic.id} {place + 2}")
        if mixed := self.curriculum.mixed_for(topic.id):
            number = self.curriculum.mixed.index(mixed[0]) + 1
            return Button(label="One that mixes topics", send=f"/check {MIXED} {number}")
        return Button(label="Another question", send=f"/check {topic.id} 1")

    def _mixed(self, number: int, given: str) -> Reply:
        place = (number - 1) % len(self.curriculum.mixed)
        question = self.curriculum.mixed[place].question
        following = (place + 1) % len(self.curriculum.mixed) + 1
        go_on = (
            Button(label="Another question", send=f"/check {MIXED} {following}"),
            open_button(self.curriculum, question.topic),
        )
        about = ScoredTopic(id=question.topic, title=self.curriculum.title(question.topic), score=1.0)
        answers = _option_buttons(question, MIXED, place + 1)
        return Reply(
            title="Check yourself: which would you use?",
            text=_verdict(question, given) if given else f"{question_text(question)}\n\n{ONE_TOPIC}",
            buttons=go_on if given else answers,
            poll=None if given else poll_of(question, answers),
            basis=Basis(intent="topic", topics=(about,) if given else ()),  # before the answer it would give it away
        )


def right_answer(question: Question) -> str:
    """Return the answer of a question as it is shown."""
    if question.options:
        return next(option.text for option in question.options if option.right)
    if question.number is not None:
        return f"{question.number:g}"
    return question.accepted[0]


def is_right(question: Question, given: str) -> bool:
    """Tell whether an option's letter, a number or a word answers a question."""
    answer = given.strip().lower()
    if question.options:
        place = LETTERS.find(answer) if len(answer) == 1 else -1
        return 0 <= place < len(question.options) and question.options[place].right
    if question.number is not None:
        try:
            return abs(float(answer.replace(",", ".")) - question.number) <= question.tolerance + 1e-12
        except ValueError:
            return False
    return answer in (accepted.lower() for accepted in question.accepted)


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
    if given == "show":
        return f"The answer is **{right_answer(question)}**. {question.why}"
    if is_right(question, given):
        return f"Yes: **{right_answer(question)}**. {question.why}"
    return f"Not this time. It is **{right_answer(question)}**. {question.why}"


def _option_buttons(question: Question, id: str, number: int) -> tuple[Button, ...]:
    return tuple(
        Button(label=LETTERS[place].upper(), send=f"/check {id} {number} {LETTERS[place]}")
        for place, _ in enumerate(question.options)
    )


def _typed_buttons(question: Question, number: int) -> tuple[Button, ...]:
    return (Button(label="Show the answer", send=f"/check {question.topic} {number} show"),)
