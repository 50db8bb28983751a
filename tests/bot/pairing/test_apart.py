"""Matching in a process of its own: the same outcome, a free event loop, and no process left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.databases import LoopWatch
from benchmarks.pairing.people import seekers as many
from bot.pairing.apart import MatchingFailedError, match_apart
from bot.pairing.companies import bring_together
from bot.pairing.round import History, Round
from bot.pairing.wire import END, question
from tests.bot.pairing.people import BEGINS, FIRST, crowd

ROOT = Path(__file__).parents[3]
THOUSANDS = [
    replace(one, wider=False, wish="same", languages=frozenset({"en"}))
    for one in many(10_000, Random(3), communities=100)
]
"""In small communities, so that little is to be solved."""


def running() -> str:
    """Return the commands of all processes."""
    return subprocess.run(("ps", "-A", "-o", "ppid=,args="), capture_output=True, text=True, check=True).stdout


async def test_another_process_comes_to_the_same_outcome() -> None:
    people = [
        *many(120, Random(5)),
        *crowd("abc", community="north"),
        *crowd("vwxyz", community="east", wants_group=True),
    ]
    history = History({("a", "b"): 1, ("v", "w"): 0}, frozenset({("v", "z")}))
    apart = await match_apart(people[::-1], history, Round(2, BEGINS))
    assert apart == bring_together(people, history, Round(2, BEGINS))
    assert (len(apart.pairs) > 40, len(apart.groups), len(apart.alone) > 5) == (True, 1, True)


async def test_the_event_loop_stays_free_while_ten_thousand_people_are_matched() -> None:
    watch = LoopWatch()
    watching = asyncio.create_task(watch.run())
    outcome = await match_apart(THOUSANDS, History(), FIRST)
    watching.cancel()
    assert sum(map(len, outcome.companies())) + len(outcome.alone) == 10_000
    assert watch.longest < 0.1


async def test_input_that_cannot_be_right_is_said_and_not_answered() -> None:
    with pytest.raises(MatchingFailedError, match="round 1 was not matched: ValueError: somebody seeks company twice"):
        await match_apart(crowd("aa"), History(), FIRST)


async def test_a_round_that_takes_too_long_is_given_up_and_its_process_ended() -> None:
    with pytest.raises(MatchingFailedError, match="within 0 s"):
        await match_apart(THOUSANDS, History(), FIRST, longest=0.3)
    assert f"{os.getpid()} {sys.executable} -m bot.pairing" not in running()


def test_the_process_ends_when_nobody_waits_for_it_any_more() -> None:
    command = [sys.executable, "-m", "bot.pairing"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for line in question(THOUSANDS[:3_000], History(), FIRST):
            process.stdin.write(line)
        process.stdin.write(END)
        process.stdin.close()  # as the system does when the one who asks is killed
        assert process.wait(10) == 3
        assert process.stdout.read() == b""
