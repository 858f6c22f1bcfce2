"""When a trust list went out under the people's signatures: kiosks hold no other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_IS_SIGNED = sa.text("signed_at IS NOT NULL")


def upgrade() -> None:
    """Add the column; no list was signed before."""
    op.add_column("published_lists", sa.Column("signed_at", Instant, nullable=True))
    op.create_index(
        "ix_published_lists_signed",
        "published_lists",
        ["version"],
        postgresql_where=_IS_SIGNED,
        sqlite_where=_IS_SIGNED,
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_index("ix_published_lists_signed", "published_lists")
    with op.batch_alter_table("published_lists") as lists:
        lists.drop_column("signed_at")
