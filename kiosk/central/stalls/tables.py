"""Tables of announcements: which lots a stall sells on a day, and when that of a market changed."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Integer, String, Table

from kiosk.central.database import Instant, metadata

stall_lots = Table(
    "stall_lots",
    metadata,
    Column("stall_id", ForeignKey("stalls.id"), primary_key=True),
    Column("day", Date, primary_key=True, index=True),
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("user_id", String(36), nullable=False),
    Column("at", Instant, nullable=False),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="fk_stall_lots_lot"),
)
"""A row holds for its day in Hanoi, and ends with it: what nobody announces anew is not on sale."""

announcement_versions = Table(
    "announcement_versions",
    metadata,
    Column("market_id", ForeignKey("markets.id"), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""Grows with each lot that is announced or taken off at a market; no row: nothing ever was."""
