"""Signed heads of journals, and what does not fit them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "journal_signed_heads",
        sa.Column("kiosk_id", sa.String(64), nullable=False),
        sa.Column("journal", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("signature", sa.String(86), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "journal", name=op.f("pk_journal_signed_heads")),
    )
    op.create_table(
        "journal_alarms",
        sa.Column("kiosk_id", sa.String(64), nullable=False),
        sa.Column("journal", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "journal", "kind", "sequence", name=op.f("pk_journal_alarms")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("journal_alarms")
    op.drop_table("journal_signed_heads")
