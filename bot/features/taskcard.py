"""The task card: what to do, why this now, how long, where to read, and what to recall from earlier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.learners import SETTLED, Learner, LearnerSettings, Task
from bot.core.plan import Plan, why
from bot.core.practice import practice
from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.core.sentence import ended
from bot.core.sessions import Session
from bot.core.study import Standing, Study
from bot.features.cards import SECTION_WORDS, in_a_row, links_of, long, sources_of
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question

_VERBS = {"theory": "Read", "build": "Build"}
_PARTS = {"theory": "reading", "build": "building"}
_WORDS = {name: word for word, name in SECTION_WORDS.items()}
MOST_LINKS = 2
_COUNTED = ("", "a short question", "two short questions", "three short questions")


@dataclass(frozen=True, slots=True)
class TaskCard:
    """Shows a task to its learner, or what a first task would be to somebody we don't know."""

    study: Study

    def of(self, learner: Learner, task: Task, standing: Standing, person: str) -> Reply:
        """Return the card of a task that was given."""
        session = self.study.session_of(task)
        if session is None:
            return _note_is_gone(person)
        questions = practice(self._curriculum, standing.evidence, task.date, learner.settings.zone).open
        lines = [_what(self._curriculum, task.topic, session, task.minutes)]
        lines.append(_so_far(task, standing.tasks))
        lines += [self._why(standing.plan, task.topic), _left(standing.plan, task.topic)]
        if learner.settings.if_then:
            lines.append(f"*{learner.settings.if_then}*")
        return Reply(
            title=f"Today: {self._curriculum.title(task.topic)}",
            text="\n\n".join(line for line in lines if line),
            sections=self._from_earlier(questions),
            links=links_of(self._curriculum, task.topic)[:MOST_LINKS],
            buttons=(*_answers(task, session, person), *_recall_button(questions)),
            private=True,
            basis=self._basis(standing.plan, task.topic),
        )

    def first(self, settings: LearnerSettings, way: Plan, text: str) -> Reply:
        """Return what somebody without a plan of their own can do today."""
        session = self.study.session(settings, way)
        if session is None:
            return Reply(text="There are no topics yet.", basis=Basis(intent="today", answered=False, confidence=0))
        topic = session.topic
        parts = [_what(self._curriculum, topic, session, session.minutes), self._why(way, topic), text]
        return Reply(
            title=f"Today: {self._curriculum.title(topic)}",
            text="\n\n".join(part for part in parts if part),
            links=links_of(self._curriculum, topic)[:MOST_LINKS],
            buttons=(Button(label="Make it fit me", send="/start"), _open(session)),
            basis=self._basis(way, topic),
        )

    @property
    def _curriculum(self) -> Curriculum:
        return self.study.curriculum

    def _why(self, way: Plan, topic: str) -> str:
        reason = why(self._curriculum, way, topic)
        if not reason.opens:
            return ended(f"**Why now:** it belongs to your goal, {way.goal.title}")
        opens = self._curriculum.title(reason.opens[0])
        more = reason.carries - 1
        rest = f", and {more} more {'topic' if more == 1 else 'topics'} of your plan build on it" if more > 0 else ""
        return ended(f"**Why now:** you need it for {opens}{rest}")

    def _from_earlier(self, questions: Sequence[Question]) -> tuple[Section, ...]:
        """Return the day's questions on what was learned; what a mixed one is about would give it away."""
        if not questions:
            return ()
        asked = [
            f"**{self._curriculum.title(question.topic)}:** {question.text}"
            if question in self._curriculum.topics[question.topic].questions
            else question.text
            for question in questions
        ]
        title = f"From earlier: {_COUNTED[len(asked)]}"
        return (Section(title=title, text="\n".join(f"{n}. {text}" for n, text in enumerate(asked, 1))),)

    def _basis(self, way: Plan, topic: str) -> Basis:
        topics = dict.fromkeys([topic, *way.topics[:3]])
        scored = (
            ScoredTopic(id=id, title=self._curriculum.title(id), score=1.0 if id == topic else 0.5) for id in topics
        )
        return Basis(intent="today", topics=tuple(scored), sources=sources_of(self._curriculum, topic, ""))


def _what(curriculum: Curriculum, topic: str, session: Session, minutes: int) -> str:
    sections = in_a_row([f"*{name}*" for name in session.sections if name != "Read on"])
    turn = f" This is sitting {session.number} of {session.of}." if session.of > 1 else ""
    text = f"**{_VERBS[session.part]}, {minutes} minutes:** {sections} of the note.{turn}"
    exercise = curriculum.topics[topic].sections.get(session.sections[0], "")
    return f"{text}\n\n{exercise}" if session.part == "build" else text


def _so_far(task: Task, tasks: Sequence[Task]) -> str:
    """Say what a task is to somebody who has seen it, or a part of it, before."""
    if task.state in SETTLED:
        return f"You said “{task.state.replace('-', ' ')}” to this one already."
    before = [one for one in tasks if one.session == task.session and one.id != task.id]
    if task.state == "later" or (before and before[-1].state not in SETTLED):
        return "It waited for you; nothing is lost."
    return "Go on where you stopped last time." if before else ""


def _left(way: Plan, topic: str) -> str:
    """Say how the rest of a topic divides, this sitting included."""
    minutes: Counter[str] = Counter()
    for step in way.steps:
        if step.topic == topic:
            minutes[step.part] += step.minutes
    rest = in_a_row([f"{long(count)} of {_PARTS[part]}" for part, count in minutes.items()])
    return f"Left of this topic: {rest}." if rest else ""


def _recall_button(questions: Sequence[Question]) -> tuple[Button, ...]:
    if not questions:
        return ()
    return (Button(label="Answer the questions" if len(questions) > 1 else "Answer the question", send="/quiz"),)


def _answers(task: Task, session: Session, person: str) -> tuple[Button, ...]:
    if task.state in SETTLED:
        return (_open(session), Button(label="One more today", send="/today more", owner=person))
    return (
        _open(session),
        Button(label="Done", send=f"/done {task.id}", owner=person),
        Button(label="Later", send=f"/later {task.id}", owner=person),
        Button(label="Too easy", send=f"/easy {task.id}", owner=person),
        Button(label="Too hard", send=f"/hard {task.id}", owner=person),
        Button(label="I'm stuck", send=f"/stuck {task.topic}", owner=person),
    )


def _open(session: Session) -> Button:
    section = session.sections[0]
    return Button(label=f"Open: {section}", send=f"/topic {session.topic} {_WORDS[section]}")


def _note_is_gone(person: str) -> Reply:
    button = Button(label="Give me another task", send="/today more", owner=person)
    return Reply(text="The note of this task was changed or removed.", buttons=(button,), basis=Basis(intent="today"))
