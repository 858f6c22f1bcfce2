"""Tables of kiosks: units and their keys, pairings under way, settings, notices, how each unit fares."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from kiosk.central.database import Document, Instant, metadata

kiosks = Table(
    "kiosks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("market_id", ForeignKey("markets.id"), nullable=False, index=True),
    Column("area", String(120), nullable=False),
    Column("position", String(120), nullable=False),
    Column("public_key", String(43), nullable=False, unique=True),
    Column("hardware", Document, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("denied_at", Instant),
    Column("denied_because", String(200), nullable=False),
    Column("paired_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("folded", Text, nullable=False, server_default=""),
)
"""One row a kiosk, whatever card or machine it has now. `denied_at` puts it on the deny list.

`seen_at`: when it signed a request last, to the minute. `folded`: name and place as people search for them.
"""

enrolments = Table(
    "enrolments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("device_digest", String(64), nullable=False, unique=True),
    Column("user_code", String(8), nullable=False, unique=True),
    Column("public_key", String(43), nullable=False),
    Column("hardware", Document, nullable=False),
    Column("state", String(16), nullable=False),
    Column("kiosk_id", ForeignKey("kiosks.id")),
    Column("interval_s", Integer, nullable=False),
    Column("asked_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
"""Pairings under way (RFC 8628). The device code is kept as its SHA-256."""

code_attempts = Table(
    "code_attempts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", String(36), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_code_attempts_user_id_at", "user_id", "at"),
)
"""Letters that belonged to no pairing: nobody may try many."""

authorities = Table(
    "device_authorities",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("certificate", Text, nullable=False),
    Column("vault", String(16), nullable=False),
    Column("handle", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Who signs the certificates of kiosks; the private key stays in the vault. The newest row signs."""

kiosk_orders = Table(
    "kiosk_orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kiosk_id", ForeignKey("kiosks.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("given_at", Instant, nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(32), nullable=False),
    Column("ended_at", Instant),
    Column("findings", Document, nullable=False),
    Index("ix_kiosk_orders_kiosk_id_version", "kiosk_id", "version"),
)
"""What was ordered of each unit, by whom, and what became of it."""

kiosk_pictures = Table(
    "kiosk_pictures",
    metadata,
    Column("order_id", ForeignKey("kiosk_orders.id"), primary_key=True),
    Column("taken_at", Instant, nullable=False, index=True),
    Column("picture", LargeBinary, nullable=False),
)
"""Pictures of units' own screens, for who ordered them, and for a day."""

kiosk_bundles = Table(
    "kiosk_bundles",
    metadata,
    Column("order_id", ForeignKey("kiosk_orders.id"), primary_key=True),
    Column("taken_at", Instant, nullable=False, index=True),
    Column("bundle", LargeBinary, nullable=False),
)
"""Support files of units, for who may tend them, and for a fortnight."""

version_counters = Table(
    "version_counters",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The last version given, of `settings`, `notices` and `orders`: one line of numbers for the whole city."""

kiosk_settings = Table(
    "kiosk_settings",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("document", Document, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""What is set for the city (key `city`), a market (`market/{id}`) or a kiosk (`kiosk/{id}`). Never deleted."""

notices = Table(
    "notices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("folded", Text, nullable=False, server_default=""),
    Index("ix_notices_market_id_version", "market_id", "version"),
)
"""What the screens of a market tell; market "" is all of them."""

kiosk_states = Table(
    "kiosk_states",
    metadata,
    Column("kiosk_id", ForeignKey("kiosks.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("ailments", Integer, nullable=False),
    Column("document", Document, nullable=False),
)
"""The last heartbeat of each kiosk, and how much it says to be wrong."""

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("kiosk_id", ForeignKey("kiosks.id"), primary_key=True),
    Column("made_at", Instant, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("document", Document, nullable=False),
    Index("ix_heartbeats_kiosk_id_at", "kiosk_id", "at"),
    Index("ix_heartbeats_at", "at"),
)
"""Heartbeats of the last days, by the unit's own time: one that is sent again stands once."""

registry_received = Table(
    "registry_received",
    metadata,
    Column("kiosk_id", ForeignKey("kiosks.id"), primary_key=True),
    Column("as_of", Instant, primary_key=True),
    Column("at", Instant, nullable=False),
    Index("ix_registry_received_as_of", "as_of"),
    Index("ix_registry_received_at", "at"),
)
"""As of when the registry is that a kiosk holds, and when it first said so: one row an exchange."""
