"""The journals of the kiosks, by month, and where each ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant
from kiosk.central.partitions import make_default_partition

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "journal",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("kiosk_id", sa.String(64), nullable=False),
        sa.Column("market_id", sa.String(64), nullable=False),
        sa.Column("journal", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("headline", sa.String(32), nullable=False),
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_journal")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_journal_kiosk_id_journal_sequence", "journal", ["kiosk_id", "journal", "sequence"])
    op.create_index("ix_journal_market_id_id", "journal", ["market_id", "id"])
    _compress_quickly(op.get_bind())
    make_default_partition(op.get_bind(), "journal")
    op.create_table(
        "journal_heads",
        sa.Column("kiosk_id", sa.String(64), nullable=False),
        sa.Column("journal", sa.String(16), nullable=False),
        sa.Column("market_id", sa.String(64), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "journal", name=op.f("pk_journal_heads")),
    )


def downgrade() -> None:
    """Drop the tables, with every partition."""
    op.drop_table("journal_heads")
    op.drop_table("journal")


def _compress_quickly(connection: sa.Connection) -> None:
    """Let events be compressed by LZ4 where the server can: it halves what storing a row costs it."""
    if connection.dialect.name != "postgresql":
        return
    kinds = sa.text("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
    if "lz4" in (connection.execute(kinds).scalar() or ()):
        connection.execute(sa.text("ALTER TABLE journal ALTER COLUMN event SET COMPRESSION lz4"))
