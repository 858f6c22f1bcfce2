"""Whose a report of a shopper is, and what was the cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SIZES = {"cause": 32, "owner_id": 36}


def upgrade() -> None:
    """Make the columns: of what was closed before, nobody said the cause."""
    for name, size in SIZES.items():
        op.add_column("reports", sa.Column(name, sa.String(size), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    for name in SIZES:
        op.drop_column("reports", name)
