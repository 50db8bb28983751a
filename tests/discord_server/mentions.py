"""Whom a message pings: by its allowed mentions, or by what holds without any."""

from __future__ import annotations

import re

from tests.discord_server.errors import Json
from tests.discord_server.permissions import Permission
from tests.discord_server.world import Message, World

PERSON = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)")
OF_MESSAGES: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}
OF_INTERACTIONS: Json = {"parse": ["users"]}


def mention(world: World, message: Message, allowed: Json | None) -> None:
    """Work out whom a message pings; nobody can be pinged by who may not."""
    if allowed is None:
        allowed = OF_MESSAGES if message.by_interaction is None else OF_INTERACTIONS
    parse = allowed.get("parse") or []
    _people(world, message, allowed, everybody="users" in parse)
    message.everyone, message.roles = False, []
    guild = message.channel.guild
    if guild is None or not world.permissions(message.author, message.channel) & Permission.MENTION_EVERYONE:
        return
    message.everyone = "everyone" in parse and EVERYONE.search(message.content) is not None
    chosen = {str(id) for id in guild.roles} if "roles" in parse else {str(id) for id in allowed.get("roles") or []}
    message.roles = sorted(set(ROLE.findall(message.content)) & chosen)


def _people(world: World, message: Message, allowed: Json, *, everybody: bool) -> None:
    named = [world.users[int(id)] for id in PERSON.findall(message.content) if int(id) in world.users]
    chosen = {int(id) for id in allowed.get("users") or []}
    mentioned = [user for user in named if everybody or user.id in chosen]
    if message.replied_to and allowed.get("replied_user"):
        mentioned.append(message.replied_to.author)
    message.mentions = list(dict.fromkeys(mentioned))
