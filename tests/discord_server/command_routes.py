"""REST routes of the bot's identity, people, guilds and application commands."""

from __future__ import annotations

import copy
from collections.abc import Callable

from tests.discord_server.administration import leave
from tests.discord_server.command_limits import CHAT, command_problems
from tests.discord_server.errors import Json, Refusal, malformed, require
from tests.discord_server.payloads import (
    application_json,
    channel_json,
    guild_json,
    member_json,
    permissions_of,
    thread_member,
    user_json,
)
from tests.discord_server.rest import Call, Route
from tests.discord_server.world import MEMBERS_FLAGS

CREATED_PER_DAY = 200
MANAGED = ("name", "type", "description", "options", "default_member_permissions", "contexts", "integration_types")


def me(call: Call) -> Json:
    return user_json(call.world.bot) | {"verified": True, "mfa_enabled": True, "email": None, "locale": "en-US"}


def get_user(call: Call) -> Json:
    require(call.id("user") in call.world.users, 10013)
    return user_json(call.world.users[call.id("user")])


def application(call: Call) -> Json:
    return application_json(call.world)


def open_dm(call: Call) -> Json:
    user = int(call.fields.get("recipient_id", 0))
    require(user in call.world.users, 10013)
    require(user != call.world.bot.id, 50007)
    return channel_json(call.world.dm(call.world.users[user]))


def my_guilds(call: Call) -> list[Json]:
    world = call.world
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": permissions_of(guild, guild.members[world.bot.id]),
            "features": [],
        }
        for guild in world.guilds.values()
        if world.bot.id in guild.members
    ]


def leave_guild(call: Call) -> None:
    leave(call.world, call.world.guild(call.id("guild")))


def get_guild(call: Call) -> Json:
    return guild_json(call.world.guild(call.id("guild")))


def guild_channels(call: Call) -> list[Json]:
    guild = call.world.guild(call.id("guild"))
    return [channel_json(channel) for channel in guild.channels.values() if not channel.is_thread]


def guild_roles(call: Call) -> list[Json]:
    roles: list[Json] = guild_json(call.world.guild(call.id("guild")))["roles"]
    return roles


def active_threads(call: Call) -> Json:
    world, guild = call.world, call.world.guild(call.id("guild"))
    threads = [each for each in guild.channels.values() if each.is_thread and not each.archived]
    seen = [each for each in threads if world.permissions(world.bot, each)]
    mine = [thread_member(each, world.bot.id) for each in seen if world.bot.id in each.members]
    return {"threads": [channel_json(each, world.bot) for each in seen], "members": mine, "has_more": False}


def get_member(call: Call) -> Json:
    guild = call.world.guild(call.id("guild"))
    require(call.id("user") in guild.members, 10007)
    return member_json(guild.members[call.id("user")])


def list_members(call: Call) -> list[Json]:
    guild = call.world.guild(call.id("guild"))
    require(call.world.flags & MEMBERS_FLAGS, 50001)
    return [member_json(member) for member in guild.members.values()]


def _scope(call: Call) -> int:
    """Return whose commands are meant: a guild's id, or 0 for everybody's."""
    if call.id("application") != call.world.application:
        raise Refusal(10002)
    return call.world.guild(call.id("guild")).id if "guild" in call.path else 0


def get_commands(call: Call) -> list[Json]:
    return [copy.deepcopy(command) for command in call.world.commands.get(_scope(call), [])]


def put_commands(call: Call) -> list[Json]:
    """Replace all commands; one that has not changed keeps its id and version."""
    scope, sent = _scope(call), call.body
    if not isinstance(sent, list):
        raise malformed()
    problems = list(command_problems(sent))
    if problems:
        raise malformed(*problems)
    before = {(command["type"], command["name"]): command for command in call.world.commands.get(scope, [])}
    kept = [_command(call, command, scope, before) for command in sent]
    call.world.commands[scope] = kept
    return copy.deepcopy(kept)


def _command(call: Call, sent: Json, scope: int, before: dict[tuple[int, str], Json]) -> Json:
    world = call.world
    kind = int(sent.get("type") or CHAT)
    old = before.get((kind, sent["name"]))
    if old is None:
        world.commands_created += 1
        require(world.commands_created <= CREATED_PER_DAY, 30034)
    command: Json = {
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "contexts": None,
        "nsfw": False,
        **sent,
        "type": kind,
        "integration_types": sent.get("integration_types") or [0],
        "application_id": str(world.application),
        "dm_permission": True,
    }
    if scope:
        command["guild_id"] = str(scope)
    if old and all(old.get(key) == command.get(key) for key in MANAGED):
        return command | {"id": old["id"], "version": old["version"]}
    return command | {"id": old["id"] if old else str(world.clock.snowflake()), "version": str(world.clock.snowflake())}


def gateway_routes(gateway: Callable[[], Json]) -> tuple[Route, ...]:
    """Return the routes that tell where the gateway is and how many sessions may still start."""
    return (
        Route("GET", "/gateway", lambda call: {"url": gateway()["url"]}, open=True),
        Route("GET", "/gateway/bot", lambda call: gateway()),
    )


_COMMANDS = "/applications/{application}/commands"
_GUILD_COMMANDS = "/applications/{application}/guilds/{guild}/commands"

ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("DELETE", "/users/@me/guilds/{guild}", leave_guild),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/users/{user}", get_user),
    Route("GET", "/applications/@me", application),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/guilds/{guild}", get_guild),
    Route("GET", "/guilds/{guild}/channels", guild_channels),
    Route("GET", "/guilds/{guild}/roles", guild_roles),
    Route("GET", "/guilds/{guild}/threads/active", active_threads),
    Route("GET", "/guilds/{guild}/members", list_members),
    Route("GET", "/guilds/{guild}/members/{user}", get_member),
    Route("GET", _COMMANDS, get_commands),
    Route("PUT", _COMMANDS, put_commands),
    Route("GET", _GUILD_COMMANDS, get_commands),
    Route("PUT", _GUILD_COMMANDS, put_commands),
)
