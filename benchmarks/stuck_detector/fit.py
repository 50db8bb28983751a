"""Looks for the weights of the signals, on seeds that the report never uses.

    python -m benchmarks.stuck_detector.fit

Goes through the weights one by one, several times over, and keeps what notices more for the false prompts it costs.
Prints the way there and the end, which is what `bot.core.signals` holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from benchmarks.report import say
from benchmarks.stuck_detector.months import lived
from benchmarks.stuck_detector.world import World
from bot.core.signals import Name

SEEDS = (101, 102)
"""For fitting only."""
LEARNERS, DAYS = 120, 90
PRICE = 0.25
"""What one false prompt a month costs: as much as leaving a quarter of the stuck weeks unnoticed."""
CHOICES = (0.0, 0.2, 0.4, 0.6, 1.0, 1.4, 1.8)
ROUNDS = 2


def worth(weights: Mapping[Name, float]) -> float:
    """Return how good some weights are: the share of stuck weeks noticed, less what false prompts cost."""
    total = 0.0
    for seed in SEEDS:
        tally = lived(World(), seed, learners=LEARNERS, days=DAYS, weights=weights)
        total += tally.share_noticed() - PRICE * tally.false_a_month
    return total / len(SEEDS)


def main() -> None:
    """Search, and print the weights."""
    weights: dict[Name, float] = dict.fromkeys(get_args(Name), 0.4)
    best = worth(weights)
    for _ in range(ROUNDS):
        for name in get_args(Name):
            for choice in CHOICES:
                found = worth(weights | {name: choice})
                if found > best:
                    best, weights = found, weights | {name: choice}
            say(f"{name}: {weights[name]}, worth {best:.3f}")
    print(weights)


if __name__ == "__main__":
    main()
