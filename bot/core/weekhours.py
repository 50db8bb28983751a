"""Reads and shows when somebody is free in a week: `mon-fri 18-22, sat 10-16`, or words such as evenings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from bot.core.times import EVERY_DAY, WEEKDAYS, parse_days, parse_time
from bot.core.unclear import Unclear, quoted

DAY = 24
ALL_HOURS = frozenset(range(7 * DAY))
"""Hours of a week: 0 is Monday from 00:00 to 01:00, 167 is Sunday from 23:00."""

Days = frozenset[int]

_WEEKDAYS, _WEEKEND = frozenset(range(5)), frozenset((5, 6))


def _at(days: Iterable[int], first: int, last: int) -> frozenset[int]:
    return frozenset(day * DAY + hour for day in days for hour in range(first, last))


NAMED: Mapping[str, frozenset[int]] = {
    "mornings": _at(EVERY_DAY, 7, 11),
    "afternoons": _at(EVERY_DAY, 13, 18),
    "evenings": _at(EVERY_DAY, 18, 22),
    "weekday evenings": _at(_WEEKDAYS, 18, 22),
    "weekends": _at(_WEEKEND, 9, 21),
    "any time": _at(EVERY_DAY, 7, 23),
}
"""Ways to say it that need no numbers."""

_EXAMPLE = "Write it like mon-fri 18-22, sat 10-16, or say evenings, weekends, mornings or any time."
_SPAN = re.compile(
    r"(?P<days>.*?)\s*(?P<first>\d{1,2}(?::\d{2})?\s*(?:[ap]m)?)\s*(?:-|–|to)\s*(?P<last>\d{1,2}(?::\d{2})?\s*(?:[ap]m)?)"
)


def parse_hours(text: str) -> frozenset[int] | Unclear:
    """Read free hours of the week. A span that ends past midnight goes on in the next day."""
    found: set[int] = set()
    days = EVERY_DAY
    for part in re.split(r"[,;\n]", " ".join(text.lower().split())):
        if typed := part.strip():
            read = _part(typed, days)
            if isinstance(read, Unclear):
                return read
            hours, days = read
            found |= hours
    return frozenset(found) or Unclear(f"When are you free? {_EXAMPLE}", tuple(NAMED))


def _part(typed: str, days: Days) -> tuple[frozenset[int], Days] | Unclear:
    """Read one part; hours without a day are for the days named last."""
    if named := _named(typed):
        return named, EVERY_DAY
    read = _span(typed, days)
    first, also, rest = typed.partition(" and ")
    if isinstance(read, Unclear) and also:  # not of days, as in “sat and sun 9-12”, but of spans
        one, other = _part(first, days), _part(rest, days)
        return read if isinstance(one, Unclear) or isinstance(other, Unclear) else (one[0] | other[0], other[1])
    return read


def in_words(hours: Iterable[int]) -> str:
    """Return free hours as `Mon–Fri 18:00–22:00; Sat 10:00–16:00`."""
    by_day = {day: tuple(_spans(sorted(hour % DAY for hour in hours if hour // DAY == day))) for day in range(7)}
    shown = []
    for spans, days in groupby((day for day in by_day if by_day[day]), key=lambda day: by_day[day]):
        whole = ", ".join(f"{first:02}:00–{last:02}:00" for first, last in spans)
        shown.append(f"{_days(list(days))} {whole}")
    return "; ".join(shown) or "never"


def _named(typed: str) -> frozenset[int] | None:
    word = typed.removeprefix("in the ").removeprefix("on ")
    return next((hours for name, hours in NAMED.items() if word in (name, name.removesuffix("s"))), None)


def _span(typed: str, days: Days) -> tuple[frozenset[int], Days] | Unclear:
    match = _SPAN.fullmatch(typed)
    if not match:
        return Unclear(f"I cannot read {quoted(typed)} as free hours. {_EXAMPLE}", tuple(NAMED))
    named = parse_days(match["days"]) if match["days"].strip() else days
    first = parse_time(match["first"])
    last = parse_time("0" if match["last"].strip() in ("24", "24:00") else match["last"])
    if isinstance(named, Unclear):
        return named
    if isinstance(first, Unclear):
        return first
    if isinstance(last, Unclear):
        return last
    begin, end = first.hour + bool(first.minute), last.hour
    length = (end - begin) % DAY or DAY
    return frozenset((day * DAY + begin + hour) % len(ALL_HOURS) for day in named for hour in range(length)), named


def _spans(hours: list[int]) -> Iterator[tuple[int, int]]:
    for _, row in groupby(enumerate(hours), key=lambda item: item[1] - item[0]):
        run = [hour for _, hour in row]
        yield run[0], run[-1] + 1


def _days(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]][:3].capitalize(), WEEKDAYS[days[-1]][:3].capitalize()
    return first if len(days) == 1 else f"{first}–{last}" if len(days) > 2 else f"{first} and {last}"
