"""`trailmate run` on a clock that a file sets: `python -m tests.adapters.ahead FILE`, with the seconds to be ahead."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.delivery import Timing

TICK = 0.3
"""Seconds between two ticks; what a person waits for needs no patience in a test."""


def _ahead_of(clock: Callable[[], datetime], file: Path) -> Callable[[], datetime]:
    return lambda: clock() + timedelta(seconds=float(file.read_text()))


def main(file: Path) -> None:
    """Run with what the environment says, and a web page on any port that is free."""
    import adapters.discord.client
    import bot.delivery.delivery
    import scheduler.clock
    from bot.commandline import clock
    from bot.core import pace

    clock.clock = _ahead_of(clock.clock, file)  # before anybody takes it from there
    from bot.__main__ import main as trailmate

    adapters.discord.client.SERVERS_WITHIN = TICK
    scheduler.clock.JUMP = timedelta.max  # here a clock that runs away is meant to
    scheduler.clock.started.__defaults__ = (TICK,)
    bot.delivery.delivery.Timing = partial(Timing, poll=timedelta(seconds=TICK / 3))  # type: ignore[assignment,attr-defined]
    for name, limits in pace.LIMITS.items():
        pace.LIMITS[name] = replace(limits, each=pace.Rate(20))  # type: ignore[index]
    sys.exit(trailmate(["run", "--port", "0"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
