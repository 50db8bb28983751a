"""One way of writing that means the same in SQLite and PostgreSQL: what is there already stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row; False where one with the same key is there."""
    return insert_new(connection, table, [row]) == 1


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose keys are not there yet; return how many those were."""
    if not rows:
        return 0
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    fresh = insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return len(connection.execute(fresh, list(rows)).all())
