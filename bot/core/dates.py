"""Reads a date ahead as people type it: a day of the calendar, a weekday, or a while from today."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.core.times import weekday
from bot.core.unclear import Unclear, quoted

MOST_AHEAD = timedelta(days=731)
"""How far ahead a date may lie: two years. More is a slip of the finger."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_EXAMPLES = "Write it like 24 Dec, 2027-01-05, friday or in 2 weeks."

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?\s?(?P<year>\d{4})?", re.ASCII)
_SLASHED = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<name>[a-z]{3,9})\.?,?(?: (?P<year>\d{4}))?", re.ASCII
)
_MONTH_FIRST = re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>\d{4}))?", re.ASCII)
_WHILE = re.compile(r"(?:in |for )?(?P<count>\d{1,3}|[a-z]{1,5}) (?P<unit>day|week|month)s?", re.ASCII)


def parse_date(text: str, today: date) -> date | Unclear:
    """Read a day after today: `2026-12-24`, `24 Dec`, `24.12.`, `tomorrow`, `friday` or `in 2 weeks`.

    Without a year the next such day is meant, and a weekday is the next one after today.
    """
    typed = " ".join(text.lower().split()).removeprefix("until ").removeprefix("till ")
    day = _from_today(typed, today) or _of_the_calendar(typed, today)
    if day is None:
        return Unclear(f"I cannot read {quoted(text)} as a date. {_EXAMPLES}")
    if isinstance(day, Unclear):
        return day
    if day <= today:
        when = "is today" if day == today else "has passed"
        return Unclear(f"{_written(day)} {when}. Name a later day, like tomorrow or in 2 weeks.")
    if day - today > MOST_AHEAD:
        return Unclear(f"{_written(day)} is more than two years ahead. Name a nearer day.")
    return day


def _from_today(typed: str, today: date) -> date | None:
    if typed in {"today", "tomorrow"}:
        return today + timedelta(days=typed == "tomorrow")
    if typed in {"next week", "next month"}:
        return _after(today, 1, typed.removeprefix("next "))
    if (number := weekday(typed.removeprefix("next ").removeprefix("on "))) is not None:
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if match := _WHILE.fullmatch(typed):
        count = int(match["count"]) if match["count"].isdigit() else _NUMBERS.get(match["count"])
        return _after(today, count, match["unit"]) if count is not None else None
    return None


def _after(today: date, count: int, unit: str) -> date:
    if unit != "month":
        return today + timedelta(days=count * (7 if unit == "week" else 1))
    years, month = divmod(today.month - 1 + count, 12)
    year = today.year + years
    # a month after 31 January is the last of February
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _of_the_calendar(typed: str, today: date) -> date | Unclear | None:
    for pattern in (_ISO, _DOTTED, _SLASHED, _DAY_FIRST, _MONTH_FIRST):
        if match := pattern.fullmatch(typed):
            found = match.groupdict()
            day, month = int(found["day"]), _month(found.get("name") or "") or int(found.get("month") or 0)
            if pattern is _SLASHED and month > 12:
                day, month = month, day
            elif pattern is _SLASHED and day <= 12 and 0 < day != month > 0:
                return _two_ways(typed, day, month, found["year"])
            return _day(found["year"], month, day, today) if month else None
    return None


def _month(word: str) -> int | None:
    return next((number for number, name in enumerate(_MONTHS, 1) if word and name.startswith(word)), None)


def _two_ways(typed: str, first: int, second: int, year: str | None) -> Unclear:
    orders = ((first, second), (second, first))
    ways = tuple(f"{day} {_MONTHS[month - 1].capitalize()} {year or ''}".strip() for day, month in orders)
    return Unclear(f"{quoted(typed)} can be {ways[0]} or {ways[1]}. Write the month as a word.", ways)


def _day(year: str | None, month: int, day: int, today: date) -> date | Unclear:
    # without a year the next such day, which for 29 February can be eight years away
    for candidate in [int(year)] if year else range(today.year, today.year + 9):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found > today:
            return found
    return Unclear(f"There is no such day{f' in {year}' if year else ''}: check the day and the month. {_EXAMPLES}")


def _written(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"
