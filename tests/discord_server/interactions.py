"""An interaction: what a person did, what the bot may answer and until when, and what it did answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum
from secrets import token_urlsafe

from tests.discord_server.errors import Json
from tests.discord_server.message_payloads import message_json
from tests.discord_server.payloads import channel_json, member_json, user_json
from tests.discord_server.permissions import in_channel
from tests.discord_server.world import Channel, Happening, Message, User, World

FIRST_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0
FOLLOW_UPS_WHEN_INSTALLED = 5
FILE_BYTES = 10 * 2**20


class Kind(IntEnum):
    """What a person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """How the bot answers first."""

    PONG = 1
    MESSAGE = 4
    DEFER = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(eq=False)
class Interaction:
    """One interaction, from the press to the last follow-up; times in seconds since 1970."""

    id: int
    kind: Kind
    user: User
    channel: Channel
    data: Json
    at: float
    token: str = field(default_factory=lambda: token_urlsafe(48))
    message: Message | None = None
    """The message whose component it was."""
    before: Interaction | None = None
    """The interaction that asked for the form that this one hands in."""
    first: Answer | None = None
    first_at: float | None = None
    original: Message | None = None
    choices: list[Json] | None = None
    modal: Json | None = None
    follow_ups: list[Message] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the first answer."""
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the bot has said something: nothing says "thinking" any more, and a pressed card is not waited for."""

    @property
    def waited(self) -> float | None:
        """Seconds until the first answer; `None` while there is none."""
        return None if self.first_at is None else self.first_at - self.at

    @property
    def private(self) -> bool:
        """Whether only the person sees the first answer."""
        return self.original is not None and self.original.seen_by is not None

    def only_installed(self, world: World) -> bool:
        """Tell whether the bot is there for this person only, not for the guild."""
        guild = self.channel.guild
        return guild is not None and world.bot.id not in guild.members

    async def answer(self, seconds: float = FIRST_SECONDS) -> Message:
        """Return the first answer once it no longer says "thinking"; fails with `TimeoutError` after some seconds."""
        await asyncio.wait_for(self.finished.wait(), seconds)
        assert self.original, f"the answer was {self.first!r}, no message"
        return self.original

    def metadata(self, world: World) -> Json:
        """Write what its messages say about it."""
        written: Json = {
            "id": str(self.id),
            "type": int(self.kind),
            "user": user_json(self.user),
            "authorizing_integration_owners": self.owners(world),
        }
        if self.kind is Kind.COMPONENT and self.message:
            written["interacted_message_id"] = str(self.message.id)
        if self.before:
            written["triggering_interaction_metadata"] = self.before.metadata(world)
        return written

    def owners(self, world: World) -> Json:
        """Write for whom the app is there: for the guild (0), or for the person who has installed it (1)."""
        guild = self.channel.guild
        by_person = self.only_installed(world) or (guild is None and self.user.installed)
        return {"1": str(self.user.id)} if by_person else {"0": str(guild.id) if guild else "0"}

    def event(self, world: World) -> Json:
        """Write it as the gateway gives it."""
        guild = self.channel.guild
        event: Json = {
            "id": str(self.id),
            "application_id": str(world.application),
            "type": int(self.kind),
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": channel_json(self.channel, self.user),
            "locale": self.user.locale,
            "app_permissions": str(world.permissions(world.bot, self.channel)),
            "entitlements": [],
            "authorizing_integration_owners": self.owners(world),
            "context": 0 if guild else 1,
            "attachment_size_limit": FILE_BYTES,
        }
        if self.message:
            event["message"] = message_json(self.message)
        if guild is None:
            return event | {"user": user_json(self.user)}
        member = guild.members[self.user.id]
        permissions = str(int(in_channel(guild, member, self.channel)))
        return event | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": member_json(member) | {"permissions": permissions},
        }

    def tell(self, world: World) -> None:
        """Send it to the bot."""
        guild = self.channel.guild
        world.tell(Happening("INTERACTION_CREATE", self.event(world), guild.id if guild else None))
