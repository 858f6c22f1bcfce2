"""The digest of each list, by which a kiosk knows its own again. Load the lists anew to fill it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; "" confirms no kiosk's list."""
    op.add_column("lists", sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("lists", "digest")
