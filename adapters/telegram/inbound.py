"""What somebody wrote or pressed in Telegram becomes a request, with what its reply will need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import Chat, Document, MaybeInaccessibleMessage, Message, Update, User
from telegram.constants import ChatType, MessageEntityType

from adapters.telegram.post import PLATFORM, Address
from bot.core.commands import Command, find
from bot.core.request import LONGEST_TEXT, Person, Place, Request

LARGEST_TEXT_FILE = 200_000
"""Bytes of a text file that is read, such as a traceback."""
_TEXT_FILES = (".txt", ".log", ".md", ".py", ".csv", ".json", ".out", ".err")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, as Telegram names it; the username is empty where Telegram did not say it."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: the query that wants an answer, and the message that the button is on."""

    query: str
    message: int | None


@dataclass(frozen=True, slots=True)
class Heard:
    """Words or a press, where they were, and whose. `text` is what was said to the bot, `file` a text file with it."""

    id: str
    user: User | Chat
    chat: Chat
    at: Address
    text: str
    addressed: bool = True
    command: Command | None = None
    press: Press | None = None
    file: Document | None = None

    @property
    def private(self) -> bool:
        return self.chat.type == ChatType.PRIVATE

    @property
    def person(self) -> Person:
        """Who said it; an administrator without a name speaks as the group."""
        name = self.user.title if isinstance(self.user, Chat) else self.user.first_name
        return Person(id=f"{PLATFORM}:{self.user.id}", name=name or "")

    @property
    def community(self) -> str | None:
        return None if self.private else f"{PLATFORM}:{self.chat.id}"

    @property
    def is_personal(self) -> bool:
        """Whether a command's reply is for one person, and not about the community."""
        return self.command is not None and self.command.personal and self.command.who == "everyone"

    def request(
        self, text: str, at: datetime, *, owner: str | None = None, manages: bool = False, community: str | None = None
    ) -> Request:
        """Return the request. What is personal belongs to the private chat, also where it was said in a group."""
        private = self.private or self.is_personal
        return Request(
            id=self.id,
            person=self.person,
            place=Place(platform=PLATFORM, id=_place(Address(self.user.id) if self.is_personal else self.at)),
            text=text[:LONGEST_TEXT],
            at=at,
            private=private,
            community=community or self.community,
            owner=owner,
            addressed=self.addressed,
            manages=manages,
        )


def name_of(update: Update) -> str:
    """Return the update's name over all platforms.

    Telegram chooses update ids afresh after a week of silence; what else is unique about an update keeps a new one
    apart from an old one of the same number.
    """
    if query := update.callback_query:
        unique = query.id
    elif answer := update.poll_answer:
        unique = f"{answer.poll_id}-{answer.user.id if answer.user else 0}-{'-'.join(map(str, answer.option_ids))}"
    elif message := update.message:
        unique = f"{message.date.timestamp():.0f}"
    else:
        unique = ""
    return f"{PLATFORM}:{update.update_id}:{unique}".rstrip(":")


def of_message(update: Update, me: Me, commands: Sequence[Command]) -> Heard | None:
    """Return what a message says to the bot or near it; None for what is nobody's words or another bot's."""
    message = update.message
    user = _speaker(message, me) if message else None
    if message is None or user is None:
        return None
    text = (message.text or message.caption or "").strip()
    private, is_command = message.chat.type == ChatType.PRIVATE, text.startswith("/")
    command = find(commands, text)[0] if is_command else None
    bot = text.split(maxsplit=1)[0].partition("@")[2].lower() if is_command else ""
    if is_command and not private and not (bot or command):  # some other bot's
        return None
    is_others = bot and bot != me.username.lower()
    says_nothing = not text and (not message.effective_attachment or message.media_group_id)
    heard = Heard(
        id=name_of(update),
        user=user,
        chat=message.chat,
        at=Address(message.chat.id, _topic(message), None if private else message.message_id),
        text=_without_mention(text, me),
        addressed=private or is_command or _is_to(message, me),
        command=command,
        file=message.document if message.document and _is_text(message.document) else None,
    )
    is_a_groups = isinstance(user, Chat) and heard.is_personal  # which no learner is behind
    return None if is_others or says_nothing or is_a_groups else heard


def of_press(update: Update, commands: Sequence[Command]) -> Heard | None:
    """Return what a pressed button says."""
    query = update.callback_query
    if query is None or not query.data:
        return None
    message = query.message
    chat = message.chat if message else Chat(query.from_user.id, ChatType.PRIVATE)
    return Heard(
        id=name_of(update),
        user=query.from_user,
        chat=chat,
        at=Address(chat.id, _topic(message), message.message_id if message and chat.id < 0 else None),
        text=query.data,
        command=find(commands, query.data)[0] if query.data.startswith("/") else None,
        press=Press(query.id, message.message_id if message else None),
    )


def of_choice(update: Update, sends: Sequence[str], commands: Sequence[Command]) -> Heard | None:
    """Return what the chosen option of a poll says; None where a choice was taken back."""
    answer = update.poll_answer
    if answer is None or answer.user is None or not answer.option_ids or answer.option_ids[0] >= len(sends):
        return None
    text = sends[answer.option_ids[0]]
    chat = Chat(answer.user.id, ChatType.PRIVATE)
    return Heard(name_of(update), answer.user, chat, Address(chat.id), text, command=find(commands, text)[0])


def _speaker(message: Message, me: Me) -> User | Chat | None:
    """Return who said it: a person, or a group in whose name an administrator speaks; None for bots and channels."""
    if message.via_bot and message.via_bot.id == me.id:  # a note of ours, which somebody chose in inline mode
        return None
    if message.sender_chat:
        return message.chat if message.sender_chat.id == message.chat.id else None
    return message.from_user if message.from_user and not message.from_user.is_bot else None


def _is_to(message: Message, me: Me) -> bool:
    """Tell whether a message in a group mentions the bot, or answers it."""
    answered = message.reply_to_message
    # in a topic every message "answers" the one that opened it
    opens_topic = answered is not None and answered.message_id == message.message_thread_id
    if answered and not opens_topic and answered.from_user and answered.from_user.id == me.id:
        return True
    said = message.parse_entities([MessageEntityType.MENTION]) if message.text else {}
    said |= message.parse_caption_entities([MessageEntityType.MENTION]) if message.caption else {}
    named = (entity.user.id for entity in (*message.entities, *message.caption_entities) if entity.user)
    return me.id in named or any(name.lower() == f"@{me.username}".lower() for name in said.values())


def _without_mention(text: str, me: Me) -> str:
    if not me.username or text.startswith("/"):
        return text
    return " ".join(re.sub(rf"@{re.escape(me.username)}\b", " ", text, flags=re.IGNORECASE).split(" ")).strip()


def _topic(message: MaybeInaccessibleMessage | None) -> int | None:
    """Return the forum topic of a message. Answers in ordinary groups have a thread id as well, and no topic."""
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


def _place(address: Address) -> str:
    return f"{address.chat}/{address.topic}" if address.topic else str(address.chat)


def _is_text(document: Document) -> bool:
    named = (document.file_name or "").lower().endswith(_TEXT_FILES)
    return (document.file_size or 0) <= LARGEST_TEXT_FILE and (named or (document.mime_type or "").startswith("text/"))
