"""Does small things beside a reply, so that nobody waits for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.core.request import Request

log = logging.getLogger(__name__)


class Aside:
    """Calls something with each request in one thread of its own, in order. What is waiting is done before the end."""

    def __init__(self, call: Callable[[Request], object]) -> None:
        self._call = call
        self._thread = ThreadPoolExecutor(1, "aside")

    def __call__(self, request: Request) -> None:
        """Have it done soon."""
        self._thread.submit(self._do, request)

    def _do(self, request: Request) -> None:
        try:
            self._call(request)
        except Exception:  # the reply is on its way already; the next word does the same again
            log.exception("Not noted that %s spoke", request.id)

    def finish(self) -> None:
        """Wait for what is not done yet."""
        self._thread.shutdown()
