"""Rooms for partners, study groups that last, and what somebody looked for who left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("cadences", sa.Column("channel", sa.Text(), nullable=True))
    op.add_column("companies", sa.Column("study_group", sa.Text(), server_default="", nullable=False))
    op.add_column("companies", sa.Column("room", sa.Text(), server_default="", nullable=False))
    op.add_column("seekers", sa.Column("study_group", sa.Text(), server_default="", nullable=False))
    op.add_column("seekers", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
