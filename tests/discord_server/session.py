"""A gateway session: what it wants to hear, and what it has been told, so that it can be told again."""

from __future__ import annotations

from collections import deque
from secrets import token_hex
from typing import Any

from tests.discord_server.connection import Connection
from tests.discord_server.errors import Json
from tests.discord_server.world import MEMBERS_FLAGS, MESSAGE_CONTENT_FLAGS, Happening

GUILDS, MEMBERS, PRESENCES, CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = {MEMBERS: MEMBERS_FLAGS, PRESENCES: 1 << 12 | 1 << 13, CONTENT: MESSAGE_CONTENT_FLAGS}
"""Intent -> the application flags of which one grants it."""


class Session:
    """One shard's session; it outlives its connections."""

    def __init__(self, intents: int, shard: int, shards: int, remember: int, connection: Connection) -> None:
        self.id = token_hex(16)
        self.intents, self.shard, self.shards = intents, shard, shards
        self.connection: Connection | None = connection
        self.left_at: float | None = None
        """When the last connection ended, in seconds since 1970."""
        self.number = 0
        self._told: deque[Json] = deque(maxlen=remember)

    def has(self, guild: int | None) -> bool:
        """Tell whether this shard serves a guild; direct messages come to the first."""
        return ((guild or 0) >> 22) % self.shards == self.shard

    def wants(self, happening: Happening) -> bool:
        asked = not happening.intent or self.intents & happening.intent
        return bool(asked) and self.has(happening.guild)

    def dispatch(self, name: str, data: Any) -> None:
        """Give an event, now or at the next resume."""
        self.number += 1
        event = {"op": 0, "t": name, "s": self.number, "d": data}
        self._told.append(event)
        if self.connection:
            self.connection.send(event)

    def still_has(self, seen: int) -> bool:
        """Tell whether everything after a number can be told again."""
        return not self._told or self._told[0]["s"] <= seen + 1

    def resume(self, connection: Connection, seen: int) -> None:
        """Tell a new connection what came after a number."""
        self.connection, self.left_at = connection, None
        for event in list(self._told):
            if event["s"] > seen:
                connection.send(event)
        self.dispatch("RESUMED", {"_trace": []})
