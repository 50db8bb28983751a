"""Answers what is said to the bot: by mention, in its threads, and in direct messages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import discord

from adapters.discord.asking import Asking
from adapters.discord.bustle import Bustle
from adapters.discord.faults import HAS_THREAD_ALREADY, LOST, NOTHING_LEFT, is_closed, persistently
from adapters.discord.inbound import Heard, from_message, parent_of, place_of, words_of
from adapters.discord.outbound import Post, to_posts
from adapters.discord.showing import answer
from adapters.discord.words import CLOSED, SENT_ALONE, THREAD
from bot.core.gate import Gate
from bot.core.places import Manner, is_for_all
from bot.core.reply import Reply

log = logging.getLogger(__name__)

MOST_BYTES, MOST_FILES = 200_000, 2
"""Of the text files of a message that are read: Discord's own client turns a long paste into one."""
PATIENCE = 0.7
"""Seconds of work after which Discord shows that an answer is being written."""
LONGEST_NAME = 90
"""Characters of a thread's name; Discord takes 100."""
_SAID = (discord.MessageType.default, discord.MessageType.reply)
_FORBIDDEN = (discord.Forbidden, discord.NotFound)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that is being answered."""

    message: discord.Message
    heard: Heard
    manner: Manner

    @property
    def key(self) -> str:
        return self.heard.request.id


@dataclass(slots=True)
class Messages:
    """`reads_channels` says that Discord lets the bot read what is not said to it."""

    asking: Asking
    gate: Gate
    clock: Callable[[], datetime]
    reads_channels: bool
    bustle: Bustle = field(default_factory=Bustle)

    async def hear(self, message: discord.Message, client: discord.Client, *, missed: bool = False) -> None:
        """Answer a message, if it is for the bot. What was `missed` is answered only where it was said to the bot."""
        if message.author.bot or message.webhook_id or message.type not in _SAID:
            return
        self.bustle.heard(message.channel.id, asyncio.get_running_loop().time())
        addressed = message.guild is None or client.user in message.mentions
        if not addressed and (missed or not self.reads_channels or not message.content):
            return
        place = place_of(message.channel, message.author, direct=message.guild is None)
        manner = await self.asking.manner(place, parent_of(message.channel))
        if not addressed and manner != "questions":
            return
        said = Said(message, from_message(message, await text_of(message), self.clock(), addressed=addressed), manner)
        async with _typing(message.channel) if addressed and manner != "silent" else contextlib.nullcontext():
            reply = await self.asking.reply(said.heard.request, manner)
        if reply:
            await self._show(said, client, reply)
            await self.asking.shown(said.heard.request)

    async def _show(self, said: Said, client: discord.Client, reply: Reply) -> None:
        posts = to_posts(reply)
        if said.message.guild is not None and not is_for_all(said.manner, reply):
            await self._alone(said, client, posts, reply.basis.intent)
            return
        try:
            await self._answer(said, client, posts)
        except discord.HTTPException as error:
            if not (isinstance(error, _FORBIDDEN) or error.code == NOTHING_LEFT):
                raise
            log.info("may not answer in channel %s (%s); the answer goes to the person", said.message.channel.id, error)
            await self._directly(said, posts)

    async def _alone(self, said: Said, client: discord.Client, posts: tuple[Post, ...], intent: str) -> None:
        """Answer one person, and say where the answer is, unless nobody else may see that I was asked."""
        reached = await self._directly(said, posts)
        if said.manner == "silent":
            return
        known = any(command.name == intent for command in self.asking.reception.commands)
        closed = CLOSED.format(command=f"/{intent}" if known else "A slash command")
        with contextlib.suppress(*_FORBIDDEN):
            await self._answer(said, client, (Post(text=SENT_ALONE if reached else closed),), pointer=True)

    async def _answer(
        self, said: Said, client: discord.Client, posts: tuple[Post, ...], *, pointer: bool = False
    ) -> None:
        message = said.message
        await self.gate.reply(said.heard.request.place.destination)
        thread = None if pointer else await self._thread(said, client)
        if thread:
            await answer(thread, posts, said.key)
        else:
            await answer(message.channel, posts, said.key, message if message.guild else None)

    async def _directly(self, said: Said, posts: tuple[Post, ...]) -> bool:
        """Write to the person who spoke; False where they take no direct messages."""
        person = said.message.author
        try:
            await self.gate.reply(said.heard.request.person.id)
            await answer(person, posts, f"{said.key}/alone")
        except discord.HTTPException as error:
            if not is_closed(error):
                raise
            return False
        return True

    async def _thread(self, said: Said, client: discord.Client) -> discord.abc.Messageable | None:
        """Return a thread for the answer, where it belongs into one and there can be one."""
        message = said.message
        busy = self.bustle.is_busy(message.channel.id, asyncio.get_running_loop().time())
        if not isinstance(message.channel, discord.TextChannel) or not (said.manner == "threads" or busy):
            return None
        name = " ".join(said.heard.request.text.split())[:LONGEST_NAME] or THREAD
        try:
            return await persistently(lambda: message.create_thread(name=name))
        except discord.HTTPException as error:
            if error.code == HAS_THREAD_ALREADY:
                return client.get_partial_messageable(message.id)  # a thread has the id of the message it began with
            log.info("no thread in channel %s: %s", message.channel.id, error)
            return None


async def text_of(message: discord.Message) -> str:
    """Return the words of a message, with those of its text files."""
    texts = [words_of(message.content)]
    files = [file for file in message.attachments if _is_text(file) and file.size <= MOST_BYTES]
    for file in files[:MOST_FILES]:
        try:
            texts.append((await file.read()).decode("utf-8", "replace"))
        except (discord.HTTPException, *LOST) as error:
            log.info("a file of message %s could not be read: %s", message.id, error)
    return "\n\n".join(text for text in texts if text)


def _is_text(file: discord.Attachment) -> bool:
    return (file.content_type or "").startswith("text/") or file.filename.endswith((".txt", ".log", ".md", ".py"))


@asynccontextmanager
async def _typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that an answer is being written, once that takes a while."""

    async def show() -> None:
        await asyncio.sleep(PATIENCE)
        with contextlib.suppress(discord.DiscordException, *LOST):
            async with channel.typing():
                await asyncio.Event().wait()

    task = asyncio.create_task(show())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
