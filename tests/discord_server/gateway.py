"""The gateway: sessions that start, miss things, resume and end (developers/events/gateway)."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_server import administration
from tests.discord_server.connection import Close, Connection, Hangup, Op
from tests.discord_server.errors import Json
from tests.discord_server.faults import reset
from tests.discord_server.payloads import member_json, user_json, whole_guild, without_content
from tests.discord_server.session import CONTENT, GUILDS, MEMBERS, PRIVILEGED, Session
from tests.discord_server.world import Guild, Happening, World

KNOWN_INTENTS = (1 << 26) - 1
SENDS, SENDS_SECONDS = 120, 60.0
GUILDS_PER_SHARD = 2500


@dataclass(frozen=True, slots=True)
class Identified:
    """One session start: when, for which shard of how many, with which intents."""

    at: float
    shard: int
    shards: int
    intents: int


@dataclass
class Gateway:
    """Discord's gateway to a world; what it counts can be read, what it allows can be set."""

    world: World
    url: Callable[[], str]
    heartbeat_ms: int = 41_250
    shards: int = 1
    """How many shards the bot is advised to start, and needs where it is more than one."""
    starts: int = 1000
    """Session starts left for the day; when none is left the token is reset."""
    max_concurrency: int = 1
    identify_seconds: float = 5.0
    """How long an identify keeps the next one of its key out, with op 9."""
    remember: int = 10_000
    """Events a session keeps for a resume."""
    sessions: dict[str, Session] = field(default_factory=dict)
    identified: list[Identified] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)
    connections: set[Connection] = field(default_factory=set)
    resume_seconds: float = 180.0
    """How long a session without a connection can be resumed."""
    _recent: dict[int, deque[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world.listeners.append(self.tell)

    def advice(self) -> Json:
        """Return what `GET /gateway/bot` says."""
        limit = {
            "total": 1000,
            "remaining": self.starts,
            "reset_after": 86_400_000,
            "max_concurrency": self.max_concurrency,
        }
        return {"url": self.url(), "shards": self.shards, "session_start_limit": limit}

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{anything:.*}", self._serve)
        return app

    def tell(self, happening: Happening) -> None:
        """Give an event to every session that is meant, connected or not."""
        for session in self.sessions.values():
            if session.wants(happening):
                hidden = not happening.readable and not session.intents & CONTENT
                session.dispatch(happening.name, without_content(happening.data) if hidden else happening.data)

    def raw(self, name: str, data: Any, guild: int | None = None) -> None:
        """Send an event just as it is, a malformed one for instance."""
        self.tell(Happening(name, data, guild))

    def say(self, op: int, data: Any = None) -> None:
        """Send something that is no event to every connection: op 7 to reconnect, op 9 to forget the session."""
        for connection in self.connections:
            connection.send({"op": op, "d": data})

    def lose(self, guild: Guild) -> None:
        """Let a guild be unavailable, as in an outage; the bot has not left it."""
        administration.lose(self.world, guild)

    def recover(self, guild: Guild) -> None:
        """Let a guild be available again."""
        administration.recover(self.world, guild)

    def reconnect(self) -> None:
        """Ask every connection to come back and resume."""
        self.say(Op.RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """End the sessions; `resumable` only asks to resume."""
        if not resumable:
            self.sessions.clear()
        self.say(Op.INVALID, resumable)

    def cut(self) -> None:
        """Cut every connection with a TCP reset; the sessions wait for a resume."""
        for connection in list(self.connections):
            reset(connection.transport)

    def close(self, code: int) -> None:
        """Close every connection with a code of Discord's."""
        for connection in list(self.connections):
            connection.close(Close(code))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=True, max_msg_size=1 << 20, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, request.query.get("compress", ""))
        self.connections.add(connection)
        writing = asyncio.create_task(connection.write())
        session: Session | None = None
        try:
            _check_version(request)
            connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
            while True:
                message = await asyncio.wait_for(socket.receive(), self.heartbeat_ms * 1.5 / 1000)
                if message.type is not WSMsgType.TEXT:
                    break
                session = self._take(connection, session, message.data)
        except Hangup as hangup:
            connection.close(hangup.code)
        except TimeoutError:
            connection.close(Close.UNKNOWN)  # no heartbeat
        finally:
            self.connections.discard(connection)
            await connection.end(writing)
            self._leave(session, connection, socket.close_code)
        return socket

    def _leave(self, session: Session | None, connection: Connection, code: int | None) -> None:
        """Let a session wait for its resume, unless it was closed for good."""
        if session is None or session.connection is not connection:
            return
        session.connection, session.left_at = None, self.world.clock.now()
        if code in (1000, 1001):
            self.sessions.pop(session.id, None)

    def _take(self, connection: Connection, session: Session | None, text: str) -> Session | None:
        """Carry out what a client sent; returns the session it is in afterwards."""
        now = self.world.clock.now()
        if len(text.encode()) > 4096:
            raise Hangup(Close.DECODE)
        try:
            sent = json.loads(text)
            op, data = sent["op"], sent.get("d")
        except (ValueError, KeyError, TypeError):
            raise Hangup(Close.DECODE) from None
        connection.count(now, SENDS, SENDS_SECONDS)
        if op == Op.HEARTBEAT:
            connection.send({"op": Op.ACK})
        elif op == Op.IDENTIFY:
            if session:
                raise Hangup(Close.ALREADY_AUTHENTICATED)
            return self._identify(connection, data, now)
        elif op == Op.RESUME:
            return self._resume(connection, data, now)
        elif session is None:
            raise Hangup(Close.NOT_AUTHENTICATED)
        elif op == Op.MEMBERS_WANTED:
            self._members(session, data)
        elif op not in (Op.PRESENCE, Op.VOICE):
            raise Hangup(Close.UNKNOWN_OPCODE)
        return session

    def _identify(self, connection: Connection, data: Json, now: float) -> Session | None:
        if data.get("token") != self.world.token:
            raise Hangup(Close.AUTHENTICATION_FAILED)
        shard, shards = data.get("shard") or (0, 1)
        self._check(shard, shards, data.get("intents"))
        recent = self._recent.setdefault(shard % self.max_concurrency, deque())
        while recent and recent[0] <= now - self.identify_seconds:
            recent.popleft()
        if recent:
            connection.send({"op": Op.INVALID, "d": False})
            return None
        recent.append(now)
        self.identified.append(Identified(now, shard, shards, data["intents"]))
        self.starts -= 1
        if self.starts < 0:
            self._reset_token()
        session = Session(data["intents"], shard, shards, self.remember, connection)
        self.sessions[session.id] = session
        self._greet(session)
        return session

    def _check(self, shard: int, shards: int, intents: object) -> None:
        """Hang up on a shard or on intents that cannot be."""
        if not 0 <= shard < shards:
            raise Hangup(Close.INVALID_SHARD)
        if shards < self.shards or len(self.world.guilds) > GUILDS_PER_SHARD * shards:
            raise Hangup(Close.SHARDING_REQUIRED)
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Hangup(Close.INVALID_INTENTS)
        if any(intents & intent and not self.world.flags & flags for intent, flags in PRIVILEGED.items()):
            raise Hangup(Close.DISALLOWED_INTENTS)

    def _reset_token(self) -> None:
        """Do what Discord does to a bot in a crash loop: end every session and make its token worthless."""
        self.world.token = f"reset.{self.world.clock.snowflake()}"
        self.sessions.clear()
        self.close(Close.AUTHENTICATION_FAILED)
        raise Hangup(Close.AUTHENTICATION_FAILED)

    def _guilds(self, session: Session) -> list[Guild]:
        here = [guild for guild in self.world.guilds.values() if self.world.bot.id in guild.members]
        return [guild for guild in here if session.has(guild.id)]

    def _greet(self, session: Session) -> None:
        """Send READY, then each guild."""
        guilds = self._guilds(session)
        bot = self.world.bot
        ready = {
            "v": 10,
            "user": user_json(bot) | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url(),
            "session_type": "normal",
            "private_channels": [],
            "shard": [session.shard, session.shards],
            "application": {"id": str(bot.id), "flags": self.world.flags},
        }
        session.dispatch("READY", ready)
        for guild in guilds if session.intents & GUILDS else []:
            whole = whole_guild(self.world, guild, all_members=bool(session.intents & MEMBERS))
            session.dispatch("GUILD_CREATE", {**whole, "unavailable": False})

    def _resume(self, connection: Connection, data: Json, now: float) -> Session | None:
        if data.get("token") != self.world.token:
            raise Hangup(Close.AUTHENTICATION_FAILED)
        session = self.sessions.get(data.get("session_id", ""))
        seen = data.get("seq") or 0
        expired = session and session.left_at is not None and session.left_at < now - self.resume_seconds
        if session is None or expired or not session.still_has(seen):
            connection.send({"op": Op.INVALID, "d": False})
            return None
        if seen > session.number:
            raise Hangup(Close.INVALID_SEQUENCE)
        self.resumed.append(now)
        session.resume(connection, seen)
        return session

    def _members(self, session: Session, wanted: Json) -> None:
        """Answer a question for members of a guild."""
        guild = self.world.guilds[int(wanted["guild_id"])]
        ids = wanted.get("user_ids")
        ids = ids if isinstance(ids, list) or ids is None else [ids]
        if ids is None and not wanted.get("query") and not session.intents & MEMBERS:
            raise Hangup(Close.DISALLOWED_INTENTS)
        found = [
            member
            for member in guild.members.values()
            if (ids is None or str(member.user.id) in map(str, ids))
            and member.user.name.lower().startswith(str(wanted.get("query") or "").lower())
        ]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [member_json(member) for member in found[: wanted.get("limit") or None]],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": wanted["nonce"]} if wanted.get("nonce") else {}))


def _check_version(request: web.Request) -> None:
    if request.query.get("v") != "10":
        raise Hangup(Close.INVALID_VERSION)
