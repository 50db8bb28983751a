"""The world as Discord writes it in JSON."""

from __future__ import annotations

from tests.discord_server.errors import Json
from tests.discord_server.permissions import in_guild
from tests.discord_server.world import Channel, Guild, Member, Role, User, World


def user_json(user: User) -> Json:
    """Write a user."""
    return {
        "id": str(user.id),
        "username": user.name.lower(),
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "flags": 0,
        "public_flags": 0,
        "primary_guild": None,
    }


def member_json(member: Member, *, with_user: bool = True) -> Json:
    """Write a member; a message's author and a mention carry no user inside."""
    written: Json = {
        "roles": [str(role) for role in sorted(member.roles)],
        "joined_at": member.joined_at,
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    return written | {"user": user_json(member.user)} if with_user else written


def role_json(role: Role, position: int) -> Json:
    """Write a role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "icon": None,
        "unicode_emoji": None,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def channel_json(channel: Channel, reader: User | None = None) -> Json:
    """Write a channel, a thread or a direct conversation."""
    last = next(reversed(channel.messages), None)
    written: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "flags": 0,
        "last_message_id": str(last) if last else None,
    }
    if channel.guild is None:
        return written | {"recipients": [user_json(channel.recipient)] if channel.recipient else []}
    written |= {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    return written | (_thread(channel, reader) if channel.is_thread else _text(channel))


def _text(channel: Channel) -> Json:
    assert channel.guild
    overwrites = [
        {"id": str(id), "type": 0 if id in channel.guild.roles else 1, "allow": str(int(allow)), "deny": str(int(deny))}
        for id, (allow, deny) in channel.overwrites.items()
    ]
    return {"position": 0, "topic": None, "nsfw": False, "permission_overwrites": overwrites}


def _thread(channel: Channel, reader: User | None) -> Json:
    written: Json = {
        "owner_id": str(channel.owner),
        "member_count": len(channel.members),
        "message_count": len(channel.messages),
        "total_message_sent": len(channel.messages),
        "thread_metadata": {
            "archived": channel.archived,
            "locked": channel.locked,
            "auto_archive_duration": channel.archive_after,
            "archive_timestamp": channel.created_at,
            "create_timestamp": channel.created_at,
        },
    }
    if reader and reader.id in channel.members:
        written["member"] = thread_member(channel, reader.id)
    return written


def thread_member(channel: Channel, id: int) -> Json:
    """Write somebody's place in a thread."""
    return {"id": str(channel.id), "user_id": str(id), "join_timestamp": channel.created_at, "flags": 0}


def guild_json(guild: Guild) -> Json:
    """Write a guild as REST gives it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner),
        "roles": [role_json(each, position) for position, each in enumerate(guild.roles.values())],
        "emojis": [],
        "stickers": [],
        "features": [],
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "region": "",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": str(guild.system_channel) if guild.system_channel else None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "home_header": None,
        "widget_enabled": False,
        "widget_channel_id": None,
        "max_presences": None,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "incidents_data": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "max_members": 500000,
    }


def whole_guild(world: World, guild: Guild, *, all_members: bool) -> Json:
    """Write a guild as GUILD_CREATE gives it: all its channels, the threads that the bot may see.

    `all_members` is for those who may know everybody; the others only learn of the bot itself.
    """
    open_threads = [each for each in guild.channels.values() if each.is_thread and not each.archived]
    members = guild.members.values() if all_members else [guild.members[world.bot.id]]
    return guild_json(guild) | {
        "joined_at": guild.members[world.bot.id].joined_at,
        "large": len(guild.members) >= 250,
        "member_count": len(guild.members),
        "members": [member_json(each) for each in members],
        "channels": [channel_json(each) for each in guild.channels.values() if not each.is_thread],
        "threads": [channel_json(each, world.bot) for each in open_threads if world.permissions(world.bot, each)],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def application_json(world: World) -> Json:
    """Write the bot's application."""
    return {
        "id": str(world.application),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "type": None,
        "flags_new": str(world.flags),
        "role_connections_verification_url": None,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": world.flags,
        "owner": {**user_json(world.bot), "bot": False, "username": "owner"},
        "team": None,
        "bot": user_json(world.bot),
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(world.guilds),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
    }


def permissions_of(guild: Guild, member: Member) -> str:
    """Write a member's permissions in a guild."""
    return str(int(in_guild(guild, member)))
