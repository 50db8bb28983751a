"""Reads times of day, weekdays and dates as people type them."""

from __future__ import annotations

import re
from datetime import time

from bot.core.unclear import Unclear, quoted

EVERY_DAY = frozenset(range(7))
"""All weekdays, Monday being 0 as in `date.weekday`."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_NAMED_DAYS = {
    **dict.fromkeys(("daily", "everyday", "every day", "each day", "all", "all days"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "workdays", "working days", "every weekday"), frozenset(range(5))),
    **dict.fromkeys(("weekends", "weekend", "the weekend", "every weekend"), frozenset((5, 6))),
}
_TIME = re.compile(
    r"(?:at\s+)?(?P<hour>\d{1,2})"
    r"(?:(?:\s*[:.h]\s*|\s)(?P<minute>\d{2})|(?P<joined>\d{2})|\s*h|\s*uhr)?"
    r"\s*(?:(?P<half>[ap])\.?m\.?|o[’']?clock)?",
    re.ASCII,
)
_DAY_GAP = re.compile(r"[\s,;/&+]+")
_FILLERS = {"", "and", "on", "every", "each"}
_UP_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\bthrough\b)\s*")


def parse_time(text: str) -> time | Unclear:
    """Read `8:30`, `8.30`, `830`, `8:30 pm`, `20h15`, `8` or `noon` as a time of day."""
    typed = " ".join(text.lower().split())
    if typed in _NAMED_TIMES:
        return _NAMED_TIMES[typed]
    match = _TIME.fullmatch(typed)
    if not match:
        return Unclear(f"I cannot read {quoted(text)} as a time. Write it like 8:30, 20:15 or 8:30 pm.")
    hour, minute = int(match["hour"]), int(match["minute"] or match["joined"] or 0)
    if match["half"] and not 1 <= hour <= 12:
        return Unclear(f"{quoted(text)} is not a time: with am or pm, hours go from 1 to 12.")
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        return Unclear(f"{quoted(text)} is not a time: hours go from 0 to 23 and minutes from 0 to 59.")
    return time(hour, minute)


def parse_days(text: str) -> frozenset[int] | Unclear:
    """Read `mon wed fri`, `mon-fri`, `weekdays` or `daily` as weekdays, Monday being 0."""
    typed = " ".join(text.lower().split())
    if typed in _NAMED_DAYS:
        return _NAMED_DAYS[typed]
    days: set[int] = set()
    for part in _DAY_GAP.split(_UP_TO.sub("-", typed)):
        if part in _FILLERS:
            continue
        ends = [weekday(word) for word in part.split("-")]
        known = [day for day in ends if day is not None]
        if len(known) != len(ends) or len(ends) > 2:
            return Unclear(
                f"I cannot read {quoted(part)} as a weekday. Write days like mon wed fri, weekdays or daily."
            )
        first, last = known[0], known[-1]
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(days) or Unclear("Name at least one day, like mon wed fri, weekdays or daily.")


def weekday(word: str) -> int | None:
    """Return the number of a weekday, Monday being 0, from its name or two or more of its first letters."""
    for start in (word, word.removesuffix("s"), word.removesuffix(".")):
        if len(start) >= 2:
            for number, name in enumerate(WEEKDAYS):
                if name.startswith(start):
                    return number
    return None
