"""Asks Telegram for updates, and confirms one only when its effect is stored.

Telegram forgets every update below the offset that it is asked with. So an offset is given only to confirm; without
one, Telegram repeats what is not confirmed yet, which is how the updates behind a slow one are seen.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram.faults import pause_after
from adapters.telegram.intake import Intake, Taken

ALLOWED = ("message", "callback_query", "inline_query", "poll_answer", "my_chat_member")
"""What is asked for; edited messages are not, so that no edit is taken for a new question."""
LONGEST_POLL = 25
HELD_FOR = 5.0
"""Seconds for which an update is kept unconfirmed until its answer is out, so that a crash repeats the answer."""
MOST_HELD = 20
"""Updates that are held so; where more are open, Telegram would soon show no newer ones."""
STEP = 0.03
BETWEEN = 0.6
"""Seconds between two looks while something is open; Telegram shows one update only to who asks faster than 0.5."""

log = logging.getLogger(__name__)


class Poller:
    """For one event loop, and one bot: Telegram ends an older poller as soon as a newer one asks."""

    def __init__(self, bot: Bot, intake: Intake) -> None:
        self._bot, self._intake = bot, intake
        self._open: dict[int, Taken] = {}
        self._failed = 0

    async def run(self) -> None:
        """Poll until cancelled. Returns only where Telegram does not know the token any more."""
        while True:
            try:
                await self._look()
                self._failed = 0
            except InvalidToken:
                log.error("Telegram does not know TRAILMATE_TELEGRAM_TOKEN any more. Put in the one BotFather shows.")  # noqa: TRY400
                return
            except TelegramError as error:
                await self._wait(error)
                continue
            await self._rest()

    async def confirm(self) -> None:
        """Confirm what is done, at the end."""
        with contextlib.suppress(TelegramError):
            if self._settled():
                await self._bot.get_updates(self._offset(), limit=1, timeout=0, allowed_updates=ALLOWED)

    async def _look(self) -> None:
        settled, offset = self._settled(), self._offset()
        # what confirms does not wait for news: should the connection break meanwhile, it would be confirmed again
        updates = await self._bot.get_updates(offset, timeout=0 if settled else LONGEST_POLL, allowed_updates=ALLOWED)
        for id in settled:  # the call came back, so they are confirmed
            del self._open[id]
        self._take(updates)

    def _take(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if update.update_id not in self._open:
                self._open[update.update_id] = self._intake.take(update)

    def _settled(self) -> list[int]:
        """Return the updates that can be confirmed: the oldest ones, up to the first that is not ready."""
        now, settled = asyncio.get_running_loop().time(), list[int]()
        for id, taken in self._open.items():
            held = not taken.done.is_set() and now - taken.at < HELD_FOR and len(self._open) <= MOST_HELD
            if not taken.stored.is_set() or held:
                break
            settled.append(id)
        return settled

    def _offset(self) -> int | None:
        settled = self._settled()
        return settled[-1] + 1 if settled else None

    async def _rest(self) -> None:
        """Wait until what is open can be confirmed, at most for a moment: newer updates want to be seen."""
        clock = asyncio.get_running_loop().time
        until = clock() + BETWEEN
        while self._open and clock() < until and len(self._settled()) < min(len(self._open), MOST_HELD):  # noqa: ASYNC110
            await asyncio.sleep(STEP)

    async def _wait(self, error: TelegramError) -> None:
        self._failed += 1
        seconds = pause_after(error, self._failed)
        if isinstance(error, Conflict):
            log.error("Another program asks for this bot's updates: %s. Stop it; trying again.", error.message)
        else:
            log.warning("Telegram is not reached (%s); trying again in %.0f s", error.message, seconds)
        await asyncio.sleep(seconds)
