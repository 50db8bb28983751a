"""What the gateway is told about messages, threads and channels, where the bot may know."""

from __future__ import annotations

from tests.discord_server.errors import Json
from tests.discord_server.message_payloads import message_event
from tests.discord_server.payloads import channel_json
from tests.discord_server.world import Channel, Happening, Message, World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12


def told(world: World, name: str, message: Message, data: Json | None = None) -> None:
    """Tell the gateway what happened to a message, unless only one person sees it."""
    if message.seen_by is not None:
        return
    channel = message.channel
    if not world.permissions(world.bot, channel):
        return
    own = message.author is world.bot or channel.guild is None or world.bot in message.mentions
    world.tell(
        Happening(
            name,
            data or message_event(message),
            channel.guild.id if channel.guild else None,
            GUILD_MESSAGES if channel.guild else DIRECT_MESSAGES,
            readable=own,
        )
    )


def tell_thread(world: World, name: str, thread: Channel) -> None:
    """Tell the gateway about a thread that the bot may see."""
    assert thread.guild
    if world.permissions(world.bot, thread):
        new = {"newly_created": True} if name == "THREAD_CREATE" else {}
        world.tell(Happening(name, channel_json(thread, world.bot) | new, thread.guild.id, GUILDS))


def tell_channel(world: World, name: str, channel: Channel) -> None:
    """Tell the gateway about a channel; a bot hears of those that it may not see as well."""
    assert channel.guild
    world.tell(Happening(name, channel_json(channel), channel.guild.id, GUILDS))
