"""The REST side: each request is journalled, may fail on purpose, is counted, and reaches its route."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord_server.errors import Json, Problem, Refusal, malformed, require
from tests.discord_server.faults import Fault, Faults, reset
from tests.discord_server.journal import Entry, Journal
from tests.discord_server.posting import File
from tests.discord_server.ratelimits import RateLimits, Verdict
from tests.discord_server.world import World

BASE = "/api/v10"
VIA = {"Via": "1.1 google"}
PLACES = ("channel", "guild", "token")


@dataclass(frozen=True, slots=True)
class Call:
    """One request, understood."""

    world: World
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    files: tuple[File, ...] = ()

    def id(self, name: str) -> int:
        """Return a snowflake of the path."""
        if not self.path[name].isdecimal():
            wrong = f'Value "{self.path[name]}" is not snowflake.'
            raise malformed(Problem((f"{name}_id",), "NUMBER_TYPE_COERCE", wrong))
        return int(self.path[name])

    @property
    def fields(self) -> Json:
        """The body as an object."""
        if not isinstance(self.body, dict):
            raise malformed(Problem((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"))
        return self.body


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked for; `open` to whoever knows the path's token, so without the bot's."""

    method: str
    path: str
    handler: Handler
    open: bool = False
    status: int = 200
    """Of an answer; without anything to answer it is 204."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Rest:
    """Discord's REST interface to a world."""

    world: World
    journal: Journal
    faults: Faults
    limits: RateLimits
    routes: Iterable[Route] = field(default_factory=tuple)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        for route in self.routes:
            app.router.add_route(route.method, BASE + route.path, self._serving(route))
        app.router.add_get("/attachments/{anything:.*}", self._file)
        app.router.add_route("*", "/{anything:.*}", self._nothing_here)
        return app

    def _serving(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            start = self.world.clock.now()
            entry = Entry(start, request.method, request.path.removeprefix(BASE), dict(request.query), route=route.path)
            try:
                return await self._answered(route, request, entry)
            except Exception as mistake:  # of ours; seen as what it is
                entry.status, entry.answer = 500, repr(mistake)
                raise
            finally:
                entry.took = self.world.clock.now() - start
                self.journal.add(entry)

        return serve

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.files.get(request.path)
        return web.Response(body=content) if content is not None else await self._nothing_here(request)

    async def _nothing_here(self, request: web.Request) -> web.StreamResponse:
        entry = Entry(self.world.clock.now(), request.method, request.path.removeprefix(BASE), dict(request.query))
        answer = self._respond(entry, 404, {"message": "404: Not Found", "code": 0}, VIA)
        self.journal.add(entry)
        return answer

    async def _answered(self, route: Route, request: web.Request, entry: Entry) -> web.StreamResponse:
        raw, sent, files = await _read(request)
        entry.body, entry.files = sent, [(file.name, len(file.content)) for file in files]
        name = f"{entry.method} {entry.path}"
        failed = await self._fail(self.faults.take(name, "before"), request, entry)
        if failed is not None:
            return failed
        response = self._carry_out(route, request, entry, raw, files)
        failed = await self._fail(self.faults.take(name, "after"), request, entry)
        return response if failed is None else failed

    def _carry_out(
        self, route: Route, request: web.Request, entry: Entry, raw: bool, files: tuple[File, ...]
    ) -> web.Response:
        """Let a request take effect, if it may."""
        if self.limits.banned:
            return self._respond(entry, 429, "<html>You are being rate limited</html>", {"Retry-After": "600"})
        verdict = Verdict({})
        if not route.path.startswith("/interactions"):
            place = " ".join(request.match_info.get(key, "") for key in PLACES)
            verdict = self.limits.ask(route.name, place, counts_globally=not route.open)
        if verdict.refused:
            return self._too_fast(entry, verdict.retry_after, verdict.headers, everywhere=verdict.everywhere)
        try:
            require(route.open or request.headers.get("Authorization") == f"Bot {self.world.token}", 0)
            require(raw, 50109)
            call = Call(self.world, dict(request.match_info), entry.query, entry.body, files)
            answer = route.handler(call)
        except Refusal as refusal:
            return self._respond(entry, refusal.status, refusal.body(), verdict.headers | VIA)
        return self._respond(entry, 204 if answer is None else route.status, answer, verdict.headers | VIA)

    def _respond(self, entry: Entry, status: int, answer: Any, headers: dict[str, str]) -> web.Response:
        entry.status, entry.answer = status, answer
        self.limits.note(status)
        if answer is None:
            return web.Response(status=status, headers=headers)
        if isinstance(answer, str):
            return web.Response(status=status, text=answer, content_type="text/html", headers=headers)
        content = json.dumps(answer).encode()
        return web.Response(status=status, body=content, headers={"Content-Type": "application/json", **headers})

    def _too_fast(self, entry: Entry, seconds: float, headers: dict[str, str], *, everywhere: bool) -> web.Response:
        answer = {"message": "You are being rate limited.", "retry_after": round(seconds, 3), "global": everywhere}
        headers = {"Retry-After": str(int(seconds) + 1), **headers}
        return self._respond(entry, 429, answer, headers | VIA)

    async def _fail(self, fault: Fault | None, request: web.Request, entry: Entry) -> web.StreamResponse | None:
        """Let a fault happen; returns the answer that it gives, if it gives one."""
        if fault is None:
            return None
        await asyncio.sleep(fault.delay)
        if fault.reset:
            entry.status = 0
            reset(request.transport)
            return web.Response()  # nobody is there to read it
        if not fault.status:
            return None
        if fault.cloudflare:
            return self._respond(entry, fault.status, "<html>error code: 1015</html>", {"Retry-After": "60"})
        if fault.status == 429:
            scope = {"X-RateLimit-Scope": "global" if fault.everywhere else "user"}
            return self._too_fast(entry, fault.retry_after, scope, everywhere=fault.everywhere)
        return self._respond(entry, fault.status, {"message": "on purpose", "code": fault.code}, VIA)


async def _read(request: web.Request) -> tuple[bool, Any, tuple[File, ...]]:
    """Return whether a body is proper JSON, what it says, and the files that come with it."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        files = tuple(
            File(part.filename, part.file.read(), part.content_type)
            for name, part in form.items()
            if name.startswith("files[") and isinstance(part, web.FileField)
        )
        text = str(form.get("payload_json", "{}"))
    else:
        text, files = (await request.read()).decode(errors="replace"), ()
        if text and request.content_type != "application/json":
            return False, None, ()
    try:
        said = json.loads(text) if text else None
        json.dumps(said, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except ValueError:
        return False, None, files
    return True, said, files
