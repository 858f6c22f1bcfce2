"""The indexes by which old heartbeats and old counts of scans are found."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("heartbeats", "usage_kiosks", "usage_goods")


def upgrade() -> None:
    """Make them; nothing is deleted here."""
    for table in TABLES:
        op.create_index(f"ix_{table}_at", table, ["at"])


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_at", table)
