"""Reads a round on its standard input and writes who is with whom: `python -m bot.pairing`, for `match_apart`."""

from __future__ import annotations

import os
import sys
import threading

from bot.core.zones import use_pinned_zones
from bot.pairing.companies import bring_together
from bot.pairing.wire import END, answer, read_question

NICENESS = 10
_NOBODY_WAITS = 3


def main() -> None:
    """Answer one question, unless nobody waits for it any more."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    use_pinned_zones()
    seekers, history, round = read_question(iter(sys.stdin.buffer.readline, END))
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    for line in answer(bring_together(seekers, history, round)):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _end_with(pipe: int) -> None:
    """End this process when the other end of a pipe closes, as it does when whoever asked ends in any way."""
    os.read(pipe, 1)
    os._exit(_NOBODY_WAITS)


if __name__ == "__main__":
    main()
