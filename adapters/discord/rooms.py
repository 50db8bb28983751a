"""Rooms are private threads: opened once for some members of a server, and found again by their name."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Final

import discord

from adapters.discord.faults import persistently
from bot.core.reply import Room
from bot.core.rooms import parts_of

log = logging.getLogger(__name__)

_KEPT_OPEN: Final = 10_080
"""Minutes without a word after which Discord puts a thread away; the longest there is. A word brings it back."""
_MOST_PUT_AWAY = 100
"""Threads that were put away, the newest first, in which a room is looked for."""


class NoRoomError(Exception):
    """There can't be such a room, now or later; the message says why."""


def is_room(destination: str) -> bool:
    """Tell whether a destination is a room."""
    return bool(parts_of(destination)[1])


async def room_at(client: discord.Client, destination: str, room: Room | None) -> discord.Thread:
    """Return the thread of a room with those in it who belong there. Raises NoRoomError where it can't be.

    Whatever was done of it before is not done again, so it may be cut off anywhere and tried again.
    """
    channel = client.get_channel(int(parts_of(destination)[0].partition("#")[2]))
    if room is None or not isinstance(channel, discord.TextChannel):
        raise NoRoomError("there is no channel for a room")
    people = [await _member(channel, address) for address in room.people]
    thread = await _found(channel, room.name) or await _opened(channel, room.name, people)
    if thread.locked:
        raise NoRoomError("the room was locked")
    if thread.archived and (people or room.gone):
        await persistently(lambda: thread.edit(archived=False))
    try:
        for person in people:
            await persistently(lambda person=person: thread.add_user(person))  # type: ignore[misc]
    except (discord.Forbidden, discord.NotFound) as error:  # they left in this very moment
        await persistently(lambda: thread.edit(archived=True))
        raise NoRoomError(f"somebody cannot be taken into it: {error}") from error
    for address in room.gone:
        await _take_out(thread, address)
    return thread


async def _member(channel: discord.TextChannel, address: str) -> discord.Member:
    """Return somebody who can be in a thread of a channel."""
    id = int(address.removeprefix("discord:"))
    try:
        member = await persistently(lambda: channel.guild.fetch_member(id))
    except discord.NotFound as error:
        raise NoRoomError("somebody is not in the server") from error
    allowed = channel.permissions_for(member)
    if not (allowed.view_channel and allowed.send_messages_in_threads):
        raise NoRoomError("somebody cannot see the channel, or not write in its threads")
    return member


async def _found(channel: discord.TextChannel, name: str) -> discord.Thread | None:
    me = channel.guild.me
    async for thread in _threads(channel):
        if thread.name == name and thread.owner_id == me.id and thread.is_private():
            return thread
    return None


async def _threads(channel: discord.TextChannel) -> AsyncIterator[discord.Thread]:
    """Yield the threads of a channel that the bot is in, those that were put away last."""
    for thread in await persistently(channel.guild.active_threads):
        if thread.parent_id == channel.id:
            yield thread
    if channel.permissions_for(channel.guild.me).read_message_history:
        async for thread in channel.archived_threads(private=True, joined=True, limit=_MOST_PUT_AWAY):
            yield thread


async def _opened(channel: discord.TextChannel, name: str, people: Sequence[discord.Member]) -> discord.Thread:
    allowed = channel.permissions_for(channel.guild.me)
    if not people:
        raise NoRoomError("the room is not there any more")
    if not (allowed.create_private_threads and allowed.send_messages_in_threads and allowed.embed_links):
        raise NoRoomError("the bot may not open private threads in this channel, or not write in them")
    # tried once: where the answer gets lost, the next try finds it
    return await channel.create_thread(name=name, auto_archive_duration=_KEPT_OPEN)


async def _take_out(thread: discord.Thread, address: str) -> None:
    try:
        await persistently(lambda: thread.remove_user(discord.Object(int(address.removeprefix("discord:")))))
    except discord.NotFound:
        log.debug("%s was not in thread %s any more", address, thread.id)
