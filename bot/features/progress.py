"""Shows how far somebody has come: by what they have shown, the balance of building, and the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.learners import Learner, Learners, Task
from bot.core.order import BUILDING
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.sentence import ended
from bot.core.study import Standing, Study
from bot.core.turn import Turn
from bot.core.zones import clock
from bot.features.cards import titles
from bot.features.pictures import RoadmapPictures
from knowledge.picture.marks import Mark

PHRASES = (
    "show my progress",
    "my progress",
    "how far am i",
    "how am i doing",
    "what have i finished so far",
    "my statistics",
    "how much did i study this week",
    "what did i learn so far",
    "am i getting anywhere",
)
FREE_DAYS = 2
"""Days of a week that may go by without a task and are not counted as missed: a week is not a chain."""
FOUR_WEEKS = timedelta(weeks=4)
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Progress:
    """`/progress`"""

    learners: Learners
    study: Study
    pictures: RoadmapPictures

    def __call__(self, turn: Turn) -> Reply:
        learner = self.learners.find(turn.request.person.id)
        if learner is None:
            text = (
                "There is nothing to show yet. A task that you finish, or a question that you answer, is a beginning."
            )
            buttons = (Button(label="Start", send="/start"), Button(label="Today's task", send="/today"))
            return Reply(text=text, buttons=buttons, basis=Basis(intent="progress", answered=False, confidence=0))
        standing = self.study.standing(learner, turn.request.at)
        lines = [*self._topics(standing), *_balance(standing.tasks, turn.request.at)]
        lines.append(_week(learner, standing.tasks, turn.request.at))
        now = standing.plan.topics[:1]
        return Reply(
            title="Your progress",
            text="\n\n".join(lines),
            image=self.pictures.picture(marks=marking(standing)),
            buttons=(Button(label="Today's task", send="/today"), Button(label="My plan", send="/plan")),
            private=True,
            basis=Basis(
                intent="progress",
                topics=tuple(ScoredTopic(id=id, title=self.study.curriculum.title(id), score=1.0) for id in now),
            ),
        )

    def _topics(self, standing: Standing) -> Iterator[str]:
        wanted = standing.plan.goal.reach(self.study.curriculum)
        behind = len(wanted & standing.known)
        ahead = len(wanted) - behind
        yield f"**{standing.plan.goal.title}:** {behind} of {len(wanted)} topics are behind you, {ahead} ahead."
        shown = sorted(
            (id for id, found in standing.mastery.items() if found.state in ("done", "known")),
            key=lambda id: -standing.mastery[id].level,
        )
        if shown:
            more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
            yield ended(f"**Shown by tasks and answers:** {titles(self.study.curriculum, shown[:MOST_NAMED])}{more}")
        fading = [id for id in shown if standing.mastery[id].fading]
        if fading:
            named = titles(self.study.curriculum, fading[-MOST_NAMED:])
            yield f"{ended(f'**May be fading:** {named}')} Short questions on them come with your tasks, or with /quiz."
        learning = [
            id for id, found in standing.mastery.items() if found.state == "learning" and id not in standing.known
        ]
        if learning:
            yield ended(f"**In progress:** {titles(self.study.curriculum, learning[:MOST_NAMED])}")
        skipped = [id for id, found in standing.mastery.items() if found.state == "skipped"]
        if skipped:
            yield ended(f"**Left out by you:** {titles(self.study.curriculum, skipped)}")
        only_said = len(standing.known - {*shown, *skipped})
        if only_said:
            count = f"{only_said} {'counts' if only_said == 1 else 'count'}"
            yield f"{count} as known because you said so or the first questions pointed there."


def marking(standing: Standing) -> dict[str, Mark]:
    """Return how to mark each topic on the picture: done, learning, or next for where somebody stands."""
    marks: dict[str, Mark] = {id: "learning" for id, found in standing.mastery.items() if found.state == "learning"}
    marks |= dict.fromkeys(standing.known, "done")
    marks |= dict.fromkeys(standing.plan.topics[:1], "next")
    return marks


def _balance(tasks: Sequence[Task], now: datetime) -> Iterator[str]:
    """Say how the last four weeks compare with the sources' rule: 70 % building, 30 % theory."""
    lately = [task for task in tasks if task.state == "done" and task.settled_at and now - task.settled_at < FOUR_WEEKS]
    minutes = sum(task.minutes for task in lately)
    if minutes:
        building = sum(task.minutes for task in lately if task.part == "build") / minutes
        yield (
            f"**Last four weeks:** {minutes / 60:.1f} hours, {building:.0%} of them building. "
            f"The video roadmap advises {BUILDING:.0%}."
        )


def _week(learner: Learner, tasks: Sequence[Task], now: datetime) -> str:
    zone = clock(learner.settings.zone)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    done = [task for task in tasks if task.state == "done" and task.settled_at]
    worked = {task.settled_at.astimezone(zone).date() for task in done if task.settled_at}
    minutes = sum(
        task.minutes for task in done if task.settled_at and task.settled_at.astimezone(zone).date() >= monday
    )
    text = f"**This week:** {minutes / 60:.1f} of {learner.settings.hours_a_week:g} hours."
    free = _free_days(learner, worked, monday, today)
    if free:
        used = "Both of your free days are" if free == FREE_DAYS else "One of your two free days is"
        text += f" {used} used; that is what they are for."
    return text


def _free_days(learner: Learner, worked: set[date], monday: date, today: date) -> int:
    """Return how many past study days of this week went by without a task; used automatically, two at most.

    Days of a pause, and those before somebody began, are no study days.
    """
    first = max(monday, learner.since.astimezone(clock(learner.settings.zone)).date())
    first = max(first, learner.settings.paused_until or first)
    days = (first + timedelta(days=number) for number in range(max(0, (today - first).days)))
    missed = sum(day.weekday() in learner.settings.days and day not in worked for day in days)
    return min(missed, FREE_DAYS)
