"""What the stuck signals notice among made-up learners, and how often they are wrong.

From the root of a checkout:

    python -m benchmarks.stuck_detector
    python -m benchmarks.stuck_detector.fit
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from benchmarks.report import commands, say, table, today, verdict, write
from benchmarks.stuck_detector import cost, fit
from benchmarks.stuck_detector.months import LEAST_OF_A_WEEK, Tally, lived
from benchmarks.stuck_detector.somebody import DAY
from benchmarks.stuck_detector.world import World
from bot.core.reminders import APART
from bot.core.signals import LOWERED, THRESHOLD, WEIGHTS, Name

SEEDS = (201, 202, 203)
"""For the report only."""
LEARNERS, DAYS = 300, 90
FEWER = 150
"""Learners of each of the many comparisons."""
NOTICED, FALSE = 0.7, 1.0
"""The goals: the share of stuck weeks noticed, and false prompts of a learner in a month."""
PAGE = Path(__file__).parents[2] / "docs" / "stuck-detector.md"
SENTENCES: Mapping[Name, str] = {
    "waits": "a task open twice its usual time",
    "later": "two “later” in a row",
    "wrong": "two wrong answers in a row on one topic",
    "words": "stuck words or an error message in a question",
    "again": "the same topic asked about three times in a week",
    "silent": "silence after opening the task's note",
}
OTHERWISE: Mapping[str, World] = {
    "as it is": World(),
    "everybody asks when stuck": World(manners=(("asks", 1),)),
    "everybody avoids it": World(manners=(("avoids", 1),)),
    "everybody goes quiet": World(manners=(("goes quiet", 1),)),
    "stuck people sit down half as often": World(sits_down_stuck=0.4),
    "they ask half as much, and it shows half as often": World(asks_stuck=0.45, sounds_stuck=0.22),
    "spells are short, 5 days": World(stuck_for=5),
    "spells are long, 14 days": World(stuck_for=14),
    "stuck half as often": World(stuck_every=44),
    "busy twice as often": World(busy_every=15),
    "holidays twice as often, none announced": World(holiday_every=30, pauses=0),
    "everybody asks a lot": World(asks=1.0, bursts=0.1),
    "everybody sounds stuck now and then": World(sounds_stuck_anyway=0.3),
    "questions are hard: four in ten wrong": World(wrong=0.4, weak=0.2),
    "half are quick and curious": World(quick=0.5),
    "many leave": World(leaves_every=120),
}


def main() -> None:
    """Measure and write the page."""
    say("the report's seeds")
    tallies = [lived(World(), seed, learners=LEARNERS, days=DAYS) for seed in SEEDS]
    noticed = [tally.share_noticed() for tally in tallies]
    false = [tally.false_a_month for tally in tallies]
    met = verdict(min(noticed) >= NOTICED and max(false) <= FALSE)
    print(f"stuck weeks noticed: {_mean(noticed):.1%}, false prompts a learner a month: {_mean(false):.2f} ({met})")
    say("cost")
    (without, tasks), (with_looks, messages) = cost.seconds(looks=False), cost.seconds(looks=True)
    prompts = messages - tasks
    weeks = sum(len(tally.stuck_weeks()) for tally in tallies)
    write(
        PAGE,
        f"""
# How well stuck learners are noticed

Written by `python -m benchmarks.stuck_detector` on {today()}.

Nobody has lived through this yet: the learners are made up, and so is what they do when they are stuck. The page shows
that the sum of signals does what it was built for, what each signal adds, and where it breaks. Real learners will
tell by their "I'm not stuck".

| | goal | seed {SEEDS[0]} | seed {SEEDS[1]} | seed {SEEDS[2]} | mean |
| --- | ---: | ---: | ---: | ---: | ---: |
| stuck weeks noticed | at least {NOTICED:.0%} | {_row(noticed, ".1%")} |
| false prompts of a learner in a month | at most {FALSE:g} | {_row(false, ".2f")} |
| months of a learner with two or more of them | | {_row([one.share_of_months_with(1) for one in tallies], ".1%")} |
| false in the first month | | {_row([one.false_in(0) for one in tallies], ".2f")} |
| false in the third month | | {_row([one.false_in(2) for one in tallies], ".2f")} |
| true prompts that name the right topic | | {_row([_right(one) for one in tallies], ".1%")} |
| of weeks with three stuck days or more, noticed | | {_row([one.share_noticed(3) for one in tallies], ".1%")} |

