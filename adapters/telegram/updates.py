"""What each kind of update does: words and presses get replies, groups come and go, inline queries get offers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from telegram import ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from adapters.telegram.answers import Answers
from adapters.telegram.inbound import Heard
from adapters.telegram.inline import Inline
from adapters.telegram.intake import Answer
from adapters.telegram.post import PLATFORM, Address
from adapters.telegram.questions import Reader
from bot.core.places import USUAL
from bot.core.reception import Reception
from bot.core.reply import Reply

AT_ONCE = 2
"""Requests that are worked out side by side; more only take turns at Python's lock, and hold up the event loop."""
ANSWERED_WITHIN = 1.5
"""Seconds within which a press is acknowledged, whether its reply is ready or not."""
_THERE = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED)

Result = TypeVar("Result")


class Updates:
    """Called with one update at a time from each chat."""

    def __init__(
        self,
        reception: Reception,
        reader: Reader,
        answers: Answers,
        inline: Inline,
        clock: Callable[[], datetime],
    ) -> None:
        self._reception, self._reader, self._answers = reception, reader, answers
        self._inline, self._clock = inline, clock
        self._at_once = CapacityLimiter(AT_ONCE)
        self._known_groups: set[int] = set()

    async def effect(self, update: Update) -> Answer | None:
        """Store what an update does, and return what is left to show."""
        if update.inline_query:
            await self._inline.answer(update.inline_query)
            return None
        if update.my_chat_member:
            return await self._membership(update.my_chat_member)
        if update.message and await self._is_service(update.message):
            return None
        heard = await self._reader.heard(update)
        if heard is None:
            return None
        working = self._answers.begin_work(heard)
        try:
            return await self._handle(heard, working)
        except BaseException:
            working.cancel()
            raise

    async def _handle(self, heard: Heard, working: asyncio.Task[None]) -> Answer:
        greeting = await self._greeting(heard)
        request = await self._reader.request(heard)
        manner = USUAL if request.private else await self._ask(lambda: self._reception.manner(request.place))
        receiving = asyncio.create_task(self._ask(lambda: self._reception.receive(request, manner)))
        if heard.press:
            await asyncio.wait({receiving}, timeout=ANSWERED_WITHIN)
            if not receiving.done():
                await self._answers.answer_query(heard.press)
                heard = replace(heard, press=replace(heard.press, query=""))
        reply = await receiving
        said_all = await self._answers.notice(heard, request, reply, manner)

        async def show() -> None:
            try:
                if greeting:
                    await self._answers.send(Address(heard.chat.id), greeting)
                if reply and not said_all:
                    await self._answers.show(heard, request, reply, manner)
            finally:
                working.cancel()
            if reply:
                await self._ask(lambda: self._reception.shown(request))

        return show

    async def _ask(self, call: Callable[[], Result]) -> Result:
        return await to_thread.run_sync(call, limiter=self._at_once)

    async def _greeting(self, heard: Heard) -> Reply | None:
        """Return a greeting for a group that took the bot in while nobody was listening."""
        if heard.private or heard.chat.id in self._known_groups:
            return None
        return await self._joined(heard.chat.id, heard.chat.title or "")

    async def _joined(self, chat: int, title: str) -> Reply | None:
        self._known_groups.add(chat)
        return await self._ask(lambda: self._reception.host.joined(f"{PLATFORM}:{chat}", title, self._clock()))

    async def _membership(self, member: ChatMemberUpdated) -> Answer | None:
        """Take note that a group took the bot in or sent it away. Of a private chat, the next message finds out."""
        chat = member.chat
        if chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return None
        if member.new_chat_member.status not in _THERE:
            self._known_groups.discard(chat.id)
            await self._ask(lambda: self._reception.host.left(f"{PLATFORM}:{chat.id}", self._clock()))
            return None
        greeting = await self._joined(chat.id, chat.title or "")
        return self._greet(chat.id, greeting) if greeting else None

    async def _is_service(self, message: Message) -> bool:
        """Follow a group to its new id or its new name; Telegram says so in messages that nobody wrote."""
        old, new = message.chat.id, message.migrate_to_chat_id
        if new:
            await self._ask(lambda: self._reception.host.moved(f"{PLATFORM}:{old}", f"{PLATFORM}:{new}"))
        elif message.new_chat_title:
            await self._joined(old, message.new_chat_title)
        return bool(new or message.migrate_from_chat_id or message.new_chat_title)

    def _greet(self, chat: int, greeting: Reply) -> Answer:
        async def greet() -> None:
            await self._answers.send(Address(chat), greeting)

        return greet
