"""What lies underneath where a learner is: their task's topic, what it rests on, and what is likely to be missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.gaps import Gaps
from bot.core.learners import SETTLED, Learners
from bot.core.mastery import shown
from bot.core.study import FIRST, Study
from bot.core.trail import foundations
from bot.core.walk import Walk
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote


@dataclass(frozen=True, slots=True)
class Underneath:
    """Puts the pure walk and the diary together. About somebody we don't know it knows nothing, and says the same."""

    learners: Learners
    study: Study

    @property
    def curriculum(self) -> Curriculum:
        return self.study.curriculum

    def task_topic(self, person: str) -> TopicNote | None:
        """Return the topic of somebody's open task."""
        learner = self.learners.find(person)
        tasks = self.study.diary.tasks(learner.id, FIRST) if learner else ()
        task = tasks[-1] if tasks else None
        return self.curriculum.topics.get(task.topic) if task and task.state not in SETTLED else None

    def gaps(self, walk: Walk, person: str, now: datetime) -> Gaps:
        """Return the candidates of a walk, weighed by what was shown before it."""
        return Gaps.under(self.curriculum, walk.weights, self.shown(walk, person, now))

    def shown(self, walk: Walk, person: str, now: datetime) -> dict[str, float]:
        """Return what somebody showed before a walk: its own answers are evidence too, and must not count twice."""
        learner = self.learners.find(person)
        evidence = self.study.diary.evidence(learner.id) if learner else ()
        return shown([piece for piece in evidence if piece.at < walk.since], now)

    def likely(self, topic: str, person: str, now: datetime) -> tuple[str, ...]:
        """Return what a topic rests on, likeliest gap first."""
        chances = self.gaps(Walk(now, (topic,)), person, now).chances()
        return tuple(id for id in chances if id != topic)

    def below(self, topic: str) -> frozenset[str]:
        """Return all that a topic rests on."""
        return foundations(self.curriculum, self.curriculum.prerequisites(topic))
