"""What only Telegram knows while a request is made: who runs a group, who is in it, what a file says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Bot, Chat, ChatMember, ChatMemberRestricted, Document, Update
from telegram.error import TelegramError

from adapters.telegram.inbound import LARGEST_TEXT_FILE, Heard, Me, of_choice, of_message, of_press
from adapters.telegram.post import PLATFORM, poll_name
from bot.core.cards import Cards
from bot.core.commands import Command
from bot.core.request import Request

_RUN_IT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)

log = logging.getLogger(__name__)


class Reader:
    """Reads updates, asking Telegram and the kept cards where the update alone does not say enough."""

    def __init__(
        self, bot: Bot, me: Me, commands: Sequence[Command], cards: Cards, clock: Callable[[], datetime]
    ) -> None:
        self._bot, self._me, self._commands, self._cards, self._clock = bot, me, commands, cards, clock

    async def heard(self, update: Update) -> Heard | None:
        """Return what was said to the bot or near it."""
        if update.callback_query:
            return of_press(update, self._commands)
        if update.poll_answer:
            card = await asyncio.to_thread(self._cards.find, poll_name(update.poll_answer.poll_id))
            return of_choice(update, card.sends, self._commands) if card else None
        return of_message(update, self._me, self._commands)

    async def request(self, heard: Heard) -> Request:
        """Return the request that was heard."""
        text, community = heard.text, None
        if heard.file:
            text = f"{text}\n\n{await self._read(heard.file)}".strip()
        if heard.private and not heard.press:
            text, community = await self._opened(heard, text)
        return heard.request(
            text,
            self._clock(),
            owner=await self._owner(heard),
            manages=await self._manages(heard),
            community=community,
        )

    async def _opened(self, heard: Heard, text: str) -> tuple[str, str | None]:
        """Return what a deep link says, `/start <what>-<which>`, and the group that it leads from."""
        name, _, payload = text.partition(" ")
        what, _, which = payload.partition("-")
        if name != "/start" or not which:
            return text, None
        match what:
            case "topic":
                return f"/topic {which}", None
            case "link":
                return f"/link {which}", None
            case "join" if which.removeprefix("-").isdecimal() and await self._is_member(int(which), heard.user.id):
                return "/start", f"{PLATFORM}:{which}"
            case "join":
                return "/start", None
            case _:
                return text, None

    async def _owner(self, heard: Heard) -> str | None:
        """Return whose button was pressed; in a private chat there is nobody else."""
        if heard.press is None or heard.private:
            return None
        card = await asyncio.to_thread(self._cards.find, card_name(heard))
        return card.owner if card and heard.text in card.sends else None

    async def _manages(self, heard: Heard) -> bool:
        """Tell whether somebody may set up the group, asked at this moment and only where it matters."""
        if heard.private or heard.command is None or heard.command.who != "owner":
            return False
        if isinstance(heard.user, Chat):  # only administrators can speak as the group
            return True
        member = await self._member(heard.chat.id, heard.user.id)
        return member is not None and member.status in _RUN_IT

    async def _is_member(self, chat: int, user: int) -> bool:
        member = await self._member(chat, user)
        if isinstance(member, ChatMemberRestricted):
            return member.is_member
        return member is not None and member.status in (*_RUN_IT, ChatMember.MEMBER)

    async def _member(self, chat: int, user: int) -> ChatMember | None:
        try:
            return await self._bot.get_chat_member(chat, user)
        except TelegramError as error:
            log.warning("Telegram does not say who somebody is in %s: %s", chat, error.message)
            return None

    async def _read(self, document: Document) -> str:
        try:
            file = await self._bot.get_file(document.file_id)
            if (file.file_size or 0) > LARGEST_TEXT_FILE:
                return ""
            return bytes(await file.download_as_bytearray()).decode("utf-8", "replace")
        except TelegramError as error:
            log.warning("A text file could not be read: %s", error.message)
            return ""


def card_name(heard: Heard) -> str:
    """Return the name that the card of a pressed button is kept under."""
    return f"{PLATFORM}:{heard.at.chat}/{heard.press.message if heard.press else 0}"
