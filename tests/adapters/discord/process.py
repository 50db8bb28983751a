"""Trailmate as its users start it, `trailmate run`, led to a Discord of the project's own by its settings."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.discord_server.server import Server

ROOT = Path(__file__).parents[3]


def settings(server: Server, cache: Path, home: Path) -> dict[str, str]:
    """Return the environment of a Trailmate that is led to a server."""
    own = {
        "TRAILMATE_CACHE": str(cache),
        "TRAILMATE_HOME": str(home),
        "TRAILMATE_WEB_PORT": "0",
        "TRAILMATE_DISCORD_TOKEN": server.world.token,
        "TRAILMATE_DISCORD_API": server.api,
        "TRAILMATE_DISCORD_GATEWAY": server.gateway_url,
    }
    return {**os.environ, **own}


async def start(environment: dict[str, str], log: Path) -> asyncio.subprocess.Process:
    """Start Trailmate; what it says goes to a file."""
    with log.open("ab") as file:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, cwd=ROOT, stdout=file, stderr=file
        )


async def stop(process: asyncio.subprocess.Process) -> int:
    """Stop it with Ctrl-C, and return how it ended."""
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    return await asyncio.wait_for(process.wait(), 20)


@asynccontextmanager
async def running(server: Server, cache: Path, home: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Trailmate until the block ends, or kills it."""
    identified = len(server.gateway.identified)
    process = await start(settings(server, cache, home), home / "log.txt")
    try:
        async with asyncio.timeout(60):
            while len(server.gateway.identified) == identified or not server.world.commands:
                assert process.returncode is None, (home / "log.txt").read_text()
                await asyncio.sleep(0.05)
        yield process
    finally:
        ended = await stop(process)
    assert ended in (0, -signal.SIGKILL), (home / "log.txt").read_text()[-3000:]


def memory_mb(process: asyncio.subprocess.Process) -> float:
    """Return the memory that a process has for itself, in MiB."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    kilobytes = [int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")]
    return sum(kilobytes) / 1024
