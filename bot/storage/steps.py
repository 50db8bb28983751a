"""One step: what several ports write while one request is handled is committed together, or not at all.

Ports read and write through `reading` and `writing`. Alone, each `writing` is a transaction of its own. Inside `step`
the first `writing` begins a transaction that the others join, and the end of the step commits it. What only reads
never takes the write lock, so the dear part of answering a question holds up nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, Engine


class _Step:
    """A step under way; its transaction begins with the first write."""

    def __init__(self, engine: Engine, stack: ExitStack) -> None:
        self.engine = engine
        self._stack = stack
        self.connection: Connection | None = None

    def begun(self) -> Connection:
        if self.connection is None:
            self.connection = self._stack.enter_context(self.engine.begin())
        return self.connection


_under_way: ContextVar[_Step | None] = ContextVar("step", default=None)


@contextmanager
def step(engine: Engine) -> Iterator[None]:
    """Let everything that is written on this engine, in this thread, be one transaction."""
    with ExitStack() as stack:
        token = _under_way.set(_Step(engine, stack))
        try:
            yield
        finally:
            _under_way.reset(token)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection to write with: the step's own, or a transaction that ends here."""
    if mine := _of(engine):
        yield mine.begun()
        return
    with engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection to read with; inside a step it sees what the step has written."""
    if (mine := _of(engine)) and mine.connection:
        yield mine.connection
        return
    with engine.execution_options(reading=True).connect() as connection:
        yield connection


def _of(engine: Engine) -> _Step | None:
    found = _under_way.get()
    return found if found and found.engine is engine else None
