"""Departments: which of the city's answers for an establishment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has said yet."""
    op.add_column("establishments", sa.Column("department", sa.String(64), nullable=False, server_default=""))
    op.create_index(op.f("ix_establishments_department"), "establishments", ["department"])


def downgrade() -> None:
    """Drop the column."""
    op.drop_index(op.f("ix_establishments_department"), "establishments")
    op.drop_column("establishments", "department")
