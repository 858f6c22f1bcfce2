"""Kiosks are found without marks, proposals by what they are about, lots by their number alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document
from kiosk.central.registry.folded import SEARCHED, fold

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make columns and indexes, and fill them for what stands already."""
    connection = op.get_bind()
    op.add_column("kiosks", sa.Column("folded", sa.Text, nullable=False, server_default=""))
    searched = SEARCHED["kiosks"]
    units = sa.table("kiosks", *(sa.column(name) for name in ("id", "folded", *searched)))
    for row in connection.execute(sa.select(units)).mappings().all():
        folded = fold(" ".join(row[name] for name in searched))
        connection.execute(sa.update(units).where(units.c.id == row["id"]).values(folded=folded))
    op.add_column("proposals", sa.Column("about", sa.String(128), nullable=False, server_default=""))
    proposals = sa.table("proposals", sa.column("id"), sa.column("about"), sa.column("document", Document))
    for proposal_id, document in connection.execute(sa.select(proposals.c.id, proposals.c.document)).all():
        about = str(document.get("id", ""))
        connection.execute(sa.update(proposals).where(proposals.c.id == proposal_id).values(about=about))
    op.create_index("ix_proposals_about", "proposals", ["about"])
    op.create_index("ix_lots_lot", "lots", ["lot"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_lots_lot", "lots")
    op.drop_index("ix_proposals_about", "proposals")
    op.drop_column("proposals", "about")
    op.drop_column("kiosks", "folded")
