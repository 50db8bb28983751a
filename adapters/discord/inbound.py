"""An interaction or a message becomes a request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord

from adapters.discord.commands import typed
from adapters.discord.customid import read
from bot.core.commands import Command, find
from bot.core.request import LONGEST_TEXT, Person, Place, Request

PLATFORM = "discord"
_INSTEAD = "/help"
"""What a button says that nobody can read any more."""
_MENTION = re.compile(r"<(?:@[!&]?|#)\d+>|<a?(:\w+:)\d+>")

Channel = discord.abc.Snowflake | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A request, and what the platform knows about it."""

    request: Request
    command: Command | None
    """The command that was chosen or pressed; None for words."""
    parent: Place | None = None
    """The channel of a thread."""
    menu: bool = False
    """Whether it was chosen on somebody's message."""
    outdated: bool = False
    """Whether it is a button that nobody can read any more."""


def from_interaction(interaction: discord.Interaction, commands: Sequence[Command], at: datetime) -> Heard:
    """Return what somebody chose or pressed."""
    data: Mapping[str, Any] = dict(interaction.data or {})
    pressed = "custom_id" in data
    press = read(str(data["custom_id"])) if pressed else None
    text = " ".join([press.send if press else _INSTEAD if pressed else typed(data, commands), *filled_in(data)])
    text = text[:LONGEST_TEXT]
    direct = interaction.guild_id is None and not interaction.context.private_channel
    request = Request(
        id=f"{PLATFORM}:{interaction.id}",
        person=person_of(interaction.user),
        place=place_of(interaction.channel, interaction.user, direct=direct),
        text=text,
        at=at,
        private=direct,
        community=f"{PLATFORM}:{interaction.guild_id}" if interaction.guild_id and _is_hosted(interaction) else None,
        owner=press.owner if press else None,
        manages=_is_hosted(interaction) and interaction.permissions.manage_guild,
    )
    command = find(commands, text)[0] if text.startswith("/") else None
    parent = parent_of(interaction.channel)
    return Heard(request, command, parent, menu="target_id" in data, outdated=pressed and press is None)


def filled_in(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was written into the fields of a form."""
    for row in data.get("components") or ():
        fields = row.get("components") or [row.get("component") or {}]
        yield from (str(field["value"]) for field in fields if field.get("value"))


def from_message(message: discord.Message, text: str, at: datetime, *, addressed: bool) -> Heard:
    """Return what somebody said; `text` is its words, with those of files."""
    guild, author = message.guild, message.author
    request = Request(
        id=f"{PLATFORM}:{message.id}",
        person=person_of(author),
        place=place_of(message.channel, author, direct=guild is None),
        text=text[:LONGEST_TEXT],
        at=at,
        private=guild is None,
        community=f"{PLATFORM}:{guild.id}" if guild else None,
        addressed=addressed,
        manages=isinstance(author, discord.Member) and author.guild_permissions.manage_guild,
    )
    return Heard(request, None, parent_of(message.channel))


def words_of(content: str) -> str:
    """Return what a message says, without mentions: who was called is not part of a question."""
    return " ".join(re.sub(r"[ \t]+", " ", _MENTION.sub(r"\1", content)).split(" ")).strip()


def person_of(user: discord.abc.User) -> Person:
    """Return the person behind an account."""
    return Person(id=f"{PLATFORM}:{user.id}", name=user.display_name)


def place_of(channel: Channel, user: discord.abc.User, *, direct: bool) -> Place:
    """Return where something was said: a person's own place, or a channel or thread."""
    return Place(platform=PLATFORM, id=str(user.id) if direct or channel is None else f"#{channel.id}")


def parent_of(channel: Channel) -> Place | None:
    """Return the channel that a thread belongs to."""
    if isinstance(channel, discord.Thread):
        return Place(platform=PLATFORM, id=f"#{channel.parent_id}")
    return None


def _is_hosted(interaction: discord.Interaction) -> bool:
    """Tell whether the server took the bot in, and not only the person who speaks."""
    return interaction.is_guild_integration() or not interaction.is_user_integration()
