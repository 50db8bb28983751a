"""When people are free in the days that come, by the clocks where they live.

Quarters of an hour are the unit: zones lie a whole number of them from UTC. Each quarter of the coming week is looked
up in everybody's own week, so a change of the clocks is simply there: an hour that is left out gives nothing, one
that comes twice counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from bot.core.zones import clock
from bot.pairing.round import HOURS_OF_A_WEEK, Seeker

Words = npt.NDArray[np.uint64]
"""Sets as bits: one row each."""
Bools = npt.NDArray[np.bool_]

QUARTER = timedelta(minutes=15)
QUARTERS = HOURS_OF_A_WEEK * 4
MEETING = 4
"""Quarters of an hour that people must have in one piece to meet: a 15-minute task, and time to arrive and to talk."""


def starts(seekers: Sequence[Seeker], begins: datetime) -> Words:
    """Return a row for each seeker: the quarters from `begins` at which a meeting of an hour may start for them."""
    free = np.zeros((len(seekers), QUARTERS), dtype=bool)
    zones = np.array([seeker.zone for seeker in seekers], dtype=object)
    grid = _grid(seekers)
    for zone in sorted(set(zones)):
        who = np.flatnonzero(zones == zone)
        by_quarter = grid[who][:, _hours_by_quarter(zone, begins)]
        free[who] = np.all([by_quarter[:, quarter : quarter + QUARTERS] for quarter in range(MEETING)], axis=0)
    return packed(free)


def common_starts(seekers: Sequence[Seeker], begins: datetime) -> list[datetime]:
    """Return the UTC instants in the week after `begins` at which all of them are free for an hour."""
    common = np.bitwise_and.reduce(starts(seekers, begins), axis=0)
    bits = np.unpackbits(common.view(np.uint8), count=QUARTERS)
    return [_first_quarter(begins) + int(quarter) * QUARTER for quarter in np.flatnonzero(bits)]


def packed(rows: Bools) -> Words:
    """Return rows of truth values as bits, padded to whole words of 64."""
    octets = np.packbits(rows, axis=1)
    short = -octets.shape[1] % 8
    return np.ascontiguousarray(np.pad(octets, ((0, 0), (0, short)))).view(np.uint64)


def members(sets: Sequence[Iterable[int]], most: int) -> Bools:
    """Return sets of numbers below `most` as rows of truth values."""
    rows = np.zeros((len(sets), most), dtype=bool)
    flat = [(row, number) for row, numbers in enumerate(sets) for number in numbers]
    if flat:
        rows[tuple(np.array(flat).T)] = True
    return rows


def _grid(seekers: Sequence[Seeker]) -> Bools:
    return members([seeker.free for seeker in seekers], HOURS_OF_A_WEEK)


def _hours_by_quarter(zone: str, begins: datetime) -> npt.NDArray[np.intp]:
    """Return the hour of the local week for each quarter that a meeting within the round can touch."""
    first, local = _first_quarter(begins), clock(zone)
    instants = ((first + quarter * QUARTER).astimezone(local) for quarter in range(QUARTERS + MEETING - 1))
    return np.array([at.weekday() * 24 + at.hour for at in instants], dtype=np.intp)


def _first_quarter(begins: datetime) -> datetime:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return epoch - (epoch - begins) // QUARTER * QUARTER
