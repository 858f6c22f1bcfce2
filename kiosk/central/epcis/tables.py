"""Tables of movements: events as they came, and what shoppers are shown of them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from kiosk.central.database import Document, Instant, metadata

events = Table(
    "events",
    metadata,
    Column("event_id", String(256), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("document", Document, nullable=False),
)
"""EPCIS 2.0 events as they came. `movements` is what shoppers are shown of them."""

movements = Table(
    "movements",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("event_id", ForeignKey("events.event_id", ondelete="CASCADE"), primary_key=True),
    Column("step", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("place", Text, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("serials", Document, nullable=False),
    Column("place_en", Text, nullable=False),
    Column("stated_by_en", Text, nullable=False),
    Index("ix_movements_event_id", "event_id"),
)
