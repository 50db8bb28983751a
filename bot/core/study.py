"""Where a learner stands: what they know, what is left of their plan, and the one task that fits today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args

from bot.core.goals import GOALS, Goal, find_goal
from bot.core.learners import SETTLED, Diary, Learner, LearnerSettings, Task
from bot.core.mastery import Evidence, Mastery, mastery, settled
from bot.core.order import find_template
from bot.core.placement import Answer, Placement
from bot.core.plan import TRAIL, Plan, next_session, next_step, on_top_of, plan
from bot.core.sessions import Part, Session, left, minutes_a_day, sessions
from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum

FIRST = date(2000, 1, 1)
"""Before every task: asks for all of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the diary says about a learner at one moment."""

    mastery: dict[str, Mastery]
    known: frozenset[str]
    """Topics that the plan leaves out: shown, placed, said to be known or too easy."""
    tasks: Sequence[Task]
    evidence: Sequence[Evidence]
    plan: Plan

    def task(self, id: str) -> Task | None:
        """Return a task that was given."""
        return next((task for task in self.tasks if task.id == id), None)

    @property
    def newest(self) -> Task | None:
        """Return the task that was given last. One that waits comes again under a new date, so no older one is open."""
        return self.tasks[-1] if self.tasks else None

    def carried(self, task: Task) -> Task:
        """Return what a task that waited became: the same sitting under the newest date on which it came again."""
        for later in self.tasks[self.tasks.index(task) + 1 :]:
            if task.state in SETTLED or later.session != task.session:
                break
            task = later
        return task


@dataclass(frozen=True, slots=True)
class Study:
    """Puts the pure rules and the diary together."""

    curriculum: Curriculum
    diary: Diary
    _placements: dict[str, Placement] = field(default_factory=dict)

    def standing(self, learner: Learner, now: datetime) -> Standing:
        """Return where a learner stands."""
        tasks = self.diary.tasks(learner.id, FIRST)
        evidence = self.diary.evidence(learner.id)
        found = mastery(self.curriculum, evidence, now)
        known = self._known(learner.settings, found, evidence)
        return Standing(found, known, tasks, evidence, self.way(learner.settings, known, tasks))

    def way(self, settings: LearnerSettings, known: frozenset[str] = frozenset(), tasks: Sequence[Task] = ()) -> Plan:
        """Return the plan from what is known to the goal of some settings."""
        template = find_template(settings.template) or TRAIL
        return plan(self.curriculum, self.goal(settings), known, settings.hours_a_week, template, spent(tasks))

    def goal(self, settings: LearnerSettings) -> Goal:
        """Return the goal of some settings; the first of all goals where its topic is gone from the notes."""
        return find_goal(self.curriculum, settings.goal) or GOALS[0]

    def placement(self, settings: LearnerSettings) -> Placement:
        """Return the placement over a goal's topics."""
        goal = self.goal(settings)
        if goal.id not in self._placements:
            self._placements[goal.id] = Placement.over(self.curriculum, goal.reach(self.curriculum))
        return self._placements[goal.id]

    def session(
        self,
        settings: LearnerSettings,
        way: Plan,
        tasks: Sequence[Task] = (),
        aside: Collection[tuple[str, Part]] = (),
    ) -> Session | None:
        """Return the next sitting on a plan, of what is not set aside if there is any; None at its end."""
        step = next_step(way, aside) or next_step(way)
        day = minutes_a_day(settings.hours_a_week, len(settings.days))
        return next_session(self.curriculum, step, day, spent(tasks)) if step else None

    def session_of(self, task: Task) -> Session | None:
        """Return the session that a task was given from; None where its note was changed meanwhile."""
        topic = self.curriculum.topics.get(task.topic)
        return next((one for one in sessions(topic) if one.id == task.session), None) if topic else None

    def task(self, learner: Learner, on: date, now: datetime, standing: Standing) -> Task | None:
        """Return the task of a local date, giving one where there is none; None at the end of the plan.

        A task that still waits comes again under the new date: a day that slipped adds nothing to what waits.
        """
        of_the_day = [task for task in standing.tasks if task.date == on]
        return of_the_day[-1] if of_the_day else self.give(learner, on, now, standing)

    def give(self, learner: Learner, on: date, now: datetime, standing: Standing) -> Task | None:
        """Give the next task, the first of a local date or one more; what was too hard that day rests."""
        of_the_day = [task for task in standing.tasks if task.date == on]
        hard = {task.topic for task in of_the_day if task.state == "too-hard"}
        aside = [(id, part) for id in on_top_of(self.curriculum, standing.plan, hard) for part in get_args(Part)]
        session = self.session(learner.settings, standing.plan, standing.tasks, aside)
        if session is None:
            return None
        count = len(of_the_day)
        id = f"{on}.{count + 1}" if count else f"{on}"
        task = Task(id, on, session.id, session.topic, session.part, session.minutes, "open", given_at=now)
        return self.diary.give(learner.id, task)

    def shown_by(self, task: Task, tasks: Sequence[Task], at: datetime) -> tuple[Evidence, ...]:
        """Return the evidence of having done a task: something, once it was the last sitting of its part."""
        topic = self.curriculum.topics.get(task.topic)
        if topic is None:
            return ()
        minutes = spent(tasks)
        minutes[task.session] += task.minutes
        if any(session.part == task.part for session in left(topic, minutes)):
            return ()
        return (Evidence(task.topic, task.part, at),)

    def _known(
        self, settings: LearnerSettings, found: dict[str, Mastery], evidence: Sequence[Evidence]
    ) -> frozenset[str]:
        answers = placement_answers(evidence)
        said = _last_said(evidence)
        easy = {id for id, kind in said.items() if kind in ("tick", "too easy")}
        placed = self.placement(settings).outcome(answers) if answers else frozenset()
        # who finds something too hard may lack what we took for known, until they say that they know it
        doubted: set[str] = set()
        for id, kind in said.items():
            doubted = doubted | set(self._below(id)) if kind == "too hard" else doubted - {id}
        return settled(found) | ((placed | foundations(self.curriculum, easy)) - doubted)

    def _below(self, id: str) -> Iterable[str]:
        return (id, *self.curriculum.prerequisites(id))


def placement_answers(evidence: Sequence[Evidence]) -> list[Answer]:
    """Return the answers to placement questions, in their order."""
    return [Answer(item.topic, 1, item.right) for item in evidence if item.kind == "placement"]


def spent(tasks: Sequence[Task]) -> Counter[str]:
    """Return the minutes that were worked on each session."""
    minutes: Counter[str] = Counter()
    for task in tasks:
        if task.state == "done":
            minutes[task.session] += task.minutes
    return minutes


def _last_said(evidence: Sequence[Evidence]) -> dict[str, str]:
    """Return what was said last about each topic, the latest at the end.

    A wrong answer takes it back, and so does wanting the topic again.
    """
    said: dict[str, str] = {}
    for item in evidence:
        if item.kind in ("tick", "too easy", "too hard"):
            said.pop(item.topic, None)
            said[item.topic] = item.kind
        elif item.kind == "back" or (item.kind == "recall" and not item.right):
            said.pop(item.topic, None)
    return said
