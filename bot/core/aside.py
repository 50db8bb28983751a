"""Does small things beside the replies, so that nobody waits for them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

GATHERED_FOR = 0.1
"""Seconds in which things are gathered: a look at the database costs a reply less when many are taken at once."""

log = logging.getLogger(__name__)


Thing = TypeVar("Thing")


class Aside(Generic[Thing]):
    """Calls something with what is gathered of people we know, a moment later, in one thread of its own.

    Of things with the same key only the newest counts. What was gathered is done before the process ends.
    """

    def __init__(
        self,
        call: Callable[[Thing], object],
        key: Callable[[Thing], Hashable],
        person: Callable[[Thing], str],
        known: Callable[[Collection[str]], Collection[str]],
    ) -> None:
        """`known` says which of some persons we know: one look for all that is gathered, most of it by strangers."""
        self._call, self._key, self._person, self._known = call, key, person, known
        self._thread = ThreadPoolExecutor(1, "aside")
        self._gathered: dict[Hashable, Thing] = {}
        self._lock = Lock()

    def __call__(self, thing: Thing) -> None:
        """Have it done soon."""
        with self._lock:
            is_first = not self._gathered
            self._gathered[self._key(thing)] = thing
        if is_first:
            self._thread.submit(self._do_all)

    def finish(self) -> None:
        """Wait for what is not done yet."""
        self._thread.shutdown()

    def _do_all(self) -> None:
        time.sleep(GATHERED_FOR)
        with self._lock:
            gathered, self._gathered = self._gathered, {}
        try:
            known = self._known({self._person(thing) for thing in gathered.values()})
        except Exception:
            log.exception("Not done beside some replies")
            return
        for thing in gathered.values():
            try:
                if self._person(thing) in known:
                    self._call(thing)
            except Exception:  # the reply has gone already; the next word does the same again
                log.exception("Not done beside a reply")  # nor said what: it may be private
