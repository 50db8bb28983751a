"""The server put together: REST, gateway and control door, each on a port of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.discord_server import channel_routes, command_routes, interaction_routes
from tests.discord_server.control import Control
from tests.discord_server.faults import Faults
from tests.discord_server.gateway import Gateway
from tests.discord_server.journal import Journal
from tests.discord_server.listening import Listening
from tests.discord_server.people import People
from tests.discord_server.ratelimits import RateLimits
from tests.discord_server.rest import BASE, Rest
from tests.discord_server.world import World


@dataclass
class Server:
    """A Discord on 127.0.0.1.

    `people` act, `journal` tells what the bot asked for, `faults` lets things go wrong, `gateway` cuts and closes
    connections, `limits` can be widened, `rest_door` and `gateway_door` can refuse connections.
    """

    world: World = field(default_factory=World)
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.people = People(self.world)
        self.limits = RateLimits(self.world.clock.now)
        self.gateway = Gateway(self.world, lambda: f"ws://127.0.0.1:{self.gateway_door.port}")
        routes = (
            *command_routes.gateway_routes(self.gateway.advice),
            *channel_routes.ROUTES,
            *command_routes.ROUTES,
            *interaction_routes.ROUTES,
        )
        self.rest = Rest(self.world, self.journal, self.faults, self.limits, routes)
        self.rest_door = Listening(self.rest.application())
        self.gateway_door = Listening(self.gateway.application())
        self.control_door = Listening(Control(self).application())

    def forget(self) -> None:
        """Let go of what is past, for long runs: messages, interactions and the journal."""
        for channel in self.world.channels.values():
            channel.messages.clear()
        self.world.interactions.clear()
        self.journal.entries.clear()

    @property
    def api(self) -> str:
        """What `discord.http.Route.BASE` has to be."""
        return f"http://127.0.0.1:{self.rest_door.port}{BASE}"

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` has to be."""
        return self.gateway.url()

    @property
    def control(self) -> str:
        """Where the control door is."""
        return f"http://127.0.0.1:{self.control_door.port}/__control"


@asynccontextmanager
async def serve(port: int = 0, journal: Path | None = None) -> AsyncIterator[Server]:
    """Run a server until the block ends; `port` is REST's, 0 for any free one."""
    server = Server(journal=Journal(journal))
    server.rest_door.port = port
    doors = (server.rest_door, server.gateway_door, server.control_door)
    try:
        for door in doors:
            await door.open()
        server.world.cdn = server.api.removesuffix(BASE)
        yield server
    finally:
        server.gateway.close(1001)
        for door in doors:
            await door.end()
