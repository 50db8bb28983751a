"""The tables, and how a database is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Engine, Integer, MetaData, Table, Text, create_engine, event

metadata = MetaData()

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)


def open_database(url: str) -> Engine:
    """Open a database and create what is missing in it. SQLite keeps what it has acknowledged, even in a power cut."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    metadata.create_all(engine)
    return engine


def _durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
