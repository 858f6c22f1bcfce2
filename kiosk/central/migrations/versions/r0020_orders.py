"""What is ordered of units: begin anew, examine itself, show its screen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document, Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kiosk_orders",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kiosk_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("given_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("findings", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_orders")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name=op.f("fk_kiosk_orders_kiosk_id")),
    )
    op.create_index(op.f("ix_kiosk_orders_given_at"), "kiosk_orders", ["given_at"])
    op.create_index("ix_kiosk_orders_kiosk_id_version", "kiosk_orders", ["kiosk_id", "version"])
    op.create_table(
        "kiosk_pictures",
        sa.Column("order_id", sa.String(36), nullable=False),
        sa.Column("taken_at", Instant, nullable=False),
        sa.Column("picture", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_kiosk_pictures")),
        sa.ForeignKeyConstraint(["order_id"], ["kiosk_orders.id"], name=op.f("fk_kiosk_pictures_order_id")),
    )
    op.create_index(op.f("ix_kiosk_pictures_taken_at"), "kiosk_pictures", ["taken_at"])


def downgrade() -> None:
    """Drop it, with the pictures."""
    op.drop_table("kiosk_pictures")
    op.drop_table("kiosk_orders")
