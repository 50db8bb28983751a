"""Shows what a learner chose, and changes it: `/settings time 8:30`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.choices import NAMES, choose
from bot.core.due import Slot
from bot.core.goals import find_goal
from bot.core.learners import Learner, Learners, LearnerSettings
from bot.core.order import find_template
from bot.core.reply import Basis, Button, Intent, Reply
from bot.core.request import Request
from bot.core.rhythm import next_daily
from bot.core.sentence import ended
from bot.core.times import EVERY_DAY, WEEKDAYS
from bot.core.turn import Turn
from bot.core.unclear import Unclear, quoted
from bot.core.zones import clock
from bot.features.cards import on_or_off
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
    "unsubscribe",
    "change my time zone",
    "i have fewer hours a week now",
    "set my goal to something else",
    "no messages at night please",
)
_BASIS = Basis(intent="settings")
_WHEN = frozenset({"zone", "time", "days", "daily", "pause"})
"""Settings that can move the next task."""


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
            return self._card(learner, turn.request)
        name, today = name.lower(), turn.request.at.astimezone(clock(learner.settings.zone)).date()
        if name not in NAMES:
            return _no_such(name)
        changed = choose(self.curriculum, learner.settings, name, value, today)
        if isinstance(changed, Unclear):
            return unclear(changed, f"/settings {name}", turn.request.person.id)
        return self._changed(name, self.save(learner, changed, turn.request.at), turn.request)

    def save(self, learner: Learner, settings: LearnerSettings, now: datetime) -> Learner:
        """Keep changed settings, and work out anew when the next task is due."""
        return self.learners.change(learner, settings, self._next(learner, settings, now))

    def when(self, learner: Learner, now: datetime) -> str:
        """Say when the next task comes."""
        return _when(learner.settings, self._next(learner, learner.settings, now))

    def _next(self, learner: Learner, settings: LearnerSettings, now: datetime) -> Slot | None:
        return next_daily(settings, learner.id, now, self.learners.last_slot(learner.id))

    def _changed(self, name: str, learner: Learner, request: Request) -> Reply:
        text = _shown(self.curriculum, learner.settings, request.at)[name]
        if name in _WHEN:
            text += f"\n\n{self.when(learner, request.at)}"
        all = Button(label="All settings", send="/settings")
        end = _pause_button(learner.settings, request)
        buttons = (end, all) if name == "pause" else (all,)
        return Reply(title="Changed", text=text, buttons=buttons, private=True, basis=_BASIS)

    def _card(self, learner: Learner, request: Request) -> Reply:
        settings = learner.settings
        text = self.when(learner, request.at) + "\n\n"
        text += "\n".join(f"- {line}" for line in _shown(self.curriculum, settings, request.at).values())
        text += "\n\nTo change one, send for example `/settings time 8:30`, `/settings zone Lisbon` or "
        text += "`/settings pause 2 weeks`."
        buttons = _buttons(settings, request)
        return Reply(title="Your settings", text=text, buttons=buttons, private=True, basis=_BASIS)


def unclear(found: Unclear, command: str, person: str, intent: Intent = "settings") -> Reply:
    """Say why a value could not be read, with what was probably meant as buttons."""
    near = [
        Button(label=name, send=f"{command} {name}", owner=person)
        for name in found.near
        if len(f"{command} {name}".encode()) <= 64
    ]
    basis = Basis(intent=intent, answered=False, confidence=0)
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


def _shown(curriculum: Curriculum, settings: LearnerSettings, now: datetime) -> dict[str, str]:
    """Return each setting in words, by its name."""
    goal, way = find_goal(curriculum, settings.goal), find_template(settings.template)
    until = settings.paused_until if _is_paused(settings, now) else None
    return {
        "goal": f"**goal**: {goal.title if goal else settings.goal}",
        "way": f"**way**: {way.title if way else settings.template}",
        "hours": f"**hours** a week: {settings.hours_a_week:g}",
        "zone": f"**zone**: {settings.zone_shown}, where it is {now.astimezone(clock(settings.zone)):%H:%M}",
        "time": f"**time** of the daily task: {settings.at:%H:%M}",
        "days": f"**days**: {days_in_words(settings.days)}",
        "daily": f"**daily** task by itself: {on_or_off(settings.daily)}",
        "pause": f"**pause**: {f'until {until:%-d %B %Y}' if until else 'none'}",
        "quiet": f"**quiet** hours for reminders: {settings.quiet_from:%H:%M} to {settings.quiet_to:%H:%M}",
        "nudges": f"messages: one task a day and at most {settings.nudges_a_week} reminders a week (**nudges**)",
        "stuck": f"asking whether you are **stuck** when it looks like it: {on_or_off(settings.stuck_prompts)}",
        "partner": f"looking for a **partner**: {on_or_off(settings.partner)}",
        "sentence": f"**sentence**: {settings.if_then or 'none yet, such as “after dinner I open the task”'}",
    }


def _is_paused(settings: LearnerSettings, now: datetime) -> bool:
    today = now.astimezone(clock(settings.zone)).date()
    return settings.paused_until is not None and today < settings.paused_until


def _pause_button(settings: LearnerSettings, request: Request) -> Button:
    if _is_paused(settings, request.at):
        return Button(label="End the pause", send="/settings pause off", owner=request.person.id)
    return Button(label="Pause for a week", send="/settings pause in 1 week", owner=request.person.id)


def _buttons(settings: LearnerSettings, request: Request) -> tuple[Button, ...]:
    daily = Button(
        label="Stop the daily task" if settings.daily else "Send me a task every day",
        send=f"/settings daily {'off' if settings.daily else 'on'}",
        owner=request.person.id,
    )
    return (
        daily,
        _pause_button(settings, request),
        Button(label="Set up again", send="/start"),
        Button(label="Help others", send="/volunteer"),
        Button(label="What you keep", send="/privacy"),
    )


def _no_such(name: str) -> Reply:
    text = f"{ended(f'There is no setting called {quoted(name)}')} There are: {', '.join(NAMES)}."
    basis = Basis(intent="settings", answered=False, confidence=0)
    return Reply(text=text, buttons=(Button(label="All settings", send="/settings"),), private=True, basis=basis)
