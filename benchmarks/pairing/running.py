"""What a round costs in its own process, and how long it holds up the event loop of the one that asks."""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.databases import LoopWatch
from bot.pairing.apart import match_apart
from bot.pairing.round import History, Outcome, Round, Seeker

BEGINS = datetime(2026, 11, 23, tzinfo=UTC)
"""A Monday."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one round in another process cost; times in seconds."""

    people: int
    cpu: float
    seconds: float
    megabytes: float
    block: float
    matched: int
    taken: int
    unfit: int


def run_apart(people: Sequence[Seeker]) -> Run:
    """Match once, as the bot does."""
    before = _cpu()
    began = time.monotonic()
    outcome, block = asyncio.run(_watched(people))
    reasons = Counter(reason for _, reason in outcome.alone)
    return Run(
        people=len(people),
        cpu=_cpu() - before,
        seconds=time.monotonic() - began,
        megabytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3,
        block=block,
        matched=len(people) - reasons.total(),
        taken=reasons["taken"],
        unfit=reasons.total() - reasons["taken"],
    )


async def _watched(people: Sequence[Seeker]) -> tuple[Outcome, float]:
    watch = LoopWatch()
    watching = asyncio.create_task(watch.run())
    outcome = await match_apart(people, History(), Round(1, BEGINS))
    watching.cancel()
    return outcome, watch.longest


def _cpu() -> float:
    """Return the seconds of CPU of all processes that ended, in Python and in the system."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
