"""Takes updates in: those of one chat in order, chats side by side, and each one once."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from telegram import Update

MOST_WAITING = 40
"""Answers that wait their turn in one chat; a lively group gets twenty a minute."""

log = logging.getLogger(__name__)

Answer = Callable[[], Awaitable[None]]
Effect = Callable[[Update], Awaitable[Answer | None]]
"""Stores what an update does; returns what is left to show, which may take its time."""


class Taken:
    """An update that was taken in. `stored` is set when its effect is stored; `done` when its answer is out."""

    def __init__(self, at: float) -> None:
        self.at = at
        self.stored, self.done = asyncio.Event(), asyncio.Event()


class Lanes:
    """A lock for each name, first come, first served; forgotten when nobody holds it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: str) -> asyncio.Lock:
        """Return the lock of a name."""
        return self._locks.setdefault(name, asyncio.Lock())


class Intake:
    """For one event loop. Effects and answers have lanes of their own, so that a slow answer holds up no effect."""

    def __init__(self, effect: Effect) -> None:
        self._effect = effect
        self._effects, self._answers = Lanes(), Lanes()
        self._under_way: dict[int, Taken] = {}
        self._waiting: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, update: Update) -> Taken:
        """Begin with an update; one that is under way already is not begun again."""
        if known := self._under_way.get(update.update_id):
            return known
        taken = self._under_way[update.update_id] = Taken(asyncio.get_running_loop().time())
        task = asyncio.create_task(self._do(update, taken))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return taken

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long; what is not answered by then is not confirmed either."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def _do(self, update: Update, taken: Taken) -> None:
        lane = _lane(update)
        try:
            async with self._effects.of(lane):
                answer = await self._effect(update)
            taken.stored.set()
            if answer:
                await self._show(lane, answer)
        except Exception:  # one update must not end the adapter
            log.exception("Update %s failed", update.update_id)
        else:
            log.debug("Update %s is done", update.update_id)
        taken.stored.set()
        taken.done.set()
        self._under_way.pop(update.update_id, None)

    async def _show(self, lane: str, answer: Answer) -> None:
        """Show an answer after those before it, unless too many wait: somebody floods the chat."""
        if self._waiting[lane] >= MOST_WAITING:
            log.warning("More than %d answers wait in chat %s; one is left out", MOST_WAITING, lane)
            return
        self._waiting[lane] += 1
        try:
            async with self._answers.of(lane):
                await answer()
        finally:
            self._waiting[lane] -= 1
            if not self._waiting[lane]:
                del self._waiting[lane]


def _lane(update: Update) -> str:
    """Return what an update is in order with: its chat; for what belongs to none, the person."""
    if chat := update.effective_chat:
        return str(chat.id)
    return str(update.effective_user.id) if update.effective_user else ""
