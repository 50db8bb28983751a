"""Run the server as a process of its own: prints one JSON line with its addresses, ends with its standard input."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from tests.discord_server.server import serve


async def main() -> None:
    """Serve until standard input is closed, that is, until whoever started us is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of REST; 0 for any free one")
    parser.add_argument("--journal", type=Path, help="a file for the requests, one JSON line each")
    chosen = parser.parse_args()
    async with serve(chosen.port, chosen.journal) as server:
        addresses = {"port": server.rest_door.port, "api": server.api, "gateway": server.gateway_url}
        world = {"control": server.control, "token": server.world.token, "bot": str(server.world.bot.id)}
        print(json.dumps(addresses | world), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
