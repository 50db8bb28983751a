"""Which question an answer answered, beside its topic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

EVIDENCE = sa.table("evidence", *map(sa.column, ("id", "key", "topic", "kind", "question")))


def upgrade() -> None:
    op.add_column("evidence", sa.Column("question", sa.Text(), nullable=True))
    # until now an answer named its question only in its key
    connection = op.get_bind()
    answers = sa.select(EVIDENCE).where(EVIDENCE.c.kind.in_(["recall", "placement"]))
    for row in connection.execute(answers).all():
        question = _question(row.key, row.topic)
        connection.execute(sa.update(EVIDENCE).where(EVIDENCE.c.id == row.id).values(question=question))


def _question(key: str, topic: str) -> str | None:
    """Read `placement:recall:2`, `check:recall.2:<date>`, and `check:core-ml.2:<date>` for a mixed question."""
    match key.split(":"):
        case ["placement", _, number]:
            return f"{topic}.{number}"
        case ["check", question, _]:
            return question if question.rpartition(".")[0] == topic else f"mixed.{question}"
        case _:
            return None
