"""Reports are no longer counted by month: their numbers are drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COUNTED = (
    "INSERT INTO report_months (month, last_sequence)"
    " SELECT substr(number, 4, 4), max(CAST(substr(number, 9, length(number) - 9) AS INTEGER))"
    " FROM reports WHERE length(number) < 16 GROUP BY substr(number, 4, 4)"
)
"""The numbers that were given one after the other are shorter than those that are drawn."""


def upgrade() -> None:
    """Drop the counters; the numbers that were given stay."""
    op.drop_table("report_months")


def downgrade() -> None:
    """Make the counters anew, from the last number of each month."""
    op.create_table(
        "report_months",
        sa.Column("month", sa.String(4), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_report_months")),
    )
    op.execute(_COUNTED)
