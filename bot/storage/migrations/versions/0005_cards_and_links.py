"""Cards on platforms that tell only which card was pressed, and codes that link two accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("sends", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_at"), "cards", ["at"], unique=False)
    op.create_index(op.f("ix_cards_person"), "cards", ["person"], unique=False)
    op.create_table(
        "links",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name=op.f("fk_links_learner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_learner"), "links", ["learner"], unique=False)
