"""Does small things beside the replies, so that nobody waits for them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from bot.core.request import Request

GATHERED_FOR = 0.1
"""Seconds in which requests are gathered: a look at the database costs a reply less when many are taken at once."""

log = logging.getLogger(__name__)


class Aside:
    """Calls something with the newest request of each person, a moment later, in one thread of its own.

    What was gathered is done before the process ends.
    """

    def __init__(self, call: Callable[[Request], object]) -> None:
        self._call = call
        self._thread = ThreadPoolExecutor(1, "aside")
        self._gathered: dict[str, Request] = {}
        self._lock = Lock()

    def __call__(self, request: Request) -> None:
        """Have it done soon."""
        with self._lock:
            is_first = not self._gathered
            self._gathered[request.person.id] = request
        if is_first:
            self._thread.submit(self._do_all)

    def finish(self) -> None:
        """Wait for what is not done yet."""
        self._thread.shutdown()

    def _do_all(self) -> None:
        time.sleep(GATHERED_FOR)
        with self._lock:
            gathered, self._gathered = self._gathered, {}
        for request in gathered.values():
            try:
                self._call(request)
            except Exception:  # the reply has gone already; the next word does the same again
                log.exception("Not noted that %s spoke", request.person.id)
