"""How far tables are pruned, and the indexes by which their old rows are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the indexes; nothing is deleted here."""
    op.create_table(
        "retention",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("pruned_until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_retention")),
    )
    op.create_index("ix_checks_at", "checks", ["at"])
    op.create_index("ix_page_views_day", "page_views", ["day"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_page_views_day", "page_views")
    op.drop_index("ix_checks_at", "checks")
    op.drop_table("retention")
