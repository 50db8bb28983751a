"""Cards that were shown, in SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, select

from bot.core.cards import Card
from bot.storage.steps import reading, writing
from bot.storage.tables import cards
from bot.storage.writing import insert_once


class SqlCards:
    """What the buttons of shown cards say, where a platform tells only which card was pressed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, name: str, card: Card, at: datetime) -> None:
        """Keep what a card says; what was kept under its name before is replaced."""
        row = {"name": name, "person": card.owner, "sends": list(card.sends), "at": at}
        with writing(self._engine) as connection:
            connection.execute(delete(cards).where(cards.c.name == name))
            insert_once(connection, cards, row)

    def find(self, name: str) -> Card | None:
        """Return what a card says; None for one that is not kept, or not any longer."""
        with reading(self._engine) as connection:
            row = connection.execute(select(cards.c.sends, cards.c.person).where(cards.c.name == name)).first()
        return Card(tuple(row.sends), row.person) if row else None

    def clear(self, before: datetime) -> int:
        """Forget cards from before an instant; return how many."""
        with writing(self._engine) as connection:
            return connection.execute(delete(cards).where(cards.c.at < before)).rowcount
