"""Shows the way from here to the goal in weeks, made anew each time, so that a slip is nothing but a new look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.core.learners import Learner, LearnerSettings
from bot.core.order import TEMPLATES
from bot.core.plan import Plan, Week
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.study import Study
from bot.core.turn import Turn
from bot.features.cards import long
from bot.features.settings import Settings
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "show my plan",
    "my plan",
    "what is my study plan",
    "what does my schedule for the next weeks look like",
    "i missed a week, adjust my plan",
    "replan",
    "how many weeks until i reach my goal",
)
SHOWN = 4
"""Weeks of one card; more would not be read on a phone."""


@dataclass(frozen=True, slots=True)
class ShowPlan:
    """`/plan [WEEK | TEMPLATE]`"""

    settings: Settings
    study: Study

    def __call__(self, turn: Turn) -> Reply:
        learner = self.settings.learners.find(turn.request.person.id)
        wanted = "" if turn.guessed else turn.argument.strip().lower()
        if learner is None:
            return self._card(self.study.way(LearnerSettings()), LearnerSettings(), wanted, None)
        if wanted in {template.id for template in TEMPLATES}:
            chosen = learner.settings.model_copy(update={"template": wanted})
            learner = self.settings.save(learner, chosen, turn.request.at)
        way = self.study.standing(learner, turn.request.at).plan
        return self._card(way, learner.settings, wanted, learner)

    def _card(self, way: Plan, settings: LearnerSettings, wanted: str, learner: Learner | None) -> Reply:
        first = int(wanted) if wanted.isdecimal() and int(wanted) >= 1 else 1
        weeks = way.weeks[first - 1 : first - 1 + SHOWN]
        if not weeks:
            return Reply(text="Your plan has no such week.", buttons=(_back(),), basis=Basis(intent="plan"))
        text = "\n\n".join(
            [*self._head(way, settings, learner), *(_week(self.study.curriculum, week) for week in weeks)]
        )
        topics = tuple(
            ScoredTopic(id=id, title=self.study.curriculum.title(id), score=0.5)
            for id in dict.fromkeys(step.topic for week in weeks for step in week.steps)
        )
        return Reply(
            title=f"Your plan: {way.goal.title}" if learner else f"A plan: {way.goal.title}",
            text=text,
            buttons=tuple(_buttons(way, first, settings, learner)),
            private=learner is not None,
            basis=Basis(intent="plan", topics=topics[:5]),
        )

    def _head(self, way: Plan, settings: LearnerSettings, learner: Learner | None) -> Iterator[str]:
        yield (
            f"{way.template.title}: {len(way.topics)} topics in some {len(way.weeks)} weeks, at "
            f"{settings.hours_a_week:g} hours a week. That counts {way.hours:.0f} hours by the notes' estimates for a "
            "beginner; yours may differ."
        )
        if way.template.roadmap:
            yield way.template.about
        if learner is None:
            yield "This is a plan for somebody at the beginning. Five taps make one for you."
        if settings.if_then:
            yield f"*{settings.if_then}*"


def _week(curriculum: Curriculum, week: Week) -> str:
    lines = [f"**Week {week.number}** ({week.hours:.1f} hours)"]
    for topic, steps in groupby(week.steps, key=lambda step: step.topic):
        parts = [f"{'read' if step.part == 'theory' else 'build'} {long(step.minutes)}" for step in steps]
        lines.append(f"- {curriculum.title(topic)}: {', '.join(parts)}")
    return "\n".join(lines)


def _buttons(way: Plan, first: int, settings: LearnerSettings, learner: Learner | None) -> Iterator[Button]:
    if learner is None:
        yield Button(label="Make it fit me", send="/start")
    else:
        yield Button(label="Today's task", send="/today")
    if len(way.weeks) >= first + SHOWN:
        yield Button(label="The weeks after", send=f"/plan {first + SHOWN}")
    if first > 1:
        yield _back()
    if learner:
        for template in TEMPLATES:
            if template.id != settings.template:
                yield Button(label=template.title, send=f"/plan {template.id}")


def _back() -> Button:
    return Button(label="From this week", send="/plan")
