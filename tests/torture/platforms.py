"""Two chat platforms in one process that lose, refuse and double as real ones do.

It speaks plain HTTP on a loopback port of its choice, tells the port, and writes each message that a person would see
to a file. `discord` drops a second message with the same nonce for two minutes; `telegram` has no such thing.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qs

KINDS = ("daily", "stuck", "pairing", "nudge")
"""Of the messages to each destination, in their order."""
NONCE_SECONDS = 120
SLOWEST = 0.03
RETRY_AFTER = 0.2
FAULTS = ("429", "500 before", "close before", "500 after", "close after")


class Platforms:
    """What arrived, and the dice that decide what goes wrong: `share` is the probability of each fault."""

    def __init__(self, log: TextIO, seed: int, share: float) -> None:
        self._log, self._dice, self._share = log, random.Random(seed), share
        self._nonces: dict[str, tuple[int, float]] = {}
        self._number = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, until it is closed or a fault closes it."""
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # a sender was killed
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split()[1]
        length = next(
            int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length")
        )
        content = (await reader.readexactly(length)).decode()
        is_bot_api = path.startswith("/bot")
        platform, body = ("telegram", read_bot_api(content)) if is_bot_api else (path.strip("/"), json.loads(content))
        await asyncio.sleep(self._dice.random() * SLOWEST)
        roll = self._dice.random() / self._share if self._share else len(FAULTS)
        fault = FAULTS[int(roll)] if roll < len(FAULTS) else ""
        if fault.endswith("before"):
            number = 0
        elif fault == "429":
            return await _respond(writer, 429, {"retry_after": RETRY_AFTER, "parameters": {"retry_after": RETRY_AFTER}})
        else:
            number = self._create(platform, body)
        if fault.startswith("close"):
            return False
        sent = {"message_id": number, "date": 1, "chat": {"id": 1, "type": "private"}}
        return await _respond(writer, 500 if fault else 200, {"id": number, "ok": True, "result": sent})

    def _create(self, platform: str, body: dict[str, Any]) -> int:
        now = time.time_ns() / 1e9
        number, since = self._nonces.get(body["key"], (0, 0.0))
        if platform == "discord" and now - since < NONCE_SECONDS:
            return number
        self._number += 1
        self._nonces[body["key"]] = (self._number, now)
        self._log.write(json.dumps(body | {"at": now}) + "\n")
        self._log.flush()
        return self._number


def read_bot_api(content: str) -> dict[str, Any]:
    """Return what a request to `sendMessage` carries, with the key that the storm gave the message."""
    fields = {name: values[0] for name, values in parse_qs(content).items()}
    person, place = fields["chat_id"], int(fields["text"].split()[-1])
    key = f"{KINDS[place]}/{person}/{place}"
    return {"destination": f"telegram:{person}", "key": key, "text": fields["text"]}


async def _respond(writer: asyncio.StreamWriter, status: int, body: dict[str, Any]) -> bool:
    content = json.dumps(body).encode()
    writer.write(f"HTTP/1.1 {status} -\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
    await writer.drain()
    return True


def serve(log: Path, seed: int, share: float, port: Connection) -> None:
    """Tell the port, and serve until killed, or until whoever started us is gone."""
    with log.open("w", encoding="utf-8") as file:
        asyncio.run(_serve(Platforms(file, seed, share), port))


async def _serve(platforms: Platforms, port: Connection) -> None:
    server = await asyncio.start_server(platforms.serve, "127.0.0.1", 0)
    port.send(server.sockets[0].getsockname()[1])
    parent = multiprocessing.parent_process()
    assert parent
    await asyncio.to_thread(parent.join)
