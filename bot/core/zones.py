"""Finds the time zone a learner means by a city, a country or a zone's name."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import tzdata

from bot.core.gazetteer import Gazetteer, gazetteer, key
from bot.core.sentence import ended
from bot.core.unclear import Unclear, either, quoted

_LONGEST = 60
_MOST_NEAR = 4
_UTC = frozenset(["utc", "etc/utc"])
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?(?:\s*(?:h|hours?))?")


@dataclass(frozen=True, slots=True)
class Found:
    """A time zone, and how the learner calls it."""

    zone: str
    """The canonical IANA name, to compute with and to store."""
    typed: str
    """What the learner typed, to show."""


def use_pinned_zones() -> None:
    """Make `zoneinfo` read the pinned `tzdata` package only. To be called once, before any zone is used.

    It prefers the machine's own copy otherwise, which can be years behind: 13 zones differ between 2025b and 2026f.
    """
    zoneinfo.reset_tzpath(to=[])
    ZoneInfo.clear_cache()
    clock.cache_clear()


@cache
def clock(zone: str) -> ZoneInfo:
    """Return a zone's rules. `ZoneInfo` itself keeps eight of them and takes 80 µs to read another."""
    return ZoneInfo(zone)


def zones_version() -> str:
    """Return the version of the pinned IANA database, such as `2026f`."""
    return str(tzdata.IANA_VERSION)


def find_zone(text: str) -> Found | Unclear:
    """Find the one zone that some words mean: a zone's name, a city or a country, or "city, country".

    Case, accents and gaps do not matter. Old names give way to today's (`Asia/Calcutta` to `Asia/Kolkata`). Any text
    gets an answer; none raises.
    """
    typed = " ".join(text.split())
    if not typed or len(typed) > _LONGEST:
        return Unclear("Which city sets your clock? Name it in a word or two, for example Berlin or São Paulo.")
    known = gazetteer()
    zone = "UTC" if typed.lower() in _UTC else known.names.get(typed.lower().replace(" ", "_"))
    if zone:
        return Found(zone, typed)
    if zones := _meant(known, typed):
        return Found(zones[0], typed) if len(zones) == 1 else _ambiguous(zones, typed)
    return _not_a_place(known, typed)


def _meant(known: Gazetteer, typed: str) -> tuple[str, ...]:
    """Return the zones that the first part can mean, less those that a later part ("…, Canada") speaks against."""
    first, *later = (known.places.get(key(part), ()) for part in typed.split(","))
    for zones in filter(None, later):
        first = tuple(zone for zone in first if zone in zones)
    return first


def _ambiguous(zones: tuple[str, ...], typed: str) -> Unclear:
    near = zones[:_MOST_NEAR]
    more = ", or another city" if len(zones) > len(near) else ""
    return Unclear(f"{quoted(typed)} can mean more than one clock. Which is yours: {either(near)}{more}?", near)


def _not_a_place(known: Gazetteer, typed: str) -> Unclear:
    if offset := _OFFSET.fullmatch(typed.lower()):
        return _only_an_offset(known, typed, offset)
    if zones := known.abbreviations.get(typed.lower()):
        why = f"{quoted(typed)} is short for one half of the year, or for several clocks."
        return Unclear(f"{why} Name a city instead, such as {either(zones)}.", zones)
    city = key(typed.partition(",")[0].rpartition("/")[2])
    close = difflib.get_close_matches(city, known.places, n=_MOST_NEAR, cutoff=0.75)
    unknown = ended(f"I do not know a place called {quoted(typed)}")
    if near := tuple(known.spellings[place] for place in close):
        return Unclear(f"{unknown} Did you mean {either(near)}?", near)
    return Unclear(f"{unknown} Try the biggest city near you that keeps your time.")


def _only_an_offset(known: Gazetteer, typed: str, match: re.Match[str]) -> Unclear:
    sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (1 if sign == "+" else -1)
    near = _cities_at(known, offset)[:_MOST_NEAR]
    such = f", such as {either(near)}" if near else ""
    why = f"{quoted(typed)} stays the same all year, but most clocks are changed twice a year."
    return Unclear(f"{why} Name a city that keeps your time{such}.", near)


def _cities_at(known: Gazetteer, offset: timedelta) -> tuple[str, ...]:
    """Return zones that are at an offset in January or July of the database's year."""
    year = int(zones_version()[:4])
    seasons = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7)]
    return tuple(
        zone for zone in known.clocks if any(season.astimezone(clock(zone)).utcoffset() == offset for season in seasons)
    )
