"""Rooms: places of their own for a few people inside a channel of their community, on platforms that have such places.

A room's destination is its channel's with a mark: `discord:#55/3fa9c1`. Whoever sends a reply there finds the room by
`Reply.room`, or opens it: once, however often it is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

WITH_ROOMS = frozenset({"discord"})
"""Platforms that have such places."""


def mark_of(*names: str) -> str:
    """Return six letters that stand for some names, always the same ones."""
    return blake2b("\n".join(names).encode(), digest_size=3).hexdigest()


def room_in(channel: str | None, addresses: Sequence[str | None], mark: str) -> str:
    """Return the destination of a room for people at some addresses; empty where they can't all be in one."""
    if channel is None or None in addresses:
        return ""
    room = f"{channel}/{mark}"
    return room if all(may_enter(room, address or "") for address in addresses) else ""


def may_enter(room: str, address: str) -> bool:
    """Tell whether somebody at an address could be in a room at all."""
    platform = room.partition(":")[0]
    return platform in WITH_ROOMS and platform == address.partition(":")[0]


def parts_of(destination: str) -> tuple[str, str]:
    """Return a room's channel and its mark; the mark of what is no room is empty."""
    channel, _, mark = destination.partition("/")
    return channel, mark
