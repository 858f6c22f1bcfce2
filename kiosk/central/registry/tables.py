"""Tables of the registry. A column that holds a field of a record has the field's name."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Double, ForeignKey, Index, Integer, String, Table, Text

from kiosk.central.database import Document, Instant, metadata

establishments = Table(
    "establishments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("city_code", String(16), nullable=False, index=True),
    Column("gln", String(13), nullable=False, index=True),
    Column("name_en", Text, nullable=False),
    Column("place_en", Text, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("registered_at", Instant),
)

products = Table(
    "products",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("name", Text, nullable=False),
    Column("group", String(64), nullable=False),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("name_en", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("content_en", Text, nullable=False),
    Column("net_weight_g", Integer),
    Column("plu", String(5), nullable=False, index=True),
    Column("picture", Text, nullable=False),
)

lots = Table(
    "lots",
    metadata,
    Column("gtin", ForeignKey("products.gtin"), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("registered_at", Instant, nullable=False),
    Column("is_sealed", Boolean, nullable=False),
    Column("is_serialised", Boolean, nullable=False),
    Column("quantity", Integer),
    Column("harvested_on", Date),
    Column("packed_on", Date),
    Column("best_before", Date),
    Column("use_by", Date),
    Column("earlier_dates", Document, nullable=False),
    Column("destination_market_id", String(64), nullable=False),
    Column("note", Text, nullable=False),
)

serials = Table(
    "serials",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("serial", String(20), primary_key=True),
)
"""Serials that the centre issued. A lot without a row here had its labels made elsewhere."""

certificates = Table(
    "certificates",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("number", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("status", String(16), nullable=False),
    Column("status_since", Date),
    Column("groups", Document, nullable=False),
    Column("gtins", Document, nullable=False),
    Column("issuer_en", Text, nullable=False),
)

needed_kinds = Table(
    "needed_kinds",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("group", String(64), nullable=False, index=True),
    Column("any_of", Document, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
)

recalls = Table(
    "recalls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("effective_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("gtins", Document, nullable=False),
    Column("lots", Document, nullable=False),
    Column("serial_from", String(20), nullable=False),
    Column("serial_to", String(20), nullable=False),
    Column("establishment_ids", Document, nullable=False),
    Column("made_from", Date),
    Column("made_to", Date),
    Column("return_to", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("authority_en", Text, nullable=False),
    Column("return_to_en", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("scope_en", Text, nullable=False),
)

recall_scopes = Table(
    "recall_scopes",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("recall_id", ForeignKey("recalls.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_recall_scopes_recall_id", "recall_id"),
)
"""By what a look-up finds a recall: its products, else its establishments, else kind "any"."""

violations = Table(
    "violations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("summary", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("in_force_until", Date),
    Column("suspends_groups", Document, nullable=False),
    Column("summary_en", Text, nullable=False),
    Column("authority_en", Text, nullable=False),
)

markets = Table(
    "markets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("name_en", Text, nullable=False),
)

lists = Table(
    "lists",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("issued", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Column("digest", String(64), nullable=False, server_default=""),
)
"""The newest of each signed list; `trust` is the trust list (docs/specs/seal.md, section 2)."""
