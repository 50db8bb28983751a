"""The updates that took effect, in SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, delete, select, update

from bot.core.message import payload_of, reply_of
from bot.core.reply import Reply
from bot.core.request import Request
from bot.storage.steps import reading, step, writing
from bot.storage.tables import handled
from bot.storage.writing import insert_once


class SqlHandled:
    """Keeps the updates that took effect, with their replies until those were shown."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def once(self, request: Request, answer: Callable[[Request], Reply]) -> Reply | None:
        """Answer a request, its effect and its reply stored in one step; None where its reply was shown already."""
        known, reply = self._stored(request.id)
        if known:
            return reply
        try:
            with step(self._engine):
                reply = answer(request)
                self._keep(request, reply)
        except _HandledMeanwhileError:  # the step is undone: only one of two has an effect
            return self._stored(request.id)[1]
        return reply

    def shown(self, request: Request) -> None:
        """Note that the reply to a request was shown; it is not kept any longer, nor whose it was."""
        with writing(self._engine) as connection:
            connection.execute(update(handled).where(handled.c.id == request.id).values(person=None, reply=None))

    def clear(self, before: datetime) -> int:
        """Forget updates from before an instant; return how many."""
        with writing(self._engine) as connection:
            return connection.execute(delete(handled).where(handled.c.at < before)).rowcount

    def _stored(self, id: str) -> tuple[bool, Reply | None]:
        with reading(self._engine) as connection:
            row = connection.execute(select(handled.c.reply).where(handled.c.id == id)).first()
        return row is not None, reply_of(row.reply) if row and row.reply else None

    def _keep(self, request: Request, reply: Reply) -> None:
        row = {"id": request.id, "at": request.at, "person": request.person.id, "reply": payload_of(reply)}
        with writing(self._engine) as connection:
            if not insert_once(connection, handled, row):
                raise _HandledMeanwhileError


class _HandledMeanwhileError(Exception):
    """Another worker handled the same update while this one did."""
