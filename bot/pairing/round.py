"""What a round is made of: the people who seek company, what happened before, and what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Literal

HOURS_OF_A_WEEK = 168
GROUP_SIZES = range(3, 6)

Pair = tuple[str, str]
"""Two ids in alphabetical order."""
Wish = Literal["same", "mentor", "mentee"]
"""`mentor` explains to somebody who is behind, `mentee` wants somebody ahead, `same` somebody near."""
Last = Literal["paired", "trio", "alone"]
"""How the last round ended for somebody; `paired` also for who was not in it."""
Reason = Literal["community", "platform", "language", "level", "hours", "apart", "taken"]
"""Why somebody stays alone: the first rule that nobody else passes (see `bot.pairing.rules`), or `taken`: there are
people who fit, and all of them are with somebody else. `apart` means a block: never say so to anybody."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who wants company this round, and all that the matching knows of them."""

    id: str
    community: str
    platform: str
    zone: str
    """The canonical IANA name."""
    free: frozenset[int]
    """Free hours of the local week: 0 is Monday from 00:00 to 01:00, 167 is Sunday from 23:00."""
    languages: frozenset[str]
    stage: int
    """Number of the roadmap's stage they are in."""
    position: int
    """Topics of the roadmap that lie behind them."""
    next_topics: tuple[str, ...] = ()
    hours_a_week: float = 5
    wish: Wish = "same"
    wants_group: bool = False
    study_group: str = ""
    """The lasting study group whose others are here too: they stay together, whatever else holds."""
    reliability: float = 1
    """The chance that they come, from 0 to 1."""
    last: Last = "paired"
    crosses_platforms: bool = True
    """Whether somebody on another platform will do."""
    wider: bool = False
    """Whether somebody from another community will do."""

    def __post_init__(self) -> None:
        if not all(0 <= hour < HOURS_OF_A_WEEK for hour in self.free):
            raise ValueError(f"{self.id}: free hours go from 0 to {HOURS_OF_A_WEEK - 1}, not {sorted(self.free)}")
        if not 0 <= self.reliability <= 1:
            raise ValueError(f"{self.id}: reliability goes from 0 to 1, not {self.reliability}")


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a cohort, and its settings."""

    number: int
    begins: datetime
    """An aware instant; people meet in the seven days after it."""
    apart: int = 6
    """Rounds that lie between two meetings of the same people, while any other assignment exists."""
    group_size: int = 4
    """How many a study group should have; some get one fewer or more, from 3 to 5."""
    seats: Mapping[str, int] = field(default_factory=dict)
    """How many may join each study group that lasts."""

    def __post_init__(self) -> None:
        if self.begins.tzinfo is None:
            raise ValueError("a round begins at an aware instant: give it a time zone")
        if self.apart < 0 or self.group_size not in GROUP_SIZES:
            raise ValueError(f"apart={self.apart} must be 0 or more, group_size={self.group_size} from 3 to 5")


@dataclass(frozen=True, slots=True)
class History:
    """What happened between two people before."""

    met: Mapping[Pair, int] = field(default_factory=dict)
    """The newest round in which two were together, in a pair, a trio or a group."""
    blocks: frozenset[Pair] = frozenset()
    """Who is never brought together, whichever of the two wants it so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everybody of a round exactly once, ids in alphabetical order, the same for any order of the input."""

    pairs: tuple[Pair, ...] = ()
    trios: tuple[tuple[str, str, str], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    alone: tuple[tuple[str, Reason], ...] = ()

    def companies(self) -> Iterator[tuple[str, ...]]:
        """Yield who is together: pairs, then trios, then groups."""
        yield from (*self.pairs, *self.trios, *self.groups)

    def met(self) -> Iterator[Pair]:
        """Yield every two who are together, to be kept in the history."""
        for company in self.companies():
            yield from combinations(company, 2)


def pair(one: str, other: str) -> Pair:
    """Return two ids in alphabetical order."""
    return (one, other) if one < other else (other, one)
