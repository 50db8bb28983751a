"""Shows what a learner chose, and changes it: `/settings time 8:30`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.choices import choose
from bot.core.due import Slot
from bot.core.goals import find_goal
from bot.core.learners import EVERY_DAY, Learner, Learners, LearnerSettings
from bot.core.order import find_template
from bot.core.reply import Basis, Button, Reply
from bot.core.rhythm import next_daily
from bot.core.times import WEEKDAYS
from bot.core.turn import Turn
from bot.core.unclear import Unclear
from bot.core.zones import clock
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "change my settings",
    "my settings",
    "change the time of my daily task",
    "send my task at another hour",
    "pause the daily tasks until next week",
    "i'm on holiday, pause my tasks",
    "i'm on vacation until monday",
    "stop sending me daily messages",
    "change my time zone",
    "i have fewer hours a week now",
    "set my goal to something else",
    "no messages at night please",
)
_BASIS = Basis(intent="settings")


@dataclass(frozen=True, slots=True)
class Settings:
    """`/settings [NAME VALUE]`"""

    curriculum: Curriculum
    learners: Learners

    def __call__(self, turn: Turn) -> Reply:
        learner = self.learners.find(turn.request.person.id)
        if learner is None:
            text = "You have no settings yet. Five taps make them, and every one can be skipped."
            return Reply(text=text, buttons=(Button(label="Start", send="/start"),), private=True, basis=_BASIS)
        name, _, value = turn.argument.partition(" ")
        if turn.guessed or not name:
            return self._card(learner, turn.request.at, "")
        today = turn.request.at.astimezone(clock(learner.settings.zone)).date()
        changed = choose(self.curriculum, learner.settings, name.lower(), value, today)
        if isinstance(changed, Unclear):
            return unclear(changed, f"/settings {name.lower()}", turn.request.person.id)
        return self._card(self.save(learner, changed, turn.request.at), turn.request.at, "Changed. ")

    def save(self, learner: Learner, settings: LearnerSettings, now: datetime) -> Learner:
        """Keep changed settings, and work out anew when the next task is due."""
        return self.learners.change(learner, settings, self._next(learner, settings, now))

    def when(self, learner: Learner, now: datetime) -> str:
        """Say when the next task comes."""
        return _when(learner.settings, self._next(learner, learner.settings, now))

    def _next(self, learner: Learner, settings: LearnerSettings, now: datetime) -> Slot | None:
        return next_daily(settings, learner.id, now, self.learners.last_slot(learner.id))

    def _card(self, learner: Learner, now: datetime, first: str) -> Reply:
        settings, person_buttons = learner.settings, _buttons(learner.settings)
        text = first + self.when(learner, now) + "\n\n"
        text += "\n".join(_lines(self.curriculum, settings))
        text += "\n\nTo change one, send for example `/settings time 8:30`, `/settings zone Lisbon` or "
        text += "`/settings pause 2 weeks`."
        return Reply(title="Your settings", text=text, buttons=person_buttons, private=True, basis=_BASIS)


def unclear(found: Unclear, command: str, person: str) -> Reply:
    """Say why a value could not be read, with what was probably meant as buttons."""
    near = [
        Button(label=name[:80], send=f"{command} {name}", owner=person)
        for name in found.near
        if len(f"{command} {name}".encode()) <= 64
    ]
    basis = Basis(intent="settings", answered=False, confidence=0)
    return Reply(text=found.why, buttons=tuple(near), private=True, expects=command, basis=basis)


def days_in_words(days: Iterable[int]) -> str:
    """Return weekdays in a row."""
    chosen = sorted(days)
    if frozenset(chosen) == EVERY_DAY:
        return "every day"
    return ", ".join(WEEKDAYS[day][:3].capitalize() for day in chosen)


def _when(settings: LearnerSettings, next: Slot | None) -> str:
    if not settings.daily:
        return "No task comes by itself; /today gives you one whenever you ask."
    if next is None:
        return ""
    local = next.at.astimezone(clock(settings.zone))
    return f"Your next task comes on {local:%A, %-d %B} at {local:%H:%M} ({settings.zone_shown})."


def _lines(curriculum: Curriculum, settings: LearnerSettings) -> list[str]:
    goal, way = find_goal(curriculum, settings.goal), find_template(settings.template)
    paused = f"until {settings.paused_until:%-d %B %Y}" if settings.paused_until else "no"
    return [
        f"- **goal**: {goal.title if goal else settings.goal}",
        f"- **way**: {way.title if way else settings.template}",
        f"- **hours** a week: {settings.hours_a_week:g}",
        f"- **zone**: {settings.zone_shown}",
        f"- **time** of the daily task: {settings.at:%H:%M}, **days**: {days_in_words(settings.days)}",
        f"- **daily** task by itself: {'on' if settings.daily else 'off'}",
        f"- **pause**: {paused}",
        f"- **quiet** hours for reminders: {settings.quiet_from:%H:%M} to {settings.quiet_to:%H:%M}",
        f"- messages: one task a day and at most {settings.nudges_a_week} reminders a week (**nudges**)",
        f"- **sentence**: {settings.if_then or 'none yet, such as “after dinner I open the task”'}",
    ]


def _buttons(settings: LearnerSettings) -> tuple[Button, ...]:
    daily = Button(
        label="Stop the daily task" if settings.daily else "Send me a task every day",
        send=f"/settings daily {'off' if settings.daily else 'on'}",
    )
    pause = (
        Button(label="End the pause", send="/settings pause off")
        if settings.paused_until
        else Button(label="Pause for a week", send="/settings pause in 1 week")
    )
    return (daily, pause, Button(label="Set up again", send="/start"), Button(label="What you keep", send="/privacy"))
