"""What exists: people, guilds, channels, threads and messages, and what happens to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.discord_server.clock import Clock, seconds_of
from tests.discord_server.errors import Json, require
from tests.discord_server.permissions import ALL, EVERYONE, IN_DM, Permission, in_channel

if TYPE_CHECKING:
    from tests.discord_server.interactions import Interaction

TEXT, DM, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
EPHEMERAL, LOADING, HAS_THREAD, V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15
MESSAGE_CONTENT_FLAGS = 1 << 18 | 1 << 19
MEMBERS_FLAGS = 1 << 14 | 1 << 15


@dataclass(eq=False)
class User:
    """A person, or the bot."""

    id: int
    name: str
    bot: bool = False
    accepts_dms: bool = True
    installed: bool = False
    """Whether the person has added the app to their account."""
    locale: str = "en-US"


@dataclass(eq=False)
class Role:
    """A set of permissions with a name."""

    id: int
    name: str
    permissions: int


@dataclass(eq=False)
class Member:
    """A user in a guild."""

    user: User
    joined_at: str
    roles: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Message:
    """A message as it is stored; `body` keeps what its author sent of content, embeds and components."""

    id: int
    channel: Channel
    author: User
    timestamp: str
    type: int = 0
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    mentions: list[User] = field(default_factory=list)
    """The people it pings."""
    roles: list[str] = field(default_factory=list)
    """The roles it pings."""
    everyone: bool = False
    """Whether it pings everyone."""
    nonce: str | int | None = None
    edited_at: str | None = None
    reference: Json | None = None
    replied_to: Message | None = None
    by_interaction: Json | None = None
    seen_by: int | None = None
    """The only person who sees it, where it is ephemeral."""
    thread: Channel | None = None

    @property
    def sent_at(self) -> float:
        """Seconds since 1970."""
        return seconds_of(self.id)


@dataclass(eq=False)
class Channel:
    """A text channel, a thread or a direct conversation."""

    id: int
    name: str
    type: int
    guild: Guild | None = None
    parent: int | None = None
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Role or member -> permissions allowed, permissions denied."""
    recipient: User | None = None
    owner: int | None = None
    archived: bool = False
    locked: bool = False
    archive_after: int = 4320
    created_at: str = ""
    members: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.type in (PUBLIC_THREAD, PRIVATE_THREAD)


@dataclass(eq=False)
class Guild:
    """A server; the bot is in it where it is a member."""

    id: int
    name: str
    owner: int
    roles: dict[int, Role]
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    system_channel: int | None = None
    locale: str = "en-US"


@dataclass(frozen=True)
class Happening:
    """Something the gateway tells whoever asked for its kind."""

    name: str
    data: Json
    guild: int | None = None
    intent: int = 0
    """The intent it needs; 0 for what everybody gets."""
    readable: bool = True
    """Whether its text may be read without the message content intent."""


@dataclass
class World:
    """Everything that exists, and who listens to what happens."""

    clock: Clock = field(default_factory=Clock)
    token: str = "a.test.token"
    flags: int = 0
    """The application's flags: which privileged intents it was granted."""
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    commands: dict[int, list[Json]] = field(default_factory=dict)
    """The commands of a guild, or of everywhere (0)."""
    commands_created: int = 0
    interactions: dict[str, Interaction] = field(default_factory=dict)
    """By token."""
    cdn: str = "https://cdn.discordapp.com"
    """Where uploaded files are had from."""
    files: dict[str, bytes] = field(default_factory=dict)
    """By path."""
    listeners: list[Callable[[Happening], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bot = self.add_user("Trailmate", bot=True)

    @property
    def application(self) -> int:
        """The application's id, which is also its bot's."""
        return self.bot.id

    def tell(self, happening: Happening) -> None:
        for listener in self.listeners:
            listener(happening)

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.clock.snowflake(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User, *, id: int | None = None) -> Guild:
        """Make a guild with its owner in it; an `id` of one's choice decides its shard: `(id >> 22) % shards`."""
        number = id or self.clock.snowflake()
        guild = Guild(number, name, owner.id, {number: Role(number, "@everyone", EVERYONE)})
        self.guilds[number] = guild
        self.add_member(guild, owner)
        guild.system_channel = self.add_channel(guild, "general").id
        return guild

    def add_role(self, guild: Guild, name: str, permissions: int) -> Role:
        role = Role(self.clock.snowflake(), name, permissions)
        guild.roles[role.id] = role
        return role

    def add_member(self, guild: Guild, user: User, permissions: int = 0) -> Member:
        """Let a user into a guild, with a role of their own where they have permissions of their own."""
        roles = {self.add_role(guild, user.name, permissions).id} if permissions else set()
        guild.members[user.id] = Member(user, self.clock.iso(), roles)
        return guild.members[user.id]

    def add_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(self.clock.snowflake(), name, TEXT, guild)
        return self.keep(channel)

    def keep(self, channel: Channel) -> Channel:
        """Let a new channel be found."""
        self.channels[channel.id] = channel
        if channel.guild:
            channel.guild.channels[channel.id] = channel
        return channel

    def dm(self, user: User) -> Channel:
        """Return the conversation of a person with the bot."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        return self.keep(Channel(self.clock.snowflake(), user.name, DM, recipient=user))

    def share_a_guild(self, user: User) -> bool:
        """Tell whether the bot and a person are in one guild."""
        return any(user.id in guild.members and self.bot.id in guild.members for guild in self.guilds.values())

    def permissions(self, user: User, channel: Channel) -> int:
        """Return what a user may do in a channel; nothing where they do not belong."""
        if channel.guild is None:
            return int(IN_DM) if user in (channel.recipient, self.bot) else 0
        member = channel.guild.members.get(user.id)
        if member is None:
            return 0
        granted = in_channel(channel.guild, member, channel)
        hidden = channel.type == PRIVATE_THREAD and user.id not in channel.members
        return 0 if hidden and not granted & Permission.MANAGE_THREADS else granted

    def channel(self, id: int, *needed: Permission) -> Channel:
        """Find a channel for the bot, which has to have the permissions needed there."""
        require(id in self.channels, 10003)
        channel = self.channels[id]
        granted = self.permissions(self.bot, channel)
        require(granted & Permission.VIEW_CHANNEL, 50001)
        require(granted == ALL or all(granted & permission for permission in needed), 50013)
        return channel

    def guild(self, id: int) -> Guild:
        """Find a guild that the bot is in."""
        require(id in self.guilds, 10004)
        require(self.bot.id in self.guilds[id].members, 50001)
        return self.guilds[id]

    def message(self, channel: Channel, id: int) -> Message:
        """Find a message that is not somebody's alone."""
        require(id in channel.messages and channel.messages[id].seen_by is None, 10008)
        return channel.messages[id]
