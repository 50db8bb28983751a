"""Noticing that somebody is stuck: traces, prompts that were wrong, and the weekly post of a community."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("communities", sa.Column("weekly", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "traces",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name=op.f("fk_traces_learner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner", "topic", "kind", "at", name=op.f("pk_traces")),
    )
    op.create_index(op.f("ix_traces_at"), "traces", ["at"], unique=False)
    op.create_table(
        "turned_down",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name=op.f("fk_turned_down_learner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner", "date", "signal", name=op.f("pk_turned_down")),
    )
