"""Tables of movements: events as they came, what they name, and what shoppers are shown of them.

An event has a number of our own, which is what other tables hold: its ID is a long text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from kiosk.central.database import Document, Instant, metadata

NUMBER = BigInteger().with_variant(Integer, "sqlite")
EPC = 256
"""Characters of an EPC or an event ID."""

event_ids = Table(
    "event_ids",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("event_id", String(EPC), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""Which IDs were given, to which content: a table split by time cannot hold that an ID is unique."""

events = Table(
    "events",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("at", Instant, primary_key=True),
    Column("event_id", String(EPC), nullable=False),
    Column("type", String(24), nullable=False),
    Column("action", String(8), nullable=False),
    Column("biz_step", String(32), nullable=False),
    Column("disposition", String(32), nullable=False),
    Column("read_point", Text, nullable=False),
    Column("biz_location", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("captured_by", String(36), nullable=False),
    Column("is_trusted", Boolean, nullable=False),
    Column("context_digest", String(64), nullable=False),
    Column("document", Document, nullable=False),
    Index("ix_events_at_number", "at", "number"),
    Index("ix_events_recorded_at", "recorded_at"),
    postgresql_partition_by="RANGE (at)",
)
"""EPCIS 2.0 events as they came, never edited. `is_trusted`: by somebody who may say who states them.

On PostgreSQL by month of the event's time (partitions.py)."""

event_contexts = Table(
    "event_contexts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("document", Document, nullable=False),
)
"""The JSON-LD contexts under which events came: they say what prefixes mean."""

event_items = Table(
    "event_items",
    metadata,
    Column("item", String(EPC), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("role", SmallInteger, primary_key=True, autoincrement=False),
    Column("is_named", Boolean, nullable=False),
    Column("quantity", Double),
    Column("uom", String(3), nullable=False),
    Column("is_wrong", Boolean, nullable=False),
    Index("ix_event_items_number_role", "number", "role"),
)
"""Which goods an event names, in which role (items.py). `is_named` false: the lot of a serial that it names.

`is_wrong`: the event was declared wrong, so that tracing leaves it out without a look elsewhere."""

event_parties = Table(
    "event_parties",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("party_id", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("number", NUMBER, primary_key=True, autoincrement=False),
)
"""Whose events they are: establishments and markets that an event names as place or party."""

error_declarations = Table(
    "error_declarations",
    metadata,
    Column("number", ForeignKey("event_ids.number"), primary_key=True, autoincrement=False),
    Column("declared_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("declared_by", String(36), nullable=False),
    Column("document", Document, nullable=False),
)
"""Which events were declared wrong (EPCIS 2.0, section 7.4.1.2). The event itself stays as it came."""

capture_jobs = Table(
    "capture_jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", String(36), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("behaviour", String(8), nullable=False),
    Column("is_success", Boolean, nullable=False),
    Column("results", Document, nullable=False),
    Index("ix_capture_jobs_user_id_id", "user_id", "id"),
)
"""What became of each captured document, with a result for each of its events."""

movements = Table(
    "movements",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("event_id", ForeignKey("event_ids.event_id", ondelete="CASCADE"), primary_key=True),
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
"""What shoppers are shown of the events."""
