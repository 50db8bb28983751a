"""Opens the database: durable, on the newest schema, and by one process at a time where it is a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from bot.storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0008"
"""The schema that this program works with: the last file in `migrations/versions`."""
FULL = 2
"""SQLite's number for `synchronous=FULL`: an acknowledged commit outlives a power cut. NORMAL loses commits."""

_DATABASES = (
    "Use sqlite:////folder/file.db or postgresql://user@host/name, or leave it out for a file in TRAILMATE_HOME."
)


class StorageError(RuntimeError):
    """The database cannot be used; the message says why and what to do."""


def open_database(url: str) -> Engine:
    """Open a database and bring its schema up to date.

    Raises StorageError where it is newer than this program, damaged, or cannot be reached.
    """
    parsed = parsed_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        engine = create_engine(parsed)
    except (ImportError, NoSuchModuleError) as error:
        raise StorageError(
            f"TRAILMATE_DATABASE asks for {parsed.drivername}, which is not installed ({error}). {_DATABASES}"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _write_lock)
    try:
        _upgrade(engine)
    except StorageError:
        engine.dispose()
        raise
    except DatabaseError as error:
        engine.dispose()
        shown = parsed.render_as_string(hide_password=True)
        raise StorageError(f"The database {shown} cannot be opened: {error.orig}. {_what_to_do(engine)}") from error
    return engine


def parsed_url(url: str) -> URL:
    """Return the parts of a database's address. Raises StorageError where it is none."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StorageError(f"TRAILMATE_DATABASE is no address of a database. {_DATABASES}") from error


@contextmanager
def only_process(url: str) -> Iterator[None]:
    """Hold a SQLite file for this process. Raises StorageError where another has it; other databases need no lock."""
    parsed = parsed_url(url)
    if not parsed.drivername.startswith("sqlite") or parsed.database in (None, "", ":memory:"):
        yield
        return
    if not Path(parsed.database).parent.is_dir():
        raise StorageError(f"There is no folder for {parsed.database}. Make it, or change TRAILMATE_DATABASE.")
    lock = FileLock(f"{parsed.database}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StorageError(
            f"Another Trailmate uses {parsed.database}. Stop it first, or give this one a folder of its own "
            "with TRAILMATE_HOME."
        ) from error
    try:
        yield
    finally:
        lock.release()


def revision(connection: Connection) -> str | None:
    """Return the revision a database is on; None for one without a schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        found = revision(connection)
        if found == NEWEST:
            return
        if found is None and not inspect(connection).get_table_names():
            _create(connection)
            return
        if found is not None and found > NEWEST:
            raise StorageError(
                f"The database was written by a newer Trailmate (schema {found}, this one knows {NEWEST}). "
                "Update this program, or restore a backup made before the update."
            )
        migrate(connection)


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the migrations that a database has not seen yet, up to one of them."""
    # heavy, and needed once in a while only
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _create(connection: Connection) -> None:
    """Make the newest schema in an empty database at once: a test sees that the migrations lead to the very same."""
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": NEWEST})


def _durable(connection: Any, _record: object) -> None:
    # we say BEGIN ourselves: the driver would begin late, and a reader that turns writer can fail at once
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    cursor.close()
    if level != FULL:
        raise StorageError("SQLite does not keep synchronous=FULL here; a power cut would lose what it acknowledged.")


def _write_lock(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _what_to_do(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return "Check the folder and its free space (TRAILMATE_DATABASE, TRAILMATE_HOME), or restore a backup."
    return "Check TRAILMATE_DATABASE and that the server runs."
