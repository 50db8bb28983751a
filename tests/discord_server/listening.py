"""A port on 127.0.0.1 that can refuse connections and accept them again."""

from __future__ import annotations

from aiohttp import web

from tests.discord_server.faults import reset


class Listening:
    """An application on a port: 0 until it is open, then the same for good."""

    def __init__(self, application: web.Application) -> None:
        self.port = 0
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        self._site: web.TCPSite | None = None
        self._ready = False

    async def open(self) -> None:
        """Accept connections, on the same port as before."""
        if not self._ready:
            await self._runner.setup()
            self._ready = True
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def refuse(self) -> None:
        """Refuse connections, and reset those that are open, such as the ones that a client keeps for later."""
        if self._site and self._runner.server:
            await self._site.stop()
            self._site = None
            for handler in self._runner.server.connections:
                reset(handler.transport)

    async def end(self) -> None:
        """Close everything."""
        await self._runner.cleanup()
