"""Tables of the pages: how often a label's page was opened, and the pictures of products."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from kiosk.central.database import Instant, metadata

page_views = Table(
    "page_views",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("serial", String(20), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("number", Integer, nullable=False),
    Index("ix_page_views_day", "day"),
)
"""How often the page of one sealed serial was opened on a Hanoi day. Nothing of whoever opened it; read by no rule."""

product_pictures = Table(
    "product_pictures",
    metadata,
    Column("gtin", ForeignKey("products.gtin", ondelete="CASCADE"), primary_key=True),
    Column("media_type", String(16), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""One small picture a product, as it was given: WebP, JPEG or PNG without metadata (picture_file.py)."""
