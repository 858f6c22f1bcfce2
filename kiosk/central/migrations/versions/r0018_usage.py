"""What scans are asked by, and their numbers by hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant
from kiosk.central.journal.recounting import count_by_hour

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SUMS = ("scans", *(f"ms_{end}" for end in (25, 50, 75, 100, 150, 200, 300, 500, 1000)), "ms_more")
SIZES = {"gtin": 14, "lot": 20, "level": 16, "headline": 32}
TABLES = {
    "usage_markets": ("at", "market_id", "level", "headline"),
    "usage_groups": ("product_group", "at", "market_id", "level", "headline"),
    "usage_kiosks": ("kiosk_id", "at", "market_id", "level", "headline"),
    "usage_goods": (
        "gtin",
        "at",
        "market_id",
        "establishment_id",
        "lot",
        "product_group",
        "level",
        "headline",
    ),
}
INDEXES = {"usage_markets": "market_id", "usage_kiosks": "market_id", "usage_goods": "establishment_id"}
COLUMNS = ("lot", "establishment_id", "product_group", "read_ms", "replaces")
PATHS = {
    "lot": ("identity", "lot"),
    "product_group": ("finding", "product", "group"),
    "read_ms": ("shown", "frame_to_paint_ms"),
    "replaces": ("replaces",),
}


def upgrade() -> None:
    """Make columns and tables, and fill them from the events that stand: some minutes for ten million of them."""
    op.add_column("journal", sa.Column("lot", sa.String(20), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("establishment_id", sa.String(64), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("product_group", sa.String(64), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("read_ms", sa.Integer))
    op.add_column("journal", sa.Column("replaces", sa.BigInteger))
    _fill(op.get_bind())
    op.create_index(
        "ix_journal_kiosk_id_journal_replaces",
        "journal",
        ["kiosk_id", "journal", "replaces"],
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    for name, grain in TABLES.items():
        op.create_table(
            name,
            *(
                sa.Column(key, Instant if key == "at" else sa.String(SIZES.get(key, 64)), nullable=False)
                for key in grain
            ),
            *(sa.Column(sum_, sa.Integer, nullable=False) for sum_ in SUMS),
            sa.Column("last_at", Instant, nullable=False),
            sa.PrimaryKeyConstraint(*grain, name=op.f(f"pk_{name}")),
        )
        if name in INDEXES:
            op.create_index(f"ix_{name}_{INDEXES[name]}_at", name, [INDEXES[name], "at"])
        count_by_hour(op.get_bind(), name, grain)


def downgrade() -> None:
    """Drop them; the events still say all of it."""
    for name in TABLES:
        op.drop_table(name)
    op.drop_index("ix_journal_kiosk_id_journal_replaces", "journal")
    for name in COLUMNS:
        op.drop_column("journal", name)


def _fill(connection: sa.Connection) -> None:
    """Fill the columns of rows that stand. What does not fit is left out: a kiosk of another release wrote it."""
    is_sqlite = connection.dialect.name == "sqlite"
    said = _of_sqlite if is_sqlite else _of_postgresql
    whole = "CAST({} AS integer)" if is_sqlite else "CAST(floor(CAST({} AS numeric)) AS integer)"
    time = said(PATHS["read_ms"])
    establishment = (
        f"coalesce({said(('finding', 'establishment', 'id'))}, {said(('finding', 'product', 'establishment_id'))}, '')"
    )
    # What jsonb does not take, and no release of ours has written.
    understood = "" if is_sqlite else r" AND event !~* '\\u(0000|d[89a-f])'"
    connection.execute(
        sa.text(
            f"UPDATE journal SET lot = substr(coalesce({said(PATHS['lot'])}, ''), 1, 20),"  # noqa: S608  # constants of this file
            f" establishment_id = substr({establishment}, 1, 64),"
            f" product_group = substr(coalesce({said(PATHS['product_group'])}, ''), 1, 64),"
            f" read_ms = CASE WHEN CAST({time} AS numeric) > 3600000 THEN 3600000 ELSE {whole.format(time)} END,"
            f" replaces = CAST({said(PATHS['replaces'])} AS bigint) WHERE kind = 'inspected'{understood}"
        )
    )


def _of_sqlite(path: tuple[str, ...]) -> str:
    return f"json_extract(event, '$.{'.'.join(path)}')"


def _of_postgresql(path: tuple[str, ...]) -> str:
    return f"(CAST(event AS jsonb) #>> '{{{','.join(path)}}}')"
