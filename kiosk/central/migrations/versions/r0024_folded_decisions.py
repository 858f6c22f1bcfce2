"""Decisions and notices are found without marks, as goods are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.registry.folded import SEARCHED, fold

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("recalls", "violations", "notices")


def upgrade() -> None:
    """Make the columns, and fill them for what stands already."""
    connection = op.get_bind()
    for name in TABLES:
        op.add_column(name, sa.Column("folded", sa.Text, nullable=False, server_default=""))
        searched = SEARCHED[name]
        table = sa.table(name, *(sa.column(column) for column in ("id", "folded", *searched)))
        for row in connection.execute(sa.select(table)).mappings().all():
            folded = fold(" ".join(row[column] for column in searched))
            connection.execute(sa.update(table).where(table.c.id == row["id"]).values(folded=folded))


def downgrade() -> None:
    """Drop them."""
    for name in TABLES:
        op.drop_column(name, "folded")
