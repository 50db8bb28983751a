"""A gateway connection: JSON out, compressed as one stream where the client asks for it, and close codes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections import deque
from enum import IntEnum

from aiohttp import web

from tests.discord_server.errors import Json


class Op(IntEnum):
    """What a gateway payload is for."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    MEMBERS_WANTED = 8
    INVALID = 9
    HELLO = 10
    ACK = 11


class Close(IntEnum):
    """Why the gateway hangs up (developers/topics/opcodes-and-status-codes)."""

    GOING_AWAY = 1001
    UNKNOWN = 4000
    UNKNOWN_OPCODE = 4001
    DECODE = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    RATE_LIMITED = 4008
    TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Hangup(Exception):  # noqa: N818 - it ends a call
    """The client did something for which the gateway hangs up."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class Connection:
    """Sends in order; the sending itself is a task of its own."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None, compress: str) -> None:
        self.transport = transport
        self._socket = socket
        self._stream = zlib.compressobj() if compress == "zlib-stream" else None
        self._waiting: asyncio.Queue[str | Close] = asyncio.Queue()
        self._received: deque[float] = deque()
        self._hanging_up = False

    def send(self, payload: Json) -> None:
        self.send_text(json.dumps({"t": None, "s": None, "d": None, **payload}))

    def send_text(self, text: str) -> None:
        """Send a text as it is, even one that is no JSON."""
        self._waiting.put_nowait(text)

    def close(self, code: Close) -> None:
        """Hang up after what is still to be sent."""
        self._hanging_up = True
        self._waiting.put_nowait(code)

    def count(self, now: float, most: int, seconds: float) -> None:
        """Count something received; hangs up on too much."""
        self._received.append(now)
        while self._received[0] <= now - seconds:
            self._received.popleft()
        if len(self._received) > most:
            raise Hangup(Close.RATE_LIMITED)

    async def write(self) -> None:
        """Send what is waiting, until the end."""
        with contextlib.suppress(ConnectionError):
            while True:
                item = await self._waiting.get()
                if isinstance(item, Close):
                    await self._socket.close(code=item, message=item.name.encode())
                    return
                if self._stream:
                    packed = self._stream.compress(item.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(packed)
                else:
                    await self._socket.send_str(item)

    async def end(self, writing: asyncio.Task[None]) -> None:
        """Finish a hang-up that is on its way, and stop."""
        if not self._hanging_up:
            writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing
