"""Members who agreed to be asked, the questions that are put to them, and a community's help channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, database_now

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("communities", sa.Column("help", sa.Text(), nullable=True))
    # until now the weekly post went with the daily prompt
    op.execute("UPDATE communities SET weekly = false WHERE NOT prompts")
    _look_at_everybody()
    op.create_table(
        "volunteers",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("wider", sa.Boolean(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name=op.f("fk_volunteers_learner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner", name=op.f("pk_volunteers")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("wider", sa.Boolean(), nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("company", sa.Integer(), nullable=True),
        sa.Column("posted_at", INSTANT, nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["community"], ["communities.id"], name=op.f("fk_calls_community"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["company"], ["companies.id"], name=op.f("fk_calls_company"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name=op.f("fk_calls_learner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calls_at"), "calls", ["at"], unique=False)
    op.create_index(op.f("ix_calls_community"), "calls", ["community"], unique=False)
    op.create_index(op.f("ix_calls_learner"), "calls", ["learner"], unique=False)
    op.create_table(
        "asked",
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_asked_call"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name=op.f("fk_asked_learner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call", "learner", name=op.f("pk_asked")),
    )
    op.create_index(op.f("ix_asked_learner"), "asked", ["learner"], unique=False)


def _look_at_everybody() -> None:
    """Let the planner look at those without a daily task from now on; it works out when they are due next itself."""
    learners = sa.table("learners", sa.column("id", sa.Text), sa.column("settings", sa.JSON))
    schedules = sa.table(
        "schedules",
        sa.column("owner", sa.Text),
        sa.column("kind", sa.Text),
        sa.column("next_at", Instant),
        sa.column("next_date", sa.Date),
        sa.column("enabled", sa.Boolean),
    )
    connection = op.get_bind()
    resting = [
        row.id
        for row in connection.execute(sa.select(learners))
        if not row.settings.get("daily") and row.settings.get("stuck_prompts", True)
    ]
    at = connection.execute(sa.select(database_now())).scalar_one()
    for first in range(0, len(resting), 500):
        some = schedules.c.owner.in_(resting[first : first + 500])
        due = sa.update(schedules).where(some, schedules.c.kind == "daily", ~schedules.c.enabled)
        connection.execute(due.values(next_at=at, next_date=at.date(), enabled=True))
