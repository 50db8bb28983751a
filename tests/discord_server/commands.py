"""Commands as a client knows them: which one is meant, who may run it where, and what its options become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.discord_server.command_limits import CHAT, GROUP, SUBCOMMAND
from tests.discord_server.errors import Json
from tests.discord_server.payloads import channel_json, member_json, role_json, user_json
from tests.discord_server.permissions import ALL, in_guild
from tests.discord_server.posting import File, attachment
from tests.discord_server.world import Channel, User, World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
PYTHON: dict[int, type | tuple[type, ...]] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}


class Impossible(ValueError):  # noqa: N818 - says what is wrong with it better
    """A person's client would not let them do that."""


def found(
    world: World, user: User, channel: Channel, command: str, *, kind: int = CHAT, force: bool = False
) -> tuple[Json, Json, list[Json]]:
    """Find a command that a person may run: the whole, the part that is meant, and the steps between."""
    first, *rest = command.split() if kind == CHAT else [command]
    guild = channel.guild.id if channel.guild else 0
    here = [*world.commands.get(guild, []), *world.commands.get(0, [])]
    whole = next((each for each in here if each["name"] == first and each["type"] == kind), None)
    if whole is None:
        raise Impossible(f"there is no command {first!r}, only {sorted(each['name'] for each in here)}")
    if not force:
        _check_allowed(world, whole, user, channel)
    leaf, path = whole, []
    for step in rest:
        inside = [each for each in leaf.get("options") or [] if each["type"] in (SUBCOMMAND, GROUP)]
        below = next((each for each in inside if each["name"] == step), None)
        if below is None:
            raise Impossible(f"/{first} has no {step!r}, only {[each['name'] for each in inside]}")
        leaf = below
        path.append(below)
    if any(each["type"] in (SUBCOMMAND, GROUP) for each in leaf.get("options") or []):
        raise Impossible(f"/{command} needs one of {[each['name'] for each in leaf['options']]}")
    return whole, leaf, path


def _check_allowed(world: World, command: Json, user: User, channel: Channel) -> None:
    context = 0 if channel.guild else 1
    if command.get("contexts") is not None and context not in command["contexts"]:
        raise Impossible(f"/{command['name']} is not offered here")
    types = command.get("integration_types") or [0]
    present = channel.guild is None or world.bot.id in channel.guild.members
    if not (user.installed and 1 in types) and not (present and 0 in types):
        raise Impossible(f"/{command['name']} is not installed here for {user.name}")
    needed = command.get("default_member_permissions")
    if needed is None or channel.guild is None:
        return
    granted = in_guild(channel.guild, channel.guild.members[user.id])
    if granted != ALL and (int(needed) == 0 or granted & int(needed) != int(needed)):
        raise Impossible(f"{user.name} may not use /{command['name']}")


def chosen(path: list[Json], values: list[Json]) -> list[Json]:
    """Wrap the values in the subcommands that lead to them."""
    for step in reversed(path):
        values = [{"name": step["name"], "type": step["type"], "options": values}]
    return values


def filled_in(
    world: World, user: User, channel: Channel, leaf: Json, options: Mapping[str, Any], *, whole: bool = True
) -> tuple[list[Json], Json]:
    """Return the values as they are sent, and what they stand for; `whole` where nothing required may be missing."""
    offered = {option["name"]: option for option in leaf.get("options") or []}
    unknown = set(options) - set(offered)
    missing = {name for name, option in offered.items() if option.get("required")} - set(options)
    if unknown or (whole and missing):
        raise Impossible(f"{leaf['name']}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    resolved: Json = {}
    values = []
    for name, value in options.items():
        option = offered[name]
        if whole:
            _check_value(option, value)
        sent = value if option["type"] in PYTHON else _resolve(world, user, channel, value, resolved)
        values.append({"name": name, "type": option["type"], "value": sent})
    return values, resolved


def _check_value(option: Json, value: Any) -> None:
    kind, name = option["type"], option["name"]
    if kind in PYTHON and not isinstance(value, PYTHON[kind]):
        raise Impossible(f"{name} is no {PYTHON[kind]}: {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise Impossible(f"{name} is one of {choices}")
    size = len(value) if kind == STRING else value
    low, high = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    if kind in (STRING, INTEGER, NUMBER):
        least, most = option.get(low), option.get(high)
        if (least is not None and size < least) or (most is not None and size > most):
            raise Impossible(f"{name} is out of its range: {value!r}")


def _resolve(world: World, user: User, channel: Channel, value: Any, resolved: Json) -> str:
    """Add what an id stands for; returns the id."""
    if isinstance(value, File):
        written = attachment(world, value, {})
        resolved.setdefault("attachments", {})[written["id"]] = written
        return str(written["id"])
    id = int(getattr(value, "id", value))
    guild = channel.guild
    if id in world.users:
        resolved.setdefault("users", {})[str(id)] = user_json(world.users[id])
        if guild and id in guild.members:
            permissions = str(int(in_guild(guild, guild.members[id])))
            member = member_json(guild.members[id], with_user=False) | {"permissions": permissions}
            resolved.setdefault("members", {})[str(id)] = member
    elif id in world.channels:
        named = world.channels[id]
        written = channel_json(named) | {"permissions": str(world.permissions(user, named))}
        resolved.setdefault("channels", {})[str(id)] = written
    elif guild and id in guild.roles:
        resolved.setdefault("roles", {})[str(id)] = role_json(guild.roles[id], 1)
    else:
        raise Impossible(f"nothing has the id {id}")
    return str(id)
