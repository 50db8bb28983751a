"""The server's side door: the terminal of the same machine talks to the Trailmate that already runs here."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response

from adapters.web.inbound import body_of
from bot.core.conversation import Conversation
from bot.core.mailbox import BOARD, Mailbox, Posted
from bot.core.reply import Basis, Reply
from bot.core.request import Request

Model = TypeVar("Model", bound=BaseModel)
POSTED = TypeAdapter(list[Posted])

log = logging.getLogger(__name__)


class Look(BaseModel):
    """What the terminal asks for: messages to some destinations, after a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    destinations: tuple[str, ...] = Field(max_length=5)
    after: int = Field(ge=0)


def terminal_key(key: bytes) -> str:
    """Return what the terminal shows to be let in; only who can read the server's key file can work it out."""
    return hmac.new(key, b"terminal", "sha256").hexdigest()


class TerminalDoor:
    """Requests in, replies out, both as JSON, for whoever can read this installation's key."""

    def __init__(self, conversation: Conversation, mailbox: Mailbox, clock: Callable[[], datetime], key: bytes) -> None:
        self._conversation, self._mailbox, self._clock = conversation, mailbox, clock
        self._bearer = f"Bearer {terminal_key(key)}"

    async def say(self, request: HttpRequest) -> Response:
        """Answer one request."""
        said = await self._read(request, Request)
        if isinstance(said, Response):
            return said
        # the clock is the server's, and the person is one of the terminal's
        said = said.model_copy(update={"at": self._clock()})
        if not _is_terminals(said.person.id):
            return _foreign()
        try:
            reply = await to_thread.run_sync(self._conversation.reply, said)
        except Exception:  # one message must not end the terminal's talk
            log.exception("message %s of the terminal failed", said.id)
            reply = _failed()
        return Response(reply.model_dump_json(), media_type="application/json")

    async def news(self, request: HttpRequest) -> Response:
        """Return the messages that wait for the terminal."""
        look = await self._read(request, Look)
        if isinstance(look, Response):
            return look
        if not all(_is_terminals(destination) or destination == BOARD for destination in look.destinations):
            return _foreign()
        waiting = await to_thread.run_sync(self._mailbox.waiting, look.destinations, look.after, self._clock())
        return Response(POSTED.dump_json(list(waiting)), media_type="application/json")

    async def _read(self, request: HttpRequest, model: type[Model]) -> Model | Response:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), self._bearer.encode()):
            return PlainTextResponse("Only this machine's terminal talks here.", 403)
        try:
            return model.model_validate_json(await body_of(request) or b"")
        except ValidationError:
            return PlainTextResponse("That is no request.", 400)


def _is_terminals(person: str) -> bool:
    return person.startswith("console:")


def _foreign() -> Response:
    return PlainTextResponse("Only a terminal talks here.", 403)


def _failed() -> Reply:
    text = "Something went wrong on my side. It is in the log of the running Trailmate; please try other words."
    return Reply(text=text, private=True, basis=Basis(intent="error", answered=False, confidence=0))