Both goals are {met}: {weeks:,} stuck weeks of {LEARNERS * len(SEEDS)} learners in {DAYS} days.

- A *stuck week* is seven days from the day on which somebody got stuck, at least {LEAST_OF_A_WEEK} of them stuck and at
  hand; a longer spell is several weeks. It is *noticed* if they were asked in it while they were stuck.
- A prompt is *false* if they were not stuck at that hour, also if they had been a day before, or had left for good.
- What decides is the program's own code: signals, sum, {APART / DAY:g} days between two prompts, quiet hours, another
  look before sending, silence towards those who stopped answering.
- Half of the truly stuck take the help; of those asked wrongly 45 % say so, which leaves {LOWERED:.0%} of the weight
  of the signals that fired. Within three months the mean hardly shows it: most false prompts come from two or three
  days on which somebody was there and did not finish, and that happens to everybody now and then.

## Each signal, and the sum without it

*Fires*: in this share of stuck weeks, and at this share of looks at learners who got on. *Alone*: only this signal
counts, and is enough. *Without*: all the others, as they are. {FEWER} learners, seed {SEEDS[0]}.

{_signals()}

A sum of {THRESHOLD:g} asks. The weights are what `fit.py` finds on seeds {" and ".join(map(str, fit.SEEDS))},
where one false prompt a month costs as much as {fit.PRICE:.0%} of the stuck weeks; none of those seeds is used here.
The optimum is flat. A task that waits is what carries the sum: it says that something is in the way, and the others
mostly say the same a day earlier or a little more surely. Questions tell little here: people who get on ask too.

## Other worlds

The same weights where learners are different. {FEWER} learners, seed {SEEDS[0]}; the parameters are in `world.py`.

{_worlds()}

Stuck people who hardly come any more are found less often: from outside they look like people who left, and those
are left in peace on purpose. Short spells end before two days of a waiting task are over. Where busy weeks are common,
false prompts become more. That is the price of looking at behaviour only.

## What it costs

A look is taken when a learner's daily task is planned, for many at once, and first only at who has an open task or
missed two questions. A tick at which {cost.LEARNERS:,} learners are due, each with {cost.DAYS} days of tasks behind
them, takes {without:.1f} s of processor time without the look and {with_looks:.1f} s with it, {prompts:,} prompts
written: {20 * (with_looks - without):.0f} s more for 100,000 learners after an outage of a day.

{commands(__doc__)}
""",
    )


def _signals() -> str:
    whole = lived(World(), SEEDS[0], learners=FEWER, days=DAYS)
    rows = [["all together", "", "", "", "", "", *_figures(whole)]]
    for name in get_args(Name):
        say(f"signal: {name}")
        alone = {other: THRESHOLD * 1.4 if other == name else 0.0 for other in WEIGHTS}
        by_itself = lived(World(), SEEDS[0], learners=FEWER, days=DAYS, weights=alone)
        left_out = lived(World(), SEEDS[0], learners=FEWER, days=DAYS, weights={**WEIGHTS, name: 0.0})
        fires = [f"{whole.hits(name):.0%}", f"{whole.false_alarms(name):.1%}"]
        rows.append([SENTENCES[name], f"{WEIGHTS[name]:g}", *fires, *_figures(by_itself), *_figures(left_out)])
    header = ["signal", "weight", "fires: stuck", "fires: not", "alone: noticed", "alone: false"]
    return table([*header, "without: noticed", "without: false"], rows)


def _worlds() -> str:
    rows = []
    for name, world in OTHERWISE.items():
        say(f"world: {name}")
        tally = lived(world, SEEDS[0], learners=FEWER, days=DAYS)
        met = verdict(tally.share_noticed() >= NOTICED and tally.false_a_month <= FALSE)
        rows.append([name, *_figures(tally), met])
    return table(["world", "stuck weeks noticed", "false a month", "goals"], rows)


def _figures(tally: Tally) -> list[str]:
    return [f"{tally.share_noticed():.0%}", f"{tally.false_a_month:.2f}"]


def _right(tally: Tally) -> float:
    return tally.right_topic / (tally.prompts - tally.false.total())


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _row(values: list[float], form: str) -> str:
    return " | ".join(format(value, form) for value in [*values, _mean(values)])


if __name__ == "__main__":
    main()
