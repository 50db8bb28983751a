"""What the owners of a guild do to it, and what befalls it, as the bot hears of it."""

from __future__ import annotations

from tests.discord_server.payloads import whole_guild
from tests.discord_server.telling import GUILDS, tell_channel
from tests.discord_server.world import Channel, Guild, Happening, World


def join(world: World, guild: Guild, permissions: int) -> None:
    """Bring the bot into a guild."""
    world.add_member(guild, world.bot, permissions)
    world.tell(Happening("GUILD_CREATE", whole_guild(world, guild, all_members=False), guild.id, GUILDS))


def leave(world: World, guild: Guild) -> None:
    """Take the bot out of a guild."""
    del guild.members[world.bot.id]
    world.commands.pop(guild.id, None)
    world.tell(Happening("GUILD_DELETE", {"id": str(guild.id)}, guild.id, GUILDS))


def lose(world: World, guild: Guild) -> None:
    """Let a guild be unavailable, as in an outage; the bot has not left it."""
    world.tell(Happening("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id, GUILDS))


def recover(world: World, guild: Guild) -> None:
    """Let a guild be available again."""
    whole = whole_guild(world, guild, all_members=False) | {"unavailable": False}
    world.tell(Happening("GUILD_CREATE", whole, guild.id, GUILDS))


def open_channel(world: World, guild: Guild, name: str) -> Channel:
    """Add a channel."""
    channel = world.add_channel(guild, name)
    tell_channel(world, "CHANNEL_CREATE", channel)
    return channel


def delete_channel(world: World, channel: Channel) -> None:
    """Take a channel away, with its threads."""
    assert channel.guild
    for each in [each for each in channel.guild.channels.values() if channel.id in (each.id, each.parent)]:
        del world.channels[each.id], channel.guild.channels[each.id]
    tell_channel(world, "CHANNEL_DELETE", channel)


def restrict(world: World, channel: Channel, target: int, *, allow: int = 0, deny: int = 0) -> None:
    """Set what a role or a member may and may not do in a channel."""
    channel.overwrites[target] = (allow, deny)
    tell_channel(world, "CHANNEL_UPDATE", channel)
