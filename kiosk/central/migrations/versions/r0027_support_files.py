"""Support files that units were ordered to give."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kiosk_bundles",
        sa.Column("order_id", sa.String(36), nullable=False),
        sa.Column("taken_at", Instant, nullable=False),
        sa.Column("bundle", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_kiosk_bundles")),
        sa.ForeignKeyConstraint(["order_id"], ["kiosk_orders.id"], name=op.f("fk_kiosk_bundles_order_id")),
    )
    op.create_index(op.f("ix_kiosk_bundles_taken_at"), "kiosk_bundles", ["taken_at"])


def downgrade() -> None:
    """Drop it, with the files."""
    op.drop_table("kiosk_bundles")
