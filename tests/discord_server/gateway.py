"""The gateway: sessions that start, miss things, resume and end (developers/events/gateway)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_server import administration
from tests.discord_server.connection import Close, Connection, Hangup, Op
from tests.discord_server.dialogue import Dialogue
from tests.discord_server.errors import Json
from tests.discord_server.faults import reset
from tests.discord_server.message_payloads import without_content
from tests.discord_server.session import CONTENT, Session
from tests.discord_server.world import Guild, Happening, World


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
    resume_seconds: float = 180.0
    """How long a session without a connection can be resumed."""
    sessions: dict[str, Session] = field(default_factory=dict)
    identified: list[Identified] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)
    connections: set[Connection] = field(default_factory=set)
    _lanes: dict[int, float] = field(default_factory=dict)

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

    def may_start(self, shard: int, now: float) -> bool:
        """Tell whether a shard may identify now: one in each of `max_concurrency` lanes within some seconds."""
        lane = shard % self.max_concurrency
        return now - self._lanes.get(lane, -self.identify_seconds) >= self.identify_seconds

    def start(self, session: Session, now: float) -> None:
        """Count and keep a new session; one too many a day costs the bot its token, as in a crash loop."""
        self._lanes[session.shard % self.max_concurrency] = now
        self.sessions = {id: each for id, each in self.sessions.items() if self.resumable(id, now)}
        self.identified.append(Identified(now, session.shard, session.shards, session.intents))
        self.starts -= 1
        if self.starts < 0:
            self.world.token = f"reset.{self.world.clock.snowflake()}"
            self.sessions.clear()
            self.close(Close.AUTHENTICATION_FAILED)
            raise Hangup(Close.AUTHENTICATION_FAILED)
        self.sessions[session.id] = session

    def resumable(self, id: str, now: float) -> Session | None:
        """Find a session that is not too long without a connection."""
        session = self.sessions.get(id)
        if session is None or (session.left_at is not None and now - session.left_at > self.resume_seconds):
            return None
        return session

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=True, max_msg_size=1 << 20, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, request.query.get("compress", ""))
        self.connections.add(connection)
        writing = asyncio.create_task(connection.write())
        dialogue = Dialogue(self, connection)
        try:
            dialogue.greet(request.query.get("v", ""))
            while True:
                message = await asyncio.wait_for(socket.receive(), self.heartbeat_ms * 1.5 / 1000)
                if message.type is not WSMsgType.TEXT:
                    break
                dialogue.take(message.data)
        except Hangup as hangup:
            connection.close(hangup.code)
        except TimeoutError:
            connection.close(Close.UNKNOWN)  # no heartbeat
        finally:
            self.connections.discard(connection)
            await connection.end(writing)
            dialogue.end(socket.close_code)
        return socket
