"""The curators' inbox in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, func, insert, select

from bot.storage.steps import reading, writing
from bot.storage.tables import unanswered, verdicts


class SqlInbox:
    """Keeps questions without an answer, and verdicts on answers. Nobody's name is kept with them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep_unanswered(self, question: str, at: datetime) -> None:
        """Keep a question that no note answers."""
        with writing(self._engine) as connection:
            connection.execute(insert(unanswered).values(question=question, at=at.astimezone(UTC)))

    def keep_verdict(self, question: str, note: str, at: datetime, *, useful: bool) -> None:
        """Keep whether a note was useful for a question."""
        with writing(self._engine) as connection:
            connection.execute(
                insert(verdicts).values(question=question, note=note, useful=useful, at=at.astimezone(UTC))
            )

    def questions(self) -> Sequence[tuple[str, int]]:
        """Return the unanswered questions, the most asked first, each with how often."""
        often = func.count().label("often")
        query = select(unanswered.c.question, often).group_by(unanswered.c.question).order_by(often.desc())
        with reading(self._engine) as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def verdicts(self) -> Sequence[tuple[str, str, bool]]:
        """Return question, note and verdict, oldest first."""
        query = select(verdicts.c.question, verdicts.c.note, verdicts.c.useful).order_by(verdicts.c.id)
        with reading(self._engine) as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]
