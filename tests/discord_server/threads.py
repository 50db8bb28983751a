"""Opening threads, and what Discord itself puts into them."""

from __future__ import annotations

from typing import Any

from tests.discord_server.errors import Json, Problem, malformed, require
from tests.discord_server.telling import tell_thread, told
from tests.discord_server.world import HAS_THREAD, PRIVATE_THREAD, PUBLIC_THREAD, Channel, Message, User, World

RECIPIENT_ADD, THREAD_CREATED, STARTER = 1, 18, 21
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


def open_thread(world: World, parent: Channel, body: Json, starter: Message | None, owner: User) -> Channel:
    """Open a thread in a channel, from a message or without one."""
    problems = []
    if not 1 <= len(str(body.get("name") or "").strip()) <= 100:
        problems.append(Problem(("name",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."))
    after: Any = body.get("auto_archive_duration") or 4320
    if after not in ARCHIVE_MINUTES:
        wrong = f"Value must be one of {ARCHIVE_MINUTES}."
        problems.append(Problem(("auto_archive_duration",), "BASE_TYPE_CHOICES", wrong))
    if problems:
        raise malformed(*problems)
    require(parent.guild and not parent.is_thread, 50024)
    require(starter is None or starter.thread is None, 160004)
    thread = Channel(
        id=starter.id if starter else world.clock.snowflake(),
        name=str(body["name"]),
        type=PUBLIC_THREAD if starter else int(body.get("type") or PRIVATE_THREAD),
        guild=parent.guild,
        parent=parent.id,
        owner=owner.id,
        archive_after=after,
        created_at=world.clock.iso(),
        members={owner.id},
    )
    world.keep(thread)
    if starter:
        starter.thread = thread
        starter.flags |= HAS_THREAD
    tell_thread(world, "THREAD_CREATE", thread)
    _announce(world, parent, thread, starter, owner)
    return thread


def _announce(world: World, parent: Channel, thread: Channel, starter: Message | None, owner: User) -> None:
    """Store the message that Discord itself puts into a thread with a starter, or else into the channel."""
    if thread.type == PRIVATE_THREAD:
        return  # nobody else is to know of it
    channel, number = (thread, world.clock.snowflake()) if starter else (parent, thread.id)
    place: Json = {
        "type": 0,
        "channel_id": str(parent.id if starter else thread.id),
        "guild_id": str(parent.guild and parent.guild.id),
    }
    announcement = Message(number, channel, owner, world.clock.iso(), type=STARTER if starter else THREAD_CREATED)
    announcement.content = "" if starter else thread.name
    announcement.reference = place | ({"message_id": str(starter.id)} if starter else {})
    announcement.replied_to = starter
    channel.messages[number] = announcement
    told(world, "MESSAGE_CREATE", announcement)


def tell_added(world: World, thread: Channel, person: User) -> None:
    """Store the message with which Discord tells somebody, and all in a thread, that they were taken in."""
    added = Message(world.clock.snowflake(), thread, world.bot, world.clock.iso(), type=RECIPIENT_ADD)
    added.mentions = [person]
    thread.messages[added.id] = added
    told(world, "MESSAGE_CREATE", added)


def join_in(world: World, thread: Channel, author: User) -> None:
    """Whoever writes in a thread becomes a member of it, and one that was archived is no longer."""
    thread.members.add(author.id)
    if thread.archived:
        thread.archived = False
        tell_thread(world, "THREAD_UPDATE", thread)
