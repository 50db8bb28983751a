"""Everybody who seeks company this round as columns of numbers, so that millions of possible pairs can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.pairing.hours import Words, members, packed, starts
from bot.pairing.round import History, Pair, Round, Seeker

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WISHES = ("same", "mentor", "mentee")


@dataclass(frozen=True, slots=True)
class Pool:
    """People by number, in the order of their ids; one row each in every column."""

    ids: tuple[str, ...]
    community: Ints
    platform: Ints
    wider: Bools
    crosses: Bools
    languages: Words
    wish: Ints
    """Number in `WISHES`."""
    position: Ints
    stage: Ints
    topics: Words
    hours: Floats
    reliability: Floats
    was_alone: Bools
    was_in_trio: Bools
    starts: Words
    """Quarters of the coming week at which they can start to meet."""
    blocked: Ints
    """Sorted keys of pairs who are never brought together."""
    recent: Ints
    """Sorted keys of pairs who met within the last rounds."""
    recent_rounds: Ints
    """For each of these, how many of the rounds that should lie between are missing, from 1."""

    def __len__(self) -> int:
        return len(self.ids)

    def keys(self, a: Ints, b: Ints) -> Ints:
        """Return one number for each pair, whichever comes first."""
        return np.minimum(a, b) * len(self.ids) + np.maximum(a, b)

    def missing_rounds(self, a: Ints, b: Ints) -> Ints:
        """Return how many rounds too early each pair would meet again; 0 for a pair who may meet."""
        keys = self.keys(a, b)
        if not len(self.recent):
            return np.zeros_like(keys)
        at = np.searchsorted(self.recent, keys).clip(max=len(self.recent) - 1)
        return np.where(self.recent[at] == keys, self.recent_rounds[at], 0)


def pool_of(seekers: Sequence[Seeker], history: History, round: Round) -> Pool:
    """Return the columns; raises ValueError for an id that comes twice, ZoneInfoNotFoundError for a zone."""
    people = sorted(seekers, key=lambda seeker: seeker.id)
    ids = tuple(seeker.id for seeker in people)
    number = {id: row for row, id in enumerate(ids)}
    if len(number) < len(ids):
        raise ValueError("somebody seeks company twice in one round: give each id once")
    recent, missing = _recent(history.met, number, round)
    return Pool(
        ids=ids,
        community=_codes(seeker.community for seeker in people),
        platform=_codes(seeker.platform for seeker in people),
        wider=np.array([seeker.wider for seeker in people], dtype=bool),
        crosses=np.array([seeker.crosses_platforms for seeker in people], dtype=bool),
        languages=_sets([seeker.languages for seeker in people]),
        wish=np.array([WISHES.index(seeker.wish) for seeker in people], dtype=np.int64),
        position=np.array([seeker.position for seeker in people], dtype=np.int64),
        stage=np.array([seeker.stage for seeker in people], dtype=np.int64),
        topics=_sets([seeker.next_topics for seeker in people]),
        hours=np.array([seeker.hours_a_week for seeker in people], dtype=float),
        reliability=np.array([seeker.reliability for seeker in people], dtype=float),
        was_alone=np.array([seeker.last == "alone" for seeker in people], dtype=bool),
        was_in_trio=np.array([seeker.last == "trio" for seeker in people], dtype=bool),
        starts=starts(people, round.begins),
        blocked=np.sort(np.array([_key(pair, number) for pair in _present(history.blocks, number)], dtype=np.int64)),
        recent=recent,
        recent_rounds=missing,
    )


def bits(words: Words) -> Ints:
    """Return how many bits are set in each row."""
    counted: Ints = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    return counted


def _recent(met: Mapping[Pair, int], number: Mapping[str, int], round: Round) -> tuple[Ints, Ints]:
    rows = sorted(
        (_key(pair, number), missing)
        for pair in _present(met, number)
        if (missing := round.apart + 1 - (round.number - met[pair])) > 0
    )
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])


def _present(pairs: Iterable[Pair], number: Mapping[str, int]) -> Iterable[Pair]:
    return (pair for pair in pairs if pair[0] in number and pair[1] in number)


def _key(pair: Pair, number: Mapping[str, int]) -> int:
    one, other = sorted((number[pair[0]], number[pair[1]]))
    return one * len(number) + other


def _codes(names: Iterable[str]) -> Ints:
    _, codes = np.unique(np.array(list(names), dtype=object), return_inverse=True)
    return codes.astype(np.int64)


def _sets(sets: Sequence[Iterable[str]]) -> Words:
    names = sorted({name for names in sets for name in names})
    number = {name: bit for bit, name in enumerate(names)}
    return packed(members([[number[name] for name in names] for names in sets], max(1, len(names))))
