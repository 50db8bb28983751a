"""Answers to a task: done, later, too easy, too hard. Each press counts once and belongs to its learner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.learners import Learner, Learners, Task, TaskState
from bot.core.mastery import Evidence
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.sentence import ended
from bot.core.study import Standing, Study
from bot.core.turn import Turn
from bot.core.zones import clock
from bot.features.cards import open_button, titles
from bot.features.skip import keep_in, keep_out

DONE = (
    "done",
    "i'm done",
    "i did it",
    "finished",
    "finished today's task",
    "i have done the task",
    "task completed",
    "i am done with my task for today",
    "mark it as done",
)
LATER = (
    "later",
    "not today",
    "i'll do it later",
    "i have no time for the task today",
    "remind me tomorrow",
    "can we move today's task to tomorrow",
)


Proved = Callable[[str, datetime, str], object]
"""Told the key of a message that certainly arrived, when that became clear, and by what."""


@dataclass(frozen=True, slots=True)
class AnswerTask:
    """`/done`, `/later`, `/easy` and `/hard [TASK]`"""

    learners: Learners
    study: Study
    proved: Proved
    state: TaskState

    def __call__(self, turn: Turn) -> Reply:
        learner = self.learners.find(turn.request.person.id)
        if learner is None:
            return _nothing_open("You have no task yet. Five taps make a plan for you, or ask for one task.")
        standing = self.study.standing(learner, turn.request.at)
        named = "" if turn.guessed else turn.argument.strip()
        task = standing.task(named) if named else standing.newest
        if task is None:
            return _nothing_open("There is no such task of yours." if named else "There is no open task.")
        task = standing.carried(task)
        # whoever answers a message has got it
        self.proved(f"daily:{learner.id}:{task.date}", turn.request.at, "answered")
        evidence = self._evidence(task, standing.tasks, turn)
        if not self.study.diary.settle(learner.id, task.id, self.state, turn.request.at, evidence):
            kept = self.study.standing(learner, turn.request.at).task(task.id) or task
            return self._again(kept, turn.request.person.id)
        return self._words(learner, task, turn)

    def _evidence(self, task: Task, tasks: Sequence[Task], turn: Turn) -> tuple[Evidence, ...]:
        match self.state:
            case "done":
                return self.study.shown_by(task, tasks, turn.request.at)
            case "too-easy":
                return (Evidence(task.topic, "too easy", turn.request.at),)
            case "too-hard":
                return (Evidence(task.topic, "too hard", turn.request.at),)
            case _:
                return ()

    def _words(self, learner: Learner, task: Task, turn: Turn) -> Reply:
        person, title = turn.request.person.id, self.study.curriculum.title(task.topic)
        more = Button(label="One more today", send="/today more", owner=person)
        check = Button(label="Check yourself", send=f"/check {task.topic}")
        match self.state:
            case "done":
                after = self.study.standing(learner, turn.request.at)
                noted = ended(f"Noted: {task.minutes} minutes on **{title}**")
                return self._reply(task, f"{noted} {_week(learner, after, turn)}",
                                   (check, Button(label="My progress", send="/progress"), more))  # fmt: skip
            case "later":
                text = "It waits. The next task is this one again; your plan moves along with you."
                return self._reply(
                    task, text, (Button(label="I did it after all", send=f"/done {task.id}", owner=person),)
                )
            case "too-easy":
                text = f"Then **{title}** is left out of your plan. A question on it may come up later, to make sure."
                return self._reply(task, text, (check, keep_in(task.topic, person), more))
            case _:
                return self._too_hard(task, title, person)

    def _too_hard(self, task: Task, title: str, person: str) -> Reply:
        first = self.study.curriculum.prerequisites(task.topic)
        buttons = [open_button(self.study.curriculum, id) for id in first[:3]]
        if first:
            text = ended(f"**{title}** rests on {titles(self.study.curriculum, first)}")
            text += " What is missing is often there, so those that you have not shown yet come before it now."
        else:
            text = f"Then take **{title}** in smaller steps: its example first, then where people get stuck."
        buttons.append(Button(label="Where people get stuck", send=f"/topic {task.topic} stuck"))
        buttons.append(keep_out(task.topic, person))
        buttons.append(Button(label="Another task today", send="/today more", owner=person))
        return self._reply(task, text, tuple(buttons))

    def _again(self, task: Task, person: str) -> Reply:
        at = f" on {task.settled_at:%-d %B}" if task.settled_at else ""
        said = {"done": "done", "too-easy": "too easy", "too-hard": "too hard"}.get(task.state, task.state)
        return self._reply(
            task, f"I have that already{at}: {said}.", (Button(label="Today's task", send="/today more", owner=person),)
        )

    def _reply(self, task: Task, text: str, buttons: tuple[Button, ...]) -> Reply:
        topic = ScoredTopic(id=task.topic, title=self.study.curriculum.title(task.topic), score=1.0)
        return Reply(text=text, buttons=buttons, private=True, basis=Basis(intent="today", topics=(topic,)))


def _week(learner: Learner, standing: Standing, turn: Turn) -> str:
    """Say how much of the week's hours is done."""
    zone = clock(learner.settings.zone)
    this_week = turn.request.at.astimezone(zone).isocalendar()[:2]
    done = sum(
        task.minutes
        for task in standing.tasks
        if task.state == "done" and task.settled_at and task.settled_at.astimezone(zone).isocalendar()[:2] == this_week
    )
    return f"This week: {done / 60:.1f} of {learner.settings.hours_a_week:g} hours."


def _nothing_open(text: str) -> Reply:
    buttons = (Button(label="Start", send="/start"), Button(label="Today's task", send="/today"))
    return Reply(text=text, buttons=buttons, private=True, basis=Basis(intent="today", answered=False, confidence=0))
