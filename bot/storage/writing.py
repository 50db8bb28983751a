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
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    names = list(rows[0])
    added = 0
    for start in range(0, len(rows), _AT_ONCE // len(names)):
        part = [dict(row) for row in rows[start : start + _AT_ONCE // len(names)]]
        statement = dialect.insert(table).values(part).on_conflict_do_nothing()
        added += connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
    return added


_AT_ONCE = 30_000
"""Bound values of one statement: SQLite takes 32,766, PostgreSQL 65,535."""
