"""Sends one message to Telegram, or changes one, and says what certainly became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode, PollType
from telegram.error import BadRequest, ChatMigrated, TelegramError

from adapters.telegram.faults import is_unchanged, outcome_of, says
from adapters.telegram.outbound import Document, Part, Picture, Quiz, Row, Words
from bot.core.cards import Card, Cards
from bot.core.channel import Delivered, Outcome

PLATFORM = "telegram"
_UNREADABLE = ("can't parse", "entit")
_NO_TOPIC = ("message thread not found", "topic_deleted", "topic_closed")
_NO_EDIT = ("message can't be edited", "message to edit not found", "no text in the message", "message_id_invalid")

Sent = TypeVar("Sent")

log = logging.getLogger(__name__)


class Moves(Protocol):
    """Is told when a group's id changes."""

    def moved(self, old: str, new: str) -> None:
        """Give a community, and everything in it, the id that it has now."""


@dataclass(frozen=True, slots=True)
class Address:
    """A chat, or a topic in it, and the message there that is answered."""

    chat: int
    topic: int | None = None
    answers: int | None = None

    @classmethod
    def of(cls, destination: str) -> Address:
        """Return the address that `telegram:<chat>` or `telegram:<chat>/<topic>` names."""
        chat, _, topic = destination.removeprefix(f"{PLATFORM}:").partition("/")
        return cls(int(chat), int(topic) if topic else None)

    @property
    def destination(self) -> str:
        """The name that the gate and the outbox have for it."""
        return f"{PLATFORM}:{self.chat}" + (f"/{self.topic}" if self.topic else "")

    @property
    def is_group(self) -> bool:
        """Groups have negative ids."""
        return self.chat < 0


class Post:
    """The one way by which messages leave, for replies and for what goes out by itself."""

    def __init__(self, bot: Bot, cards: Cards, moves: Moves, clock: Callable[[], datetime]) -> None:
        self._bot, self._cards, self._moves, self._clock = bot, cards, moves, clock

    async def send(self, to: Address, part: Part) -> Outcome:
        """Send one message; a topic that is gone is replaced by its group, a group that moved by where it is now."""
        try:
            return await self._send(to, part)
        except ChatMigrated as moved:
            await self._note_move(to.chat, moved.new_chat_id)
            return await self._again(Address(moved.new_chat_id), part)
        except BadRequest as error:
            if to.topic and says(error, *_NO_TOPIC):
                return await self._again(replace(to, topic=None), part)
            return outcome_of(error, group=to.is_group)
        except TelegramError as error:
            return outcome_of(error, group=to.is_group)

    async def edit(self, to: Address, message: int, words: Words) -> Outcome | None:
        """Change a message in place; None where Telegram lets nobody change it any more."""
        try:
            await self._edit(to, message, words)
        except BadRequest as error:
            if says(error, *_NO_EDIT):
                return None
            return Delivered(f"{to.chat}/{message}") if is_unchanged(error) else outcome_of(error, group=to.is_group)
        except TelegramError as error:
            return outcome_of(error, group=to.is_group)
        return Delivered(f"{to.chat}/{message}")

    async def invite(self, to: Address, text: str, label: str, url: str) -> Outcome:
        """Send a sentence with a button that opens an address."""
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(label, url=url)]])
        try:
            sent = await self._bot.send_message(
                to.chat, text, message_thread_id=to.topic, reply_parameters=_answer(to), reply_markup=keyboard
            )
        except TelegramError as error:
            return outcome_of(error, group=to.is_group)
        return Delivered(f"{to.chat}/{sent.message_id}")

    async def _again(self, to: Address, part: Part) -> Outcome:
        try:
            return await self._send(to, part)
        except TelegramError as error:
            return outcome_of(error, group=to.is_group)

    async def _note_move(self, old: int, new: int) -> None:
        await asyncio.to_thread(self._moves.moved, f"{PLATFORM}:{old}", f"{PLATFORM}:{new}")

    async def _send(self, to: Address, part: Part) -> Outcome:
        match part:
            case Words():
                sent = await self._readable(lambda mode: self._words(to, part, mode))
            case Picture():
                sent = await self._readable(lambda mode: self._picture(to, part, mode))
            case Document(file):
                sent = await self._bot.send_document(
                    to.chat, file.text.encode(), filename=file.name, message_thread_id=to.topic
                )
            case Quiz():
                sent = await self._quiz(to, part)
        return Delivered(f"{to.chat}/{sent.message_id}")

    async def _readable(self, send: Callable[[ParseMode | None], Awaitable[Sent]]) -> Sent:
        """Send as HTML; should Telegram not read it after all, the plain words go out once."""
        try:
            return await send(ParseMode.HTML)
        except BadRequest as error:
            if not says(error, *_UNREADABLE):
                raise
            log.exception("Telegram refused the entities of a message; its plain words are sent")
            return await send(None)

    async def _words(self, to: Address, words: Words, mode: ParseMode | None) -> Message:
        return await self._bot.send_message(
            to.chat,
            words.html if mode else words.plain,
            parse_mode=mode,
            message_thread_id=to.topic,
            reply_parameters=_answer(to),
            reply_markup=keyboard_of(words.keyboard),
            link_preview_options=_preview(words.preview),
        )

    async def _picture(self, to: Address, picture: Picture, mode: ParseMode | None) -> Message:
        return await self._bot.send_photo(
            to.chat,
            picture.png,
            caption=picture.html if mode else picture.plain,
            parse_mode=mode,
            message_thread_id=to.topic,
            reply_parameters=_answer(to),
        )

    async def _quiz(self, to: Address, quiz: Quiz) -> Message:
        sent = await self._bot.send_poll(
            to.chat,
            quiz.question,
            list(quiz.poll.options),
            type=PollType.QUIZ,
            correct_option_ids=[quiz.poll.right],  # type: ignore[list-item] # it spells out which numbers there are
            explanation=quiz.explanation or None,
            is_anonymous=False,
            message_thread_id=to.topic,
            reply_markup=keyboard_of(quiz.keyboard),
        )
        if sent.poll:
            card = Card(quiz.poll.sends, owner=to.destination)
            await asyncio.to_thread(self._cards.keep, poll_name(sent.poll.id), card, self._clock())
        return sent

    async def _edit(self, to: Address, message: int, words: Words) -> None:
        async def edit(mode: ParseMode | None) -> object:
            return await self._bot.edit_message_text(
                words.html if mode else words.plain,
                chat_id=to.chat,
                message_id=message,
                parse_mode=mode,
                reply_markup=keyboard_of(words.keyboard),
                link_preview_options=_preview(words.preview),
            )

        await self._readable(edit)


def poll_name(id: str) -> str:
    """Return the name that a poll's card is kept under."""
    return f"{PLATFORM}:poll:{id}"


def keyboard_of(rows: tuple[Row, ...]) -> InlineKeyboardMarkup | None:
    """Return a keyboard: what a button says is its callback data."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_label(button.label, button.send), callback_data=button.send) for button in row]
            for row in rows
        ]
    )


def _label(label: str, send: str) -> str:
    return label if any(character.isprintable() and not character.isspace() for character in label) else send


def _preview(url: str) -> LinkPreviewOptions:
    return LinkPreviewOptions(url=url, prefer_small_media=True) if url else LinkPreviewOptions(is_disabled=True)


def _answer(to: Address) -> ReplyParameters | None:
    return ReplyParameters(to.answers, allow_sending_without_reply=True) if to.answers else None
