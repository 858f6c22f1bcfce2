"""What is published under TUF: metadata, targets, the service's keys, and how far publishing has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tuf_metadata",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tuf_metadata")),
    )
    op.create_index("ix_tuf_metadata_role_version", "tuf_metadata", ["role", "version"])
    op.create_table(
        "tuf_targets",
        sa.Column("name", sa.String(240), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("dropped_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tuf_targets")),
    )
    op.create_index(op.f("ix_tuf_targets_dropped_at"), "tuf_targets", ["dropped_at"])
    op.create_table(
        "tuf_keys",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("vault", sa.String(16), nullable=False),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tuf_keys")),
    )
    op.create_index(op.f("ix_tuf_keys_role"), "tuf_keys", ["role"])
    op.create_table(
        "tuf_progress",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("urgent", sa.Integer, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tuf_progress")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("tuf_progress", "tuf_keys", "tuf_targets", "tuf_metadata"):
        op.drop_table(table)
