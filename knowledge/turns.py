"""Lets only so many questions be worked on at once, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import AbstractContextManager
from types import TracebackType


class Turns(AbstractContextManager[None]):
    """A queue for threads: `places` of them work, the others sleep until it is their turn.

    More threads than processors do not finish sooner. They only take turns at Python's lock inside every question, so
    that all become slow together. Unlike `threading.Semaphore` a newcomer cannot overtake who waits.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[threading.Lock] = deque()
        self._changing = threading.Lock()

    def __enter__(self) -> None:
        with self._changing:
            if self._free:
                self._free -= 1
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # until whoever leaves passes the place on

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
