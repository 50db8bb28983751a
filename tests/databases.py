"""Opens databases that tests throw away, and makes those of PostgreSQL."""

from __future__ import annotations

import itertools
import os
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event, make_url, text

from bot.storage.database import open_database
from bot.storage.tables import metadata

_numbers = itertools.count(1)
_END_OTHERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_USED = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in metadata.tables)


class Statements(dict[tuple[Any, ...], Any]):
    """Compiled statements under SQLAlchemy's key without its first part, a dialect object that each engine has anew."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        assert isinstance(key[0], Dialect), "SQLAlchemy makes its keys otherwise now"
        super().__setitem__(key[1:], compiled)


_compiled = {"sqlite": Statements(), "postgresql": Statements()}


def open_quickly(url: str) -> Engine:
    """Open a database that need not outlive a power cut, knowing the statements that earlier tests compiled."""
    engine = open_database(url)
    engine.update_execution_options(compiled_cache=_compiled[engine.dialect.name])
    if engine.dialect.name == "sqlite":
        engine.dispose()  # the connection that looked at the schema
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def create_database(server: str) -> str:
    """Make an empty PostgreSQL database, and return its URL."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    admin = open_admin(server)
    with admin.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def make_empty(postgres: Engine) -> None:
    """Leave nobody else connected to a PostgreSQL database, and no row in it."""
    with postgres.begin() as connection:
        connection.execute(text(_END_OTHERS))
        if used := connection.execute(text(_USED)).scalars().all():
            connection.execute(text(f"TRUNCATE {', '.join(used)} RESTART IDENTITY CASCADE"))


def open_admin(url: str) -> Engine:
    """A connection that may make databases."""
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))
