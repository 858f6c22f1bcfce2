"""When each kiosk was there last, by whatever it signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; until a kiosk comes again, its last heartbeat says when it was there."""
    op.add_column("kiosks", sa.Column("seen_at", Instant))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("kiosks", "seen_at")
