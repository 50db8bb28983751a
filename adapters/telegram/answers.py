"""Shows a reply where it belongs: in place, as a change of the pressed card, or in the private chat."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from adapters.telegram.inbound import Heard, Me, Press
from adapters.telegram.outbound import Part, Words, parts
from adapters.telegram.post import PLATFORM, Address, Post
from adapters.telegram.questions import card_name
from bot.core.cards import Card, Cards
from bot.core.channel import Delivered, InDoubt, NotDelivered, Outcome, Refused, TryLater
from bot.core.gate import Gate
from bot.core.places import Manner, is_for_all
from bot.core.plaintext import to_text
from bot.core.reply import Reply
from bot.core.request import Request

MOST_TRIES = 5
MOST_DOUBTS = 2
"""A reply that came twice is a small nuisance, and silence after a question a large one."""
FIRST_WAIT = 1.0
LINES = 6
"""Replies on their way at once: as many can arrive together after the machine was busy with something else."""
SIGNS = 10
"""Signs of being at work on their way at once."""
STALE_AFTER = 0.2
"""Seconds that a turn may wait for a line."""
AT_WORK_AFTER = 0.2
"""Seconds after which somebody is shown that the bot is at work."""
AT_WORK_FOR = 4.5
"""Seconds after which it is shown again; Telegram shows it for five."""
LONGEST_NOTICE = 200
_ELSEWHERE = "I wrote to you in our private chat."
_OPEN = "That is for you alone. Open our private chat and ask me there."

Made = TypeVar("Made", bound=Outcome | None)

log = logging.getLogger(__name__)


class Answers:
    """Shows replies, at the pace that the gate allows."""

    def __init__(self, bot: Bot, me: Me, post: Post, gate: Gate, cards: Cards, clock: Callable[[], datetime]) -> None:
        self._bot, self._me, self._post, self._gate = bot, me, post, gate
        self._cards, self._clock = cards, clock
        self._lines, self._signs = asyncio.Semaphore(LINES), asyncio.Semaphore(SIGNS)

    async def notice(self, heard: Heard, request: Request, reply: Reply | None, manner: Manner) -> bool:
        """Answer the query of a press, which its client waits for; True where that said all there is to say."""
        if heard.press is None or not heard.press.query:
            return False
        elsewhere = reply is not None and not self._is_here(heard, request, reply, manner)
        is_all = reply is not None and elsewhere and _is_notice(reply)
        await self.answer_query(heard.press, to_text(reply) if reply and is_all else _ELSEWHERE if elsewhere else "")
        return is_all

    async def answer_query(self, press: Press, text: str = "") -> None:
        """Answer the query of a press; one that is too old is no fault."""
        with contextlib.suppress(TelegramError):
            await self._bot.answer_callback_query(press.query, text or None, show_alert=bool(text))

    async def show(self, heard: Heard, request: Request, reply: Reply, manner: Manner) -> None:
        """Show a reply to what was heard."""
        if self._is_here(heard, request, reply, manner):
            await self._here(heard, reply)
            return
        outcome = await self.send(Address(heard.user.id), reply)
        if isinstance(outcome, Refused) and manner != "silent":
            await self._open(heard)

    async def send(self, to: Address, reply: Reply) -> Outcome:
        """Send every part of a reply; return what became of the first that did not arrive, or of the last."""
        outcome: Outcome = NotDelivered("nothing to send")
        for part in parts(reply, quizzes=not to.is_group):
            outcome = await self._surely(to, partial(self._post.send, to, part))
            if not isinstance(outcome, Delivered):
                break
            await self._keep(to, part, outcome, reply)
        return outcome

    def begin_work(self, heard: Heard) -> asyncio.Task[None]:
        """Show that the bot is at work until the task is cancelled; where nobody asked, show nothing."""
        is_asked = heard.addressed and heard.press is None
        return asyncio.create_task(self._show_work(heard.at) if is_asked else asyncio.sleep(0))

    def _is_here(self, heard: Heard, request: Request, reply: Reply, manner: Manner) -> bool:
        """Tell whether a reply belongs where the words were; what is about the community does, silent or not."""
        about_community = heard.command is not None and heard.command.who == "owner" and request.manages
        return heard.private or about_community or is_for_all(manner, reply)

    async def _here(self, heard: Heard, reply: Reply) -> None:
        shown = parts(reply, quizzes=heard.private)
        if heard.press and heard.press.message and len(shown) == 1 and isinstance(shown[0], Words):
            message, words = heard.press.message, shown[0]
            if await self._is_changed_in_place(heard):
                outcome = await self._surely(heard.at, lambda: self._post.edit(heard.at, message, words))
                if outcome is not None:
                    return
        await self.send(heard.at, reply)

    async def _is_changed_in_place(self, heard: Heard) -> bool:
        """Tell whether the pressed card is one that shows somebody's own state."""
        if heard.private:
            return heard.command is not None and heard.command.personal
        return await asyncio.to_thread(self._cards.find, card_name(heard)) is not None

    async def _keep(self, to: Address, part: Part, outcome: Delivered, reply: Reply) -> None:
        """Keep whose card it is, where others can press its buttons too."""
        owner = next((button.owner for button in reply.buttons if button.owner), None)
        if to.is_group and owner and isinstance(part, Words) and part.keyboard:
            sends = tuple(button.send for button in reply.buttons if button.owner)
            name = f"{PLATFORM}:{outcome.receipt}"
            await asyncio.to_thread(self._cards.keep, name, Card(sends, owner), self._clock())

    async def _open(self, heard: Heard) -> None:
        """Say in the group where the answer can be had: Telegram lets nobody be written to who did not begin."""
        url = f"https://t.me/{self._me.username}?start=join-{heard.chat.id}"
        await self._surely(heard.at, lambda: self._post.invite(heard.at, _OPEN, "Open our private chat", url))

    async def _surely(self, to: Address, attempt: Callable[[], Awaitable[Made]]) -> Made:
        """Try until a message arrived or surely will not; a wait that Telegram asks for is not a try."""
        tries, doubts = 0, 0
        while True:
            await self._line(to)
            try:
                outcome = await attempt()
            finally:
                self._lines.release()
            match outcome:
                case TryLater(seconds, everywhere):
                    self._gate.pause(to.destination, seconds, everywhere=everywhere)
                    continue
                case NotDelivered() if tries < MOST_TRIES:
                    tries += 1
                case InDoubt() if doubts < MOST_DOUBTS:
                    doubts += 1
                case _:
                    if not isinstance(outcome, Delivered | None):
                        log.warning("A reply to %s was not shown: %s", to.destination, outcome)
                    return outcome
            await asyncio.sleep(FIRST_WAIT * 2 ** (tries + doubts - 1))

    async def _line(self, to: Address) -> None:
        """Wait for a turn, and for a free line. A turn that waited is stale: many of them at once would be too many."""
        clock = asyncio.get_running_loop().time
        while True:
            await self._gate.reply(to.destination)
            began = clock()
            await self._lines.acquire()
            if clock() - began < STALE_AFTER:
                return
            self._lines.release()

    async def _show_work(self, to: Address) -> None:
        await asyncio.sleep(AT_WORK_AFTER)
        while True:
            async with self._signs:
                with contextlib.suppress(TelegramError):
                    await self._bot.send_chat_action(to.chat, ChatAction.TYPING, message_thread_id=to.topic)
            await asyncio.sleep(AT_WORK_FOR)


def _is_notice(reply: Reply) -> bool:
    """Tell whether a reply is a sentence or two, and nothing to press or to open."""
    more = reply.sections or reply.links or reply.buttons or reply.image or reply.files
    return not more and len(to_text(reply)) <= LONGEST_NOTICE
