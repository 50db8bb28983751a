"""The webhook: Telegram brings the updates, and hears 200 when their effect is stored."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot, Update

from adapters.telegram.intake import Intake

PATH = "/telegram"
HEADER = "x-telegram-bot-api-secret-token"
MOST_BYTES = 1_000_000
"""Of an update; Telegram's are a few kilobytes."""
PATIENCE = 50.0
"""Seconds for an effect to be stored; Telegram brings what is not confirmed again, and it is recognised then."""

log = logging.getLogger(__name__)


def secret_of(token: str) -> str:
    """Return the secret that Telegram shows with each update: 32 bytes, the same in every process with this token."""
    return hmac.new(token.encode(), b"trailmate webhook", hashlib.sha256).hexdigest()


def webhook_app(bot: Bot, intake: Intake, secret: str) -> Starlette:
    """Return the application: one path for Telegram, one for whoever watches over the process."""
    door = _Door(bot, intake, secret)
    return Starlette(routes=[Route(PATH, door.take, methods=["POST"]), Route("/health", _health)])


class _Door:
    def __init__(self, bot: Bot, intake: Intake, secret: str) -> None:
        self._bot, self._intake, self._secret = bot, intake, secret.encode()

    async def take(self, request: Request) -> Response:
        """Take one update in."""
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self._secret):
            return Response(status_code=401)
        body = await _body_of(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            return Response(status_code=400)
        taken = self._intake.take(update)
        try:
            async with asyncio.timeout(PATIENCE):
                await taken.stored.wait()
        except TimeoutError:
            return Response(status_code=503)
        return Response()


async def _body_of(request: Request) -> bytes | None:
    """Return the body; None where it is too large, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")
