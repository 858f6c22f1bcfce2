"""Which version the announcements of a market have: its kiosks fetch them only when it is another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. What is announced already is fetched by each kiosk once a day anyway."""
    op.create_table(
        "announcement_versions",
        sa.Column("market_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("market_id", name=op.f("pk_announcement_versions")),
        sa.ForeignKeyConstraint(["market_id"], ["markets.id"], name=op.f("fk_announcement_versions_market_id")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("announcement_versions")
