"""Which lots stalls announce, a day at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "stall_lots",
        sa.Column("stall_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("lot", sa.String(20), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("stall_id", "day", "gtin", "lot", name=op.f("pk_stall_lots")),
        sa.ForeignKeyConstraint(["stall_id"], ["stalls.id"], name=op.f("fk_stall_lots_stall_id")),
        sa.ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="fk_stall_lots_lot"),
    )
    op.create_index(op.f("ix_stall_lots_day"), "stall_lots", ["day"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("stall_lots")
