"""The registry, its lists and the scan history, from nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kiosk.central.database import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


TABLES = (
    "flags",
    "checks",
    "lists",
    "movements",
    "events",
    "recall_scopes",
    "recalls",
    "violations",
    "needed_kinds",
    "certificates",
    "serials",
    "lots",
    "products",
    "markets",
    "establishments",
)


def upgrade() -> None:
    """Make every table; what is referred to comes first."""
    _make_places()
    _make_products()
    _make_lots()
    _make_proofs()
    _make_violations()
    _make_recalls()
    _make_movements()
    _make_lists_and_history()


def downgrade() -> None:
    """Drop every table with its indexes, in reverse."""
    for table in TABLES:
        op.drop_table(table)


def _make_places() -> None:
    op.create_table(
        "establishments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("city_code", sa.String(length=16), nullable=False),
        sa.Column("gln", sa.String(length=13), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("registered_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishments")),
    )
    op.create_index(op.f("ix_establishments_city_code"), "establishments", ["city_code"], unique=False)
    op.create_index(op.f("ix_establishments_gln"), "establishments", ["gln"], unique=False)
    op.create_table(
        "markets",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_markets")),
    )


def _make_products() -> None:
    op.create_table(
        "products",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("establishment_id", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_en", sa.Text(), nullable=False),
        sa.Column("net_weight_g", sa.Integer(), nullable=True),
        sa.Column("plu", sa.String(length=5), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishments.id"], name=op.f("fk_products_establishment_id")),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_products")),
    )
    op.create_index(op.f("ix_products_establishment_id"), "products", ["establishment_id"], unique=False)
    op.create_index(op.f("ix_products_plu"), "products", ["plu"], unique=False)


def _make_lots() -> None:
    op.create_table(
        "lots",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("registered_at", Instant, nullable=False),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("is_serialised", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("harvested_on", sa.Date(), nullable=True),
        sa.Column("packed_on", sa.Date(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("use_by", sa.Date(), nullable=True),
        sa.Column("earlier_dates", DOCUMENT, nullable=False),
        sa.Column("destination_market_id", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["gtin"], ["products.gtin"], name=op.f("fk_lots_gtin")),
        sa.PrimaryKeyConstraint("gtin", "lot", name=op.f("pk_lots")),
    )
    op.create_table(
        "serials",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("gtin", "lot", "serial", name=op.f("pk_serials")),
    )


def _make_proofs() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("establishment_id", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column("groups", DOCUMENT, nullable=False),
        sa.Column("gtins", DOCUMENT, nullable=False),
        sa.Column("issuer_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishments.id"], name=op.f("fk_certificates_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index(op.f("ix_certificates_establishment_id"), "certificates", ["establishment_id"], unique=False)
    op.create_table(
        "needed_kinds",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("any_of", DOCUMENT, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_needed_kinds")),
    )
    op.create_index(op.f("ix_needed_kinds_group"), "needed_kinds", ["group"], unique=False)


def _make_violations() -> None:
    op.create_table(
        "violations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("establishment_id", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.Column("suspends_groups", DOCUMENT, nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("authority_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishments.id"], name=op.f("fk_violations_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violations")),
    )
    op.create_index(op.f("ix_violations_establishment_id"), "violations", ["establishment_id"], unique=False)


def _make_recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("effective_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=True),
        sa.Column("gtins", DOCUMENT, nullable=False),
        sa.Column("lots", DOCUMENT, nullable=False),
        sa.Column("serial_from", sa.String(length=20), nullable=False),
        sa.Column("serial_to", sa.String(length=20), nullable=False),
        sa.Column("establishment_ids", DOCUMENT, nullable=False),
        sa.Column("made_from", sa.Date(), nullable=True),
        sa.Column("made_to", sa.Date(), nullable=True),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("authority_en", sa.Text(), nullable=False),
        sa.Column("return_to_en", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_table(
        "recall_scopes",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("recall_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recalls.id"], name=op.f("fk_recall_scopes_recall_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "value", "recall_id", name=op.f("pk_recall_scopes")),
    )
    op.create_index("ix_recall_scopes_recall_id", "recall_scopes", ["recall_id"], unique=False)


def _make_movements() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_table(
        "movements",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("market_id", sa.String(length=64), nullable=False),
        sa.Column("serials", DOCUMENT, nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("stated_by_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.event_id"], name=op.f("fk_movements_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gtin", "lot", "event_id", name=op.f("pk_movements")),
    )
    op.create_index("ix_movements_event_id", "movements", ["event_id"], unique=False)


def _make_lists_and_history() -> None:
    op.create_table(
        "lists",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("issued", Instant, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lists")),
    )
    op.create_table(
        "checks",
        sa.Column("check_id", sa.String(length=36), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("market_id", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.String(length=64), nullable=False),
        sa.Column("is_clock_trusted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_checks")),
    )
    op.create_index("ix_checks_gtin_serial_at", "checks", ["gtin", "serial", "at"], unique=False)
    op.create_table(
        "flags",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("gtin", "serial", "kind", name=op.f("pk_flags")),
    )
