"""What lies underneath where a learner is: their task's topic, what it rests on, and what is likely to be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.core.gaps import Gaps
from bot.core.learners import SETTLED, Learner, Learners
from bot.core.mastery import Evidence, shown
from bot.core.study import FIRST, Study
from bot.core.trail import foundations
from bot.core.walk import Walk
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody is, as one reply sees it: what is read is read once. Of a stranger it knows nothing.

    Puts the pure walk and the diary together.
    """

    person: str
    learners: Learners
    study: Study

    @cached_property
    def task_topic(self) -> TopicNote | None:
        """The topic of their open task."""
        tasks = self.study.diary.tasks(self._learner.id, FIRST) if self._learner else ()
        task = tasks[-1] if tasks else None
        return self.study.curriculum.topics.get(task.topic) if task and task.state not in SETTLED else None

    def gaps(self, walk: Walk, now: datetime) -> Gaps:
        """Return the candidates of a walk, weighed by what was shown before it."""
        return Gaps.under(self.study.curriculum, walk.weights, self.shown(walk, now))

    def shown(self, walk: Walk, now: datetime) -> dict[str, float]:
        """Return what they showed before a walk: its own answers are evidence too, and must not count twice."""
        return shown([piece for piece in self._evidence if piece.at < walk.since], now)

    def likely(self, topic: str, now: datetime) -> tuple[str, ...]:
        """Return what a topic rests on, likeliest gap first."""
        chances = self.gaps(Walk(now, (topic,)), now).chances()
        return tuple(id for id in chances if id != topic)

    @cached_property
    def _learner(self) -> Learner | None:
        return self.learners.find(self.person)

    @cached_property
    def _evidence(self) -> Sequence[Evidence]:
        return self.study.diary.evidence(self._learner.id) if self._learner else ()


@dataclass(frozen=True, slots=True)
class Underneath:
    """Knows where everybody is, and what any topic rests on."""

    learners: Learners
    study: Study

    @property
    def curriculum(self) -> Curriculum:
        return self.study.curriculum

    def of(self, person: str) -> Whereabouts:
        """Return where somebody is now."""
        return Whereabouts(person, self.learners, self.study)

    def below(self, topic: str) -> frozenset[str]:
        """Return all that a topic rests on."""
        return foundations(self.curriculum, self.curriculum.prerequisites(topic))
