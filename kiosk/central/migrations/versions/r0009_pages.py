"""Pages: how often they were opened, pictures of products; reports of shoppers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "page_views",
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("serial", sa.String(20), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("gtin", "serial", "day", name=op.f("pk_page_views")),
    )
    op.create_table(
        "product_pictures",
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("media_type", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["gtin"], ["products.gtin"], name=op.f("fk_product_pictures_gtin"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_product_pictures")),
    )
    _make_reports()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("report_months", "reports", "product_pictures", "page_views"):
        op.drop_table(table)


def _make_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("lot", sa.String(20), nullable=False),
        sa.Column("serial", sa.String(20), nullable=False),
        sa.Column("gln", sa.String(13), nullable=False),
        sa.Column("headline", sa.String(32), nullable=False),
        sa.Column("market_id", sa.String(64), nullable=False),
        sa.Column("kiosk_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answer_en", sa.Text, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("number", name=op.f("uq_reports_number")),
    )
    op.create_index("ix_reports_market_id_received_at", "reports", ["market_id", "received_at"])
    op.create_index("ix_reports_received_at", "reports", ["received_at"])
    op.create_table(
        "report_months",
        sa.Column("month", sa.String(4), nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_report_months")),
    )
