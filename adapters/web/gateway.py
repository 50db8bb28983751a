"""The web server: one page, one address to talk to, and the guards around them."""

from __future__ import annotations

import hmac
import itertools
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.web.inbound import Message, body_of, person_of, to_request
from adapters.web.outbound import to_json
from adapters.web.sessions import NEW_SESSIONS_PER_MINUTE, Pace, Sessions
from adapters.web.terminal import TerminalDoor
from bot.core.conversation import Conversation
from bot.core.mailbox import BOARD, Mailbox

PAGE = Path(__file__).parent / "page"
COOKIE = "trailmate"
KEPT_FOR = timedelta(days=400)
"""How long a browser remembers who it is, from its last visit on; browsers keep a cookie no longer."""
AT_ONCE = 4
"""Replies that are worked out side by side; the next ones wait their turn."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

log = logging.getLogger(__name__)


def web_app(
    conversation: Conversation,
    clock: Callable[[], datetime],
    key: bytes,
    hosts: frozenset[str],
    mailbox: Mailbox,
    per_minute: int = 30,
    secret: str = "",
    is_well: Callable[[], bool] = lambda: True,
) -> Starlette:
    """Return the application.

    `hosts` are the values of the Host header that are answered; with none, any is (behind a `secret` only).
    `is_well` tells the health check whether the work in the background goes on.
    """
    door = _Door(conversation, clock, key, mailbox, per_minute, secret, is_well)
    terminal = TerminalDoor(conversation, mailbox, clock, key)
    app = Starlette(
        routes=[
            Route("/", door.page),
            Route("/enter", door.enter, methods=["POST"]),
            Route("/say", door.say, methods=["POST"]),
            Route("/news", door.news),
            Route("/terminal/say", terminal.say, methods=["POST"]),
            Route("/terminal/news", terminal.news, methods=["POST"]),
            Route("/health", door.health),
            Mount("/page", StaticFiles(directory=PAGE)),
        ]
    )
    app.add_middleware(_Guard, hosts=hosts)
    return app


class _Guard:
    """Turns away foreign Host and Origin headers, and puts the security headers on every response."""

    def __init__(self, app: Callable[..., Awaitable[None]], hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

        async def send_guarded(message) -> None:  # type: ignore[no-untyped-def]
            if message["type"] == "http.response.start":
                extra = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        if fault := self._fault(scope["method"], headers):
            await PlainTextResponse(fault, 403)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _fault(self, method: str, headers: dict[str, str]) -> str:
        host = headers.get("host", "")
        if self._hosts and host not in self._hosts:
            return "This page is only served at its own address."
        if method == "POST" and headers.get("origin") not in (f"http://{host}", f"https://{host}"):
            return "This request comes from another page."
        return ""


class _Door:
    """The endpoints."""

    def __init__(
        self,
        conversation: Conversation,
        clock: Callable[[], datetime],
        key: bytes,
        mailbox: Mailbox,
        per_minute: int,
        secret: str,
        is_well: Callable[[], bool],
    ) -> None:
        self._conversation = conversation
        self._clock = clock
        self._mailbox = mailbox
        self._is_well = is_well
        self._secret = secret
        self._sessions = Sessions(key)
        self._messages = Pace(per_minute, clock)
        self._visits = Pace(NEW_SESSIONS_PER_MINUTE, clock)
        self._numbers = itertools.count(1)
        self._at_once = CapacityLimiter(AT_ONCE)

    async def page(self, request: HttpRequest) -> Response:
        session = self._session(request)
        if not session and self._secret:
            return FileResponse(PAGE / "enter.html")
        if not session and not self._visits.allows("all"):
            return PlainTextResponse("Many new visitors at once; try again in a minute.", 429)
        # given again at each visit: whoever comes back within the time never loses their plan
        return self._with_session(request, FileResponse(PAGE / "index.html"), session or self._sessions.new())

    async def enter(self, request: HttpRequest) -> Response:
        # counted before the secret is looked at, so that it cannot be guessed at speed
        if not self._visits.allows("all"):
            return PlainTextResponse("Many tries at once; try again in a minute.", 429)
        given = parse_qs((await body_of(request) or b"").decode("utf-8", "replace")).get("secret", [""])[0]
        if not self._secret or not hmac.compare_digest(given.encode(), self._secret.encode()):
            return RedirectResponse("/", 303)
        return self._with_session(request, RedirectResponse("/", 303), self._sessions.new())

    async def say(self, request: HttpRequest) -> Response:
        session = self._session(request)
        if not session:
            return _problem("Your session has ended. Reload the page to go on.", 403)
        if not self._messages.allows(session):
            return _problem("That was quick. Give me a few seconds, then ask again.", 429)
        body = await body_of(request)
        if body is None:
            return _problem("That is too long to read. Send the part that matters.", 413)
        try:
            message = Message.model_validate_json(body)
        except ValidationError:
            return _problem("I could not read that message. Reload the page and try again.", 400)
        said = to_request(message, session, str(next(self._numbers)), self._clock())
        try:
            reply = await to_thread.run_sync(partial(self._conversation.reply, said), limiter=self._at_once)
        except Exception:  # one message must not end the server
            log.exception("message %s failed", said.id)
            return _problem("Something went wrong on my side. It is logged; please try other words.", 500)
        return JSONResponse(to_json(reply))

    async def news(self, request: HttpRequest) -> Response:
        """What came for this session since the message number `after`, and what hangs on the board."""
        session = self._session(request)
        after = request.query_params.get("after", "0")
        if not session or not after.isdecimal() or len(after) > 18:
            return _problem("Reload the page to go on.", 403)
        mine = (person_of(session).id, BOARD)
        waiting = await to_thread.run_sync(self._mailbox.waiting, mine, int(after), self._clock())
        messages = [{"number": item.number, "reply": to_json(item.reply)} for item in waiting]
        return JSONResponse({"you": mine[0], "messages": messages})

    async def health(self, _request: HttpRequest) -> Response:
        if not self._is_well():
            return PlainTextResponse("The planner has not ticked for a minute; see the log.", 503)
        return PlainTextResponse("ok")

    def _session(self, request: HttpRequest) -> str:
        token = request.cookies.get(COOKIE, "")
        return token if self._sessions.is_ours(token) else ""

    def _with_session(self, request: HttpRequest, response: Response, session: str) -> Response:
        response.set_cookie(
            COOKIE,
            session,
            max_age=int(KEPT_FOR.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response


def _problem(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"problem": sentence}, status)


def listen(host: str, port: int) -> socket.socket:
    """Bind the address before anything else is started. Raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener


async def serve(app: Starlette, listener: socket.socket) -> None:
    """Serve until the process is told to stop by Ctrl-C or SIGTERM; then return, so that the rest can end in order."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            # uvicorn would raise the signal once more at the end, which kills what still has to be put away
            before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=5, lifespan="off")
    await Server(config).serve(sockets=[listener])
