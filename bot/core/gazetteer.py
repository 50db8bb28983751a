"""Knows which places keep which time zone: the pinned IANA database, and a list of cities that it does not name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_CONTINENTS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Europe", "Indian", "Pacific"}
"""Areas whose zones end in a place. `Australia/West`, `US/Eastern` and `Etc/GMT+5` do not."""
_UNDECOMPOSED = str.maketrans("łøđı", "lodi")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Time zones by what people call them. Zones are canonical IANA names."""

    names: Mapping[str, str]
    """Every `Area/City` name, in lower case, with its canonical name."""
    places: Mapping[str, tuple[str, ...]]
    """The key of a city or country, with the zones that it can mean, likeliest first."""
    spellings: Mapping[str, str]
    """The key of a city or country, with its name as it is written."""
    abbreviations: Mapping[str, tuple[str, ...]]
    """A clock's abbreviation (`ist`), with a zone for each clock that it can mean."""
    clocks: tuple[str, ...]
    """One zone for each way in which clocks are kept today."""


def key(text: str) -> str:
    """Return what two spellings of a place have in common: letters and digits, without case, accents or gaps."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_UNDECOMPOSED)
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def gazetteer() -> Gazetteer:
    """Read the pinned database and the list of places. Takes some 10 ms, once."""
    database = resources.files("tzdata") / "zoneinfo"
    listed = [(code, zone) for code, _, zone, *_ in _rows(database / "zone.tab")]
    clocks = [(zone, comment) for _, _, zone, comment in _rows(database / "zonenow.tab")]
    canonical = _canonical(database / "tzdata.zi", frozenset(zone for _, zone in listed))
    places: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    for name, zone in (*_own_places(), *_cities(canonical), *_countries(database / "iso3166.tab", listed)):
        places.setdefault(key(name), []).append(zone)
        spellings.setdefault(key(name), name)
    return Gazetteer(
        names={name.lower(): zone for name, zone in canonical.items() if "/" in name and not name.startswith("Etc/")},
        places={place: tuple(dict.fromkeys(zones)) for place, zones in places.items()},
        spellings=spellings,
        abbreviations=_abbreviations(clocks),
        clocks=tuple(zone for zone, _ in clocks if not zone.startswith("Antarctica/")),
    )


def _canonical(source: Traversable, listed: frozenset[str]) -> dict[str, str]:
    """Return every name in the database with the name to keep: its own if a country lists it, else what it links to.

    `Asia/Calcutta` becomes `Asia/Kolkata`, but `Europe/Stockholm` stays, though it is a link to Berlin today: should
    Sweden ever set its clocks otherwise, its learners follow with the next database.
    """
    names: dict[str, str] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        kind, *rest = line.split()
        if kind == "Z":
            names[rest[0]] = rest[0]
        elif kind == "L":
            names[rest[1]] = rest[1] if rest[1] in listed else rest[0]
    return names


def _cities(canonical: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, zone in canonical.items():
        if name.partition("/")[0] in _CONTINENTS or (name == zone and name.startswith("Australia/")):
            yield name.rpartition("/")[2].replace("_", " "), zone


def _countries(source: Traversable, listed: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    # "Britain (UK)", "Samoa (American)", "Samoa (western)": the word before the bracket is what people type
    names = {code: name.partition(" (")[0] for code, name in _rows(source)}
    for code, zone in listed:
        yield names[code], zone


def _own_places() -> Iterator[tuple[str, str]]:
    for name, _, zone in _rows(resources.files("bot.core") / "places.txt", " | "):
        yield name, zone


def _abbreviations(clocks: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for zone, comment in clocks:
        for abbreviation in re.findall(r"(?<=[(/])[A-Z][A-Za-z]*T(?=[)/])", comment):
            found.setdefault(abbreviation.lower(), []).append(zone)
    return {abbreviation: tuple(zones) for abbreviation, zones in found.items()}


def _rows(source: Traversable, separator: str = "\t") -> Iterator[list[str]]:
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split(separator)
