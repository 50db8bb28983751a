"""Measures who is matched with whom: how near to the best possible, how fast, and how often people meet again.

Needs the development requirements. From the root of a checkout; the second form leaves out the 100,000 people:

    python -m benchmarks.pairing
    python -m benchmarks.pairing --quick
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from benchmarks.pairing.people import seekers
from benchmarks.pairing.quality import Quality, quality
from benchmarks.pairing.repeats import PEOPLE, RUNS, WEEKS, repeats
from benchmarks.pairing.running import Run, run_apart
from benchmarks.report import commands, machine, say, table, today, verdict, versions, write

NEAR_BOUND, CPU, BLOCKED = 0.98, 60.0, 0.1
"""The goals: share of the bound, seconds of CPU for 100,000 people, seconds."""
PAGE = Path(__file__).parents[2] / "docs" / "pairing.md"


def main() -> None:
    """Measure, and write the page; `--quick` only prints."""
    is_quick = "--quick" in sys.argv[1:]
    sizes = [(1_000, 1), (10_000, 10), *([] if is_quick else [(100_000, 100)])]
    runs = []
    for number, communities in sizes:
        say(f"in a process of its own: {number:,} people")
        runs.append(run_apart(seekers(number, Random(number), communities)))
    say(f"{PEOPLE} people for {WEEKS} weeks, {RUNS} times")
    at_random, ours = repeats()
    qualities = []
    for number, communities in sizes[:2]:
        say(f"quality: {number:,} people")
        qualities.append(quality(seekers(number, Random(number), communities)))
    text = page(qualities, runs, at_random, ours)
    if is_quick:
        say(text)
    else:
        write(PAGE, text)


def page(qualities: list[Quality], runs: list[Run], at_random: float, ours: float) -> str:
    """Return the page."""
    return f"""
# Who studies with whom

Written by `python -m benchmarks.pairing` on {today()}.

- Machine: {machine()}; other programs were running.
- {versions("rustworkx", "scipy", "numpy")}.
- Made-up people in 16 zones from Los Angeles to Auckland who speak nine languages, on 174 topics; each has a few
  evenings or mornings and often a piece of the weekend. One in five speaks no English, one in five stays on their
  platform, two in five stay in their community (of 1,000 people), one in six would rather be or have a mentor.

## How near to the best

{table(["", *(f"{each.people:,} people" for each in qualities)], _quality_rows(qualities))}

The bound is the linear program in which people may be paired in halves: no matching has more points. scipy's HiGHS
solves it in the same run, once for the pairs that the matching looks at and once for *all* that the rules allow, which
judges the choice of pairs too. A matching brings together as many people as can be, which costs some points that the
bound doesn't pay. Points are explained in `bot/pairing/rules.py`. Goal: {NEAR_BOUND:.0%}.

## How long it takes

{table(["", *(f"{each.people:,} people" for each in runs)], _run_rows(runs))}

The matching runs in a process of its own, at low priority. CPU is that of the whole process, starting Python, reading
and writing included (`getrusage`); *longest block* is how long the event loop of the one that asks had to wait
meanwhile. Goals: {CPU:.0f} s of CPU for 100,000 people, {BLOCKED * 1000:.0f} ms.

## Who meets again

{PEOPLE} people who all may meet, matched anew every week for {WEEKS} weeks, {RUNS:,} times: somebody met the same
person again in {at_random:.1%} of the runs with random pairs, and in {ours:.1%} with ours.

{commands(__doc__)}
"""


def _quality_rows(qualities: list[Quality]) -> list[list[str]]:
    return [
        ["pairs that the rules allow", *(f"{each.allowed:,}" for each in qualities)],
        ["pairs looked at", *(f"{each.edges:,}" for each in qualities)],
        ["points", *(f"{each.points:,}" for each in qualities)],
        ["bound of the pairs looked at", *(f"{each.bound:,.0f}" for each in qualities)],
        ["share of it", *(f"{each.share:.2%} ({verdict(each.share >= NEAR_BOUND)})" for each in qualities)],
        ["bound of all allowed pairs", *(f"{each.full_bound:,.0f}" for each in qualities)],
        ["share of that", *(f"{each.full_share:.2%} ({verdict(each.full_share >= NEAR_BOUND)})" for each in qualities)],
        ["people with company", *(f"{each.matched:,}" for each in qualities)],
    ]


def _run_rows(runs: list[Run]) -> list[list[str]]:
    return [
        ["CPU", *(f"{each.cpu:.1f} s ({verdict(each.cpu < CPU)})" for each in runs)],
        ["time", *(f"{each.seconds:.1f} s" for each in runs)],
        ["memory, at most", *(f"{each.megabytes:.0f} MB" for each in runs)],
        ["longest block", *(f"{each.block * 1000:.0f} ms ({verdict(each.block < BLOCKED)})" for each in runs)],
        ["people with company", *(f"{each.matched:,}" for each in runs)],
        ["alone: nobody fits", *(f"{each.unfit:,}" for each in runs)],
        ["alone: all who fit are taken", *(f"{each.taken:,}" for each in runs)],
    ]


if __name__ == "__main__":
    main()
