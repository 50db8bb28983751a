"""Tells what became of a request while discord.py waits silently for a rate limit, before it or after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp


@dataclass(slots=True)
class Wire:
    """What became of the latest request."""

    may_have_arrived: bool = False
    arrived: bool = False


_wire: ContextVar[Wire | None] = ContextVar("wire", default=None)


@contextmanager
def watched() -> Iterator[Wire]:
    """Watch the requests that are made inside, by a client with our `trace`."""
    wire = Wire()
    token = _wire.set(wire)
    try:
        yield wire
    finally:
        _wire.reset(token)


def trace() -> aiohttp.TraceConfig:
    """Return what a client has to be given so that its requests can be watched."""
    config = aiohttp.TraceConfig()
    config.on_request_start.append(_left)
    config.on_request_end.append(_answered)
    return config


async def _left(_session: aiohttp.ClientSession, _: SimpleNamespace, _params: aiohttp.TraceRequestStartParams) -> None:
    if wire := _wire.get():
        wire.may_have_arrived = True


async def _answered(_session: aiohttp.ClientSession, _: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
    if wire := _wire.get():
        wire.arrived = params.response.ok
        wire.may_have_arrived = params.response.status != HTTPStatus.TOO_MANY_REQUESTS
