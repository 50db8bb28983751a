"""What the database remembers about itself."""

from __future__ import annotations

from sqlalchemy import Engine, select, update

from bot.storage.steps import reading, writing
from bot.storage.tables import facts
from bot.storage.writing import insert_once


class SqlFacts:
    """A few named values, such as the version of the time zone data that stored instants were worked out with."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> str | None:
        """Return a value."""
        with reading(self._engine) as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def set(self, name: str, value: str) -> None:
        """Keep a value."""
        with writing(self._engine) as connection:
            if not insert_once(connection, facts, {"name": name, "value": value}):
                connection.execute(update(facts).where(facts.c.name == name).values(value=value))
