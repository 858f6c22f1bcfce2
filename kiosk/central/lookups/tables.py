"""Tables of the scan history: checks of serials at kiosks, and the serials that were flagged."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table

from kiosk.central.database import Instant, metadata

checks = Table(
    "checks",
    metadata,
    Column("check_id", String(36), primary_key=True),
    Column("gtin", String(14), nullable=False),
    Column("serial", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("kiosk_id", String(64), nullable=False),
    Column("is_clock_trusted", Boolean, nullable=False),
    Index("ix_checks_gtin_serial_at", "gtin", "serial", "at"),
    Index("ix_checks_at", "at"),
)
"""One row a check of one serial at one kiosk; repeats within 120 s are the same check."""

flags = Table(
    "flags",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("serial", String(20), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("since", Instant, nullable=False),
    Index("ix_flags_since", "since"),
)
