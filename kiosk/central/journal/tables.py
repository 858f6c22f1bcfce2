"""Tables of the journals: their rows by month, and where each journal ends."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from kiosk.central.database import Instant, metadata

journal = Table(
    "journal",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("kiosk_id", String(64), nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("journal", String(16), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("headline", String(32), nullable=False),
    Column("gtin", String(14), nullable=False),
    Column("lot", String(20), nullable=False, server_default=""),
    Column("establishment_id", String(64), nullable=False, server_default=""),
    Column("product_group", String(64), nullable=False, server_default=""),
    Column("read_ms", Integer),
    Column("replaces", BigInteger),
    Column("event", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Index("ix_journal_kiosk_id_journal_sequence", "kiosk_id", "journal", "sequence"),
    Index("ix_journal_market_id_id", "market_id", "id"),
    Index(
        "ix_journal_kiosk_id_journal_replaces",
        "kiosk_id",
        "journal",
        "replaces",
        sqlite_where=text("replaces IS NOT NULL"),
        postgresql_where=text("replaces IS NOT NULL"),
    ),
    postgresql_partition_by="RANGE (at)",
)
"""Rows as the kiosks wrote them; they are only added. Partitioned by month on PostgreSQL.

`at` is the time in the id, so that an id stands once although the key has two parts. `event` is
kept letter by letter, because the digests are made of it; the columns beside it are for asking.
Kiosk and market are those of who signed the upload. `read_ms`: from the frame to the result on the
screen. `replaces`: the number of this check's row that a late answer overtook.
"""

journal_heads = Table(
    "journal_heads",
    metadata,
    Column("kiosk_id", String(64), primary_key=True),
    Column("journal", String(16), primary_key=True),
    Column("market_id", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("received_at", Instant, nullable=False),
)
"""The highest row that each journal has been seen with: rows taken off its end show by it."""

journal_signed_heads = Table(
    "journal_signed_heads",
    metadata,
    Column("kiosk_id", String(64), primary_key=True),
    Column("journal", String(16), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("signature", String(86), nullable=False),
    Column("received_at", Instant, nullable=False),
)
"""The highest end that each journal's device has signed: its rows may still be on the way."""

journal_alarms = Table(
    "journal_alarms",
    metadata,
    Column("kiosk_id", String(64), primary_key=True),
    Column("journal", String(16), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("seen_at", Instant, nullable=False),
)
"""What does not fit what was signed or sent before (`kiosk.central.journal.heads.Alarm`), as it was first seen."""
