"""Tables of the reports. Nothing in them is about whoever reported."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from kiosk.central.database import Instant, metadata

reports = Table(
    "reports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("gtin", String(14), nullable=False),
    Column("lot", String(20), nullable=False),
    Column("serial", String(20), nullable=False),
    Column("gln", String(13), nullable=False),
    Column("headline", String(32), nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("kiosk_id", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answer", Text, nullable=False),
    Column("answer_en", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("cause", String(32), nullable=False, server_default=""),
    Column("owner_id", String(36), nullable=False, server_default=""),
    Index("ix_reports_market_id_received_at", "market_id", "received_at"),
    Index("ix_reports_received_at", "received_at"),
)
"""`market_id` and `kiosk_id` are "" for a phone: nobody knows where it is.

`cause`: one of `causes.Cause` where it was closed, else "". `owner_id`: the user who looks into it, "" for nobody.
"""
