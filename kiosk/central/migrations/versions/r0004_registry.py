"""The whole registry: aliases, kinds, suspensions, units, stalls, schemes, corrections; what may be ended."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document, Instant
from kiosk.central.registry.folded import SEARCHED, fold
from kiosk.moment import hanoi_day

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = {
    "recalls": ("legal_basis", "legal_basis_en", "reply", "reply_en", "ended_reason", "ended_reason_en"),
    "violations": ("legal_basis", "legal_basis_en", "reply", "reply_en", "ended_reason", "ended_reason_en"),
    "establishments": ("folded",),
    "products": ("folded",),
    "markets": ("folded",),
}
_SHORT = (
    ("recalls", "kind", 16, "mandatory"),
    ("recalls", "treatment", 16, ""),
    ("establishments", "unit_id", 64, ""),
    ("markets", "unit_id", 64, ""),
)
_DAYS = (
    ("establishments", "ended_on"),
    ("products", "ended_on"),
    ("markets", "ended_on"),
    ("violations", "ended_on"),
)
_MADE = (
    "label_schemes",
    "unit_successors",
    "units",
    "stalls",
    "certificate_kinds",
    "holders",
    "suspensions",
    "code_corrections",
    "aliases",
)
_BEGINNING = date(2018, 1, 1)
"""The city's programme: for rows that do not say since when."""
_OWN = sa.text("kind IN ('city_code', 'gln')")


def upgrade() -> None:
    """Add the columns and make the tables; what stands already is found by its name and its codes."""
    for table, names in _TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text, nullable=False, server_default=""))
    for table, name, length, default in _SHORT:
        op.add_column(table, sa.Column(name, sa.String(length), nullable=False, server_default=default))
    for table, name in _DAYS:
        op.add_column(table, sa.Column(name, sa.Date, nullable=True))
    op.create_index(op.f("ix_establishments_unit_id"), "establishments", ["unit_id"])
    _make_aliases()
    _make_corrections()
    _make_certificate_tables()
    _make_places()
    _make_schemes()
    _fill_folded()
    _fill_aliases()


