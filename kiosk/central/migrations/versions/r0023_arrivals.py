"""When each decision was published, and when each kiosk said that it has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Of what was decided before, nobody wrote down when it was published."""
    op.create_table(
        "stops_published",
        sa.Column("change_id", sa.String(36), nullable=False),
        sa.Column("as_of", Instant),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_stops_published")),
    )
    op.execute(
        "INSERT INTO stops_published (change_id, as_of)"
        " SELECT id, NULL FROM changes WHERE kind IN ('recalls', 'violations')"
    )
    op.create_table(
        "registry_received",
        sa.Column("kiosk_id", sa.String(36), sa.ForeignKey("kiosks.id"), nullable=False),
        sa.Column("as_of", Instant, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "as_of", name=op.f("pk_registry_received")),
    )
    op.create_index("ix_registry_received_as_of", "registry_received", ["as_of"])
    op.create_index("ix_registry_received_at", "registry_received", ["at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("registry_received")
    op.drop_table("stops_published")
