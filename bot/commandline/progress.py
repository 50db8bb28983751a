"""Shows on standard error how far a long piece of work has come."""

from __future__ import annotations

import sys
from collections.abc import Callable


def say(sentence: str) -> None:
    """Print a sentence for the person who waits."""
    print(sentence, file=sys.stderr, flush=True)


def counter(doing: str) -> Callable[[int, int], None]:
    """Return a callback: one moving line on a screen, a line every quarter in a log, nothing if all is done."""
    shown = {"quarter": 0, "started": 0}

    def progress(done: int, total: int) -> None:
        if not total or (done == total and not shown["started"]):
            return
        shown["started"] = 1
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{doing}: {done} of {total}", end=end, file=sys.stderr, flush=True)
        elif done * 4 // total > shown["quarter"]:
            shown["quarter"] = done * 4 // total
            print(f"{doing}: {done} of {total}", file=sys.stderr, flush=True)

    return progress