def downgrade() -> None:
    """Drop the tables and the columns."""
    for table in _MADE:
        op.drop_table(table)
    op.drop_index(op.f("ix_establishments_unit_id"), "establishments")
    for table, name, *_ in (*_SHORT, *_DAYS):
        op.drop_column(table, name)
    for table, names in _TEXTS.items():
        for name in names:
            op.drop_column(table, name)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _make_aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("establishment_id", sa.String(64), nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishments.id"], name=op.f("fk_aliases_establishment_id")),
        sa.PrimaryKeyConstraint("kind", "value", "first_day", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_establishment_id"), "aliases", ["establishment_id"])
    op.create_index(
        "uq_aliases_own", "aliases", ["kind", "value"], unique=True, sqlite_where=_OWN, postgresql_where=_OWN
    )


def _make_corrections() -> None:
    op.create_table(
        "code_corrections",
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("lot", sa.String(20), nullable=False),
        sa.Column("corrected_gtin", sa.String(14), nullable=False),
        sa.Column("corrected_lot", sa.String(20), nullable=False),
        _text("note"),
        _text("note_en"),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("gtin", "lot", name=op.f("pk_code_corrections")),
    )
    op.create_index("ix_code_corrections_corrected", "code_corrections", ["corrected_gtin", "corrected_lot"])


def _make_certificate_tables() -> None:
    op.create_table(
        "suspensions",
        sa.Column("certificate_id", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        _text("reason"),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_suspensions_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", "first_day", name=op.f("pk_suspensions")),
    )
    op.create_table(
        "holders",
        sa.Column("certificate_id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_holders_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", "reference", name=op.f("pk_holders")),
    )
    op.create_table(
        "certificate_kinds",
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        _text("name"),
        _text("name_en"),
        sa.Column("holder", sa.String(16), nullable=False),
        sa.Column("months", sa.Integer, nullable=True),
        _text("legal_basis"),
        _text("legal_basis_en"),
        sa.Column("suspended_from", sa.Date, nullable=True),
        sa.Column("suspended_to", sa.Date, nullable=True),
        _text("suspended_by"),
        sa.PrimaryKeyConstraint("kind", "first_day", name=op.f("pk_certificate_kinds")),
    )


def _make_places() -> None:
    op.create_table(
        "stalls",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("market_id", sa.String(64), nullable=False),
        _text("name"),
        _text("name_en"),
        sa.Column("establishment_id", sa.String(64), nullable=False),
        sa.Column("groups", Document, nullable=False),
        sa.Column("latitude", sa.Double, nullable=True),
        sa.Column("longitude", sa.Double, nullable=True),
        sa.Column("ended_on", sa.Date, nullable=True),
        _text("folded"),
        sa.ForeignKeyConstraint(["market_id"], ["markets.id"], name=op.f("fk_stalls_market_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stalls")),
    )
    op.create_index(op.f("ix_stalls_market_id"), "stalls", ["market_id"])
    op.create_index(op.f("ix_stalls_establishment_id"), "stalls", ["establishment_id"])
    op.create_table(
        "units",
        sa.Column("id", sa.String(64), nullable=False),
        _text("name"),
        _text("name_en"),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("parent_id", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.Column("latitude", sa.Double, nullable=True),
        sa.Column("longitude", sa.Double, nullable=True),
        _text("folded"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_parent_id"), "units", ["parent_id"])
    op.create_table(
        "unit_successors",
        sa.Column("unit_id", sa.String(64), nullable=False),
        sa.Column("successor_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_successors_unit_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["units.id"], name=op.f("fk_unit_successors_successor_id")),
        sa.PrimaryKeyConstraint("unit_id", "successor_id", name=op.f("pk_unit_successors")),
    )
    op.create_index("ix_unit_successors_successor_id", "unit_successors", ["successor_id"])


def _make_schemes() -> None:
    op.create_table(
        "label_schemes",
        sa.Column("id", sa.String(64), nullable=False),
        _text("owner"),
        _text("owner_en"),
        sa.Column("hosts", Document, nullable=False),
        _text("path_prefix"),
        sa.Column("text_prefixes", Document, nullable=False),
        _text("proves"),
        _text("proves_en"),
        _text("proves_not"),
        _text("proves_not_en"),
        sa.Column("first_day", sa.Date, nullable=True),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_schemes")),
    )


def _fill_folded() -> None:
    """Give the rows that stand already what they are searched by."""
    connection = op.get_bind()
    for name, key in (("establishments", "id"), ("products", "gtin"), ("markets", "id")):
        searched = SEARCHED[name]
        table = sa.table(name, sa.column("folded"), *(sa.column(column) for column in {key, *searched}))
        rows = connection.execute(sa.select(table)).mappings().all()
        if rows:
            statement = sa.update(table).where(table.c[key] == sa.bindparam("own_key"))
            connection.execute(
                statement.values(folded=sa.bindparam("own_folded")),
                [
                    {"own_key": row[key], "own_folded": fold(" ".join(str(row[column] or "") for column in searched))}
                    for row in rows
                ],
            )


def _fill_aliases() -> None:
    """Keep the codes that stand already, each the first establishment's that bears it."""
    connection = op.get_bind()
    names = ("id", "city_code", "gln")
    table = sa.table("establishments", *map(sa.column, names), sa.column("registered_at", Instant))
    aliases = sa.table(
        "aliases",
        *map(sa.column, ("kind", "value", "establishment_id")),
        sa.column("first_day", sa.Date),
    )
    seen = set()
    for row in connection.execute(sa.select(table).order_by(table.c.id)).mappings():
        for kind in ("city_code", "gln"):
            if row[kind] and (kind, row[kind]) not in seen:
                seen.add((kind, row[kind]))
                day = hanoi_day(row["registered_at"]) if row["registered_at"] else _BEGINNING
                value = {"kind": kind, "value": row[kind], "establishment_id": row["id"], "first_day": day}
                connection.execute(sa.insert(aliases), value)
