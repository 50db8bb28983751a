"""What is said on one gateway connection: hello, then identify or resume, then heartbeats and questions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.discord_server.connection import Close, Connection, Hangup, Op
from tests.discord_server.errors import Json
from tests.discord_server.payloads import member_json, user_json, whole_guild
from tests.discord_server.session import GUILDS, MEMBERS, PRIVILEGED, Session

if TYPE_CHECKING:
    from tests.discord_server.gateway import Gateway

KNOWN_INTENTS = (1 << 26) - 1
SENDS, SENDS_SECONDS = 120, 60.0
PAYLOAD_BYTES = 4096
GUILDS_PER_SHARD = 2500


class Dialogue:
    """One connection's talk with the gateway; fails with `Hangup` at what the client should not have said."""

    def __init__(self, gateway: Gateway, connection: Connection) -> None:
        self._gateway, self._world, self._connection = gateway, gateway.world, connection
        self._session: Session | None = None

    def greet(self, version: str) -> None:
        """Say hello, in the only version there is."""
        if version != "10":
            raise Hangup(Close.INVALID_VERSION)
        self._connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": self._gateway.heartbeat_ms}})

    def take(self, text: str) -> None:
        """Carry out what the client said."""
        now = self._world.clock.now()
        self._connection.count(now, SENDS, SENDS_SECONDS)
        op, data = _understood(text)
        if op == Op.HEARTBEAT:
            self._connection.send({"op": Op.ACK})
        elif op in (Op.IDENTIFY, Op.RESUME):
            if self._session:
                raise Hangup(Close.ALREADY_AUTHENTICATED)
            if data.get("token") != self._world.token:
                raise Hangup(Close.AUTHENTICATION_FAILED)
            self._session = self._identify(data, now) if op == Op.IDENTIFY else self._resume(data, now)
            if self._session is None:
                self._connection.send({"op": Op.INVALID, "d": False})
        elif self._session is None:
            raise Hangup(Close.NOT_AUTHENTICATED)
        elif op == Op.MEMBERS_WANTED:
            self._tell_members(self._session, data)
        elif op not in (Op.PRESENCE, Op.VOICE):
            raise Hangup(Close.UNKNOWN_OPCODE)

    def end(self, code: int | None) -> None:
        """Let the session wait for its resume, unless it was closed for good."""
        session = self._session
        if session is None or session.connection is not self._connection:
            return
        session.connection, session.left_at = None, self._world.clock.now()
        if code in (1000, 1001):
            self._gateway.sessions.pop(session.id, None)

    def _identify(self, data: Json, now: float) -> Session | None:
        """Start a session; `None` where it is too early for another one."""
        shard, shards = data.get("shard") or (0, 1)
        intents = self._checked(shard, shards, data.get("intents"))
        if not self._gateway.may_start(shard, now):
            return None
        session = Session(intents, shard, shards, self._gateway.remember, self._connection)
        self._gateway.start(session, now)
        self._introduce(session)
        return session

    def _checked(self, shard: int, shards: int, intents: object) -> int:
        """Return the intents, unless they or the shard cannot be."""
        if not 0 <= shard < shards:
            raise Hangup(Close.INVALID_SHARD)
        if shards < self._gateway.shards or len(self._world.guilds) > GUILDS_PER_SHARD * shards:
            raise Hangup(Close.SHARDING_REQUIRED)
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Hangup(Close.INVALID_INTENTS)
        if any(intents & intent and not self._world.flags & flags for intent, flags in PRIVILEGED.items()):
            raise Hangup(Close.DISALLOWED_INTENTS)
        return intents

    def _introduce(self, session: Session) -> None:
        """Send READY, then each guild."""
        bot = self._world.bot
        here = [guild for guild in self._world.guilds.values() if bot.id in guild.members]
        guilds = [guild for guild in here if session.has(guild.id)]
        ready = {
            "v": 10,
            "user": user_json(bot) | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._gateway.url(),
            "session_type": "normal",
            "private_channels": [],
            "shard": [session.shard, session.shards],
            "application": {"id": str(bot.id), "flags": self._world.flags},
        }
        session.dispatch("READY", ready)
        for guild in guilds if session.intents & GUILDS else []:
            whole = whole_guild(self._world, guild, all_members=bool(session.intents & MEMBERS))
            session.dispatch("GUILD_CREATE", {**whole, "unavailable": False})

    def _resume(self, data: Json, now: float) -> Session | None:
        """Go on with a session; `None` where it is gone."""
        session = self._gateway.resumable(str(data.get("session_id")), now)
        seen = data.get("seq") or 0
        if session is None or not session.still_has(seen):
            return None
        if seen > session.number:
            raise Hangup(Close.INVALID_SEQUENCE)
        self._gateway.resumed.append(now)
        session.resume(self._connection, seen)
        return session

    def _tell_members(self, session: Session, wanted: Json) -> None:
        """Answer a question for members of a guild; only with the members intent for all of them."""
        ids, start = wanted.get("user_ids"), str(wanted.get("query") or "").lower()
        if ids is None and not start and not session.intents & MEMBERS:
            raise Hangup(Close.DISALLOWED_INTENTS)
        asked = None if ids is None else {int(id) for id in (ids if isinstance(ids, list) else [ids])}
        members = self._world.guilds[int(wanted["guild_id"])].members
        found = [
            member_json(member)
            for id, member in members.items()
            if (asked is None or id in asked) and member.user.name.lower().startswith(start)
        ]
        chunk: Json = {
            "guild_id": str(wanted["guild_id"]),
            "members": found[: wanted.get("limit") or None],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(id) for id in (asked or set()) - set(members)],
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": wanted["nonce"]} if wanted.get("nonce") else {}))


def _understood(text: str) -> tuple[int, Json]:
    """Return a payload's opcode and data."""
    if len(text.encode()) > PAYLOAD_BYTES:
        raise Hangup(Close.DECODE)
    try:
        payload = json.loads(text)
        return payload["op"], payload.get("d")
    except (ValueError, KeyError, TypeError):
        raise Hangup(Close.DECODE) from None
