"""Fifty people for five weeks: how often somebody meets the same person again, at random and with us."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from benchmarks.pairing.running import BEGINS
from bot.pairing.companies import bring_together
from bot.pairing.round import History, Pair, Round, Seeker, pair

PEOPLE, WEEKS, RUNS = 50, 5, 300
_EVENINGS = frozenset(day * 24 + hour for day in range(7) for hour in (18, 19, 20))
Week = Callable[[int, dict[Pair, int]], Iterable[Pair]]


def repeats() -> tuple[float, float]:
    """Return the share of runs in which somebody met the same person again: at random, and with us."""
    return _share(_at_random), _share(_ours)


def _share(way: Callable[[Random], Week]) -> float:
    return sum(_meets_again(way(Random(run))) for run in range(RUNS)) / RUNS


def _meets_again(week: Week) -> bool:
    met: dict[Pair, int] = {}
    for number in range(1, WEEKS + 1):
        pairs = list(week(number, met))
        if met.keys() & set(pairs):
            return True
        met |= dict.fromkeys(pairs, number)
    return False


def _at_random(random: Random) -> Week:
    def week(_number: int, _met: dict[Pair, int]) -> Iterable[Pair]:
        names = [f"{name:02}" for name in range(PEOPLE)]
        random.shuffle(names)
        return map(pair, names[::2], names[1::2])

    return week


def _ours(random: Random) -> Week:
    people = [_somebody(f"{name:02}", random) for name in range(PEOPLE)]

    def week(number: int, met: dict[Pair, int]) -> Iterable[Pair]:
        return bring_together(people, History(met), Round(number, BEGINS)).met()

    return week


def _somebody(name: str, random: Random) -> Seeker:
    """Return somebody who may meet everybody, and fits some better than others."""
    return Seeker(
        id=name, community="club", platform="discord", zone="UTC", free=_EVENINGS, languages=frozenset({"en"}), stage=1,
        position=random.randrange(60), hours_a_week=random.choice((3, 5, 10)), reliability=random.random(),
    )  # fmt: skip
