"""What many tests share: the real library, opened once, and a conversation with a database of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
