"""Reads what a learner chose for one of their settings, in their own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.core.dates import parse_date
from bot.core.goals import GOALS, find_goal
from bot.core.learners import LONGEST_IF_THEN, LearnerSettings
from bot.core.order import TEMPLATES, find_template
from bot.core.sentence import ended
from bot.core.times import parse_days, parse_time
from bot.core.unclear import Unclear
from bot.core.zones import find_zone
from knowledge.notes.curriculum import Curriculum

Changes = dict[str, Any]
_HOURS = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:h|hours?)?(?:\s*(?:a|per|/)\s*week)?", re.ASCII)
_ABOUT_ME = re.compile(r"\b(i|i'll|i’ll|my|me)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(what|how|why|which|who|where|can|could|should|do|does|is|are|explain|show|give)\b", re.IGNORECASE
)
_ASKED = {
    "time": "At what time? For example 8:30 or 8:30 pm.",
    "pause": "Until when? For example friday, 24 Dec or 2 weeks. “off” ends a pause.",
    "sentence": "Which sentence? For example “after dinner I open the task”. “none” removes it.",
}
"""What to ask where a setting was named without a value."""
_YES = frozenset({"yes", "on", "true", "y", "ok"})
_NO = frozenset({"no", "off", "false", "n", "stop"})


def choose(
    curriculum: Curriculum, settings: LearnerSettings, name: str, value: str, today: date
) -> LearnerSettings | Unclear:
    """Return settings with one of them changed; Unclear says why a value cannot be read and what would do."""
    if not value.strip() and name in _ASKED:
        changes: Changes | Unclear = Unclear(_ASKED[name])
    elif name == "goal":
        changes = _goal(curriculum, value)
    elif name == "pause":
        changes = _pause(value, today)
    elif name in _READERS:
        changes = _READERS[name](value)
    else:
        return Unclear(f"{ended(f'There is no setting called “{name[:40]}”')} There are: {', '.join(NAMES)}.")
    return changes if isinstance(changes, Unclear) else settings.model_copy(update=changes)


def _goal(curriculum: Curriculum, value: str) -> Changes | Unclear:
    typed = value.strip().lower()
    titles = {note.title.lower(): note.id for note in curriculum.trail}
    titles |= {goal.title.lower(): goal.id for goal in GOALS}
    goal = find_goal(curriculum, titles.get(typed, typed))
    if goal is None:
        near = tuple(goal.title for goal in GOALS)
        return Unclear("Choose one of these, or name a topic, such as recall.", near)
    return {"goal": goal.id}


def _way(value: str) -> Changes | Unclear:
    template = find_template(value.strip().lower())
    if template is None:
        return Unclear("Choose one of these ways through the roadmap.", tuple(template.id for template in TEMPLATES))
    return {"template": template.id}


def _zone(value: str) -> Changes | Unclear:
    found = find_zone(value)
    return found if isinstance(found, Unclear) else {"zone": found.zone, "zone_shown": found.typed}


def _time(value: str) -> Changes | Unclear:
    found = parse_time(value)
    return found if isinstance(found, Unclear) else {"at": found, "time_chosen": True, "daily": True}


def _days(value: str) -> Changes | Unclear:
    found = parse_days(value)
    return found if isinstance(found, Unclear) else {"days": found}


def _hours(value: str) -> Changes | Unclear:
    match = _HOURS.fullmatch(value.strip().lower())
    hours = float(match[1].replace(",", ".")) if match else 0
    if not 0.5 <= hours <= 60:
        return Unclear("How many hours a week? A number from 0.5 to 60, for example 5.")
    return {"hours_a_week": hours}


def _quiet(value: str) -> Changes | Unclear:
    first, _, last = re.sub(r"\s*(?:-|–|to|until)\s*", "-", value.strip().lower()).partition("-")
    start, end = parse_time(first), parse_time(last)
    if isinstance(start, Unclear) or isinstance(end, Unclear):
        return Unclear("From when to when? For example 22:00 to 7:00.")
    return {"quiet_from": start, "quiet_to": end}


def _nudges(value: str) -> Changes | Unclear:
    count = value.strip()
    if not count.isdecimal() or not 0 <= int(count) <= 7:
        return Unclear("How many reminders a week at most, besides the daily task? A number from 0 to 7.")
    return {"nudges_a_week": int(count)}


def _pause(value: str, today: date) -> Changes | Unclear:
    if value.strip().lower() in _NO | {"end", "resume"}:
        return {"paused_until": None}
    found = parse_date(value, today)
    return found if isinstance(found, Unclear) else {"paused_until": found}


def _sentence(value: str) -> Changes | Unclear:
    if len(value) > LONGEST_IF_THEN:
        return Unclear(f"That is long for one sentence; {LONGEST_IF_THEN} characters are kept at most.")
    if value.strip().lower() in _NO | {"none"}:
        return {"if_then": ""}
    if not _ABOUT_ME.search(value) or _ASKING.match(value.strip()):
        return Unclear("Write it from your side, such as “after dinner I open the task”.")
    return {"if_then": " ".join(value.split())}


def _switch(field: str) -> Callable[[str], Changes | Unclear]:
    def read(value: str) -> Changes | Unclear:
        word = value.strip().lower()
        if word in _YES | _NO:
            return {field: word in _YES}
        return Unclear("On or off?")

    return read


_READERS: Mapping[str, Callable[[str], Changes | Unclear]] = {
    "way": _way,
    "zone": _zone,
    "time": _time,
    "days": _days,
    "hours": _hours,
    "quiet": _quiet,
    "nudges": _nudges,
    "sentence": _sentence,
    "daily": _switch("daily"),
    "partner": _switch("partner"),
    "stuck": _switch("stuck_prompts"),
}
NAMES = ("goal", "pause", *_READERS)
