"""Matches in a process of its own: the solver holds Python's lock for seconds, and a gateway's heartbeat can't wait."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from bot.pairing.round import History, Outcome, Round, Seeker
from bot.pairing.wire import END, joined, question, read_answer

LONGEST = 600.0
"""Seconds after which a round is given up."""
_LONGEST_LINE = 1 << 22
_ROOT = Path(__file__).parents[2]


class MatchingFailedError(RuntimeError):
    """No outcome came; nothing has changed, and the round can be tried again as it is."""


async def match_apart(
    seekers: Sequence[Seeker], history: History, round: Round, *, longest: float = LONGEST
) -> Outcome:
    """Return what `bring_together` returns; raises MatchingFailedError where it fails or takes `longest` seconds.

    The process has low priority, and it ends when it is no longer waited for, or when this process ends.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.pairing"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
        cwd=_ROOT,
    )
    try:
        async with asyncio.timeout(longest):
            return await _asked(process, seekers, history, round)
    except TimeoutError as error:
        raise MatchingFailedError(f"round {round.number} was not matched within {longest:.0f} s; try again") from error
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def match_and_wait(seekers: Sequence[Seeker], history: History, round: Round) -> Outcome:
    """Do the same from a worker thread, which waits for it."""
    return asyncio.run(match_apart(seekers, history, round))


async def _asked(
    process: asyncio.subprocess.Process, seekers: Sequence[Seeker], history: History, round: Round
) -> Outcome:
    pipes = (process.stdin, process.stdout, process.stderr)
    told, heard, errors = cast("tuple[asyncio.StreamWriter, asyncio.StreamReader, asyncio.StreamReader]", pipes)
    try:
        for line in question(seekers, history, round):
            told.write(line)
            await told.drain()
            await asyncio.sleep(0)  # drain alone lets nobody else run while there is room
        told.write(END)
        await told.drain()
        parts = [read_answer(line) async for line in heard]
    except ConnectionError:
        parts = []  # it ended early and says why
    complaint = (await errors.read()).decode(errors="replace").strip()
    if await process.wait():
        reason = complaint.rpartition("\n")[2] or f"it ended with {process.returncode}"
        raise MatchingFailedError(f"round {round.number} was not matched: {reason}")
    return joined(parts)
