"""Tables of seals: keys, published lists, issued labels, what limits them, and lent numbers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kiosk.central.database import Document, Instant, metadata

Counted = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database counts up: SQLite does so for its own integer only."""

_IS_SIGNED = text("signed_at IS NOT NULL")

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", Integer, primary_key=True, autoincrement=False),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("public", LargeBinary, nullable=False),
    Column("vault", String(16), nullable=False),
    Column("handle", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)
"""Private keys as their vault keeps them. What a key may seal stands in the trust list alone."""

published_lists = Table(
    "published_lists",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("issued", Instant, nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("document", Document, nullable=False),
    Column("signed_at", Instant),
    Index("ix_published_lists_signed", "version", postgresql_where=_IS_SIGNED, sqlite_where=_IS_SIGNED),
)
"""Every trust list that was published: a signer asks those that kiosks may still hold.

`signed_at`: when it went out under the signatures of people, from when on kiosks can have it.
"""

label_issues = Table(
    "label_issues",
    metadata,
    Column("number", Counted, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("kid", ForeignKey("signing_keys.kid"), nullable=False),
    Column("gtin", String(14), nullable=False),
    Column("lot", String(20), nullable=False),
    Column("gln", String(13), nullable=False),
    Column("count", Integer, nullable=False),
    Column("is_serialised", Boolean, nullable=False),
    Column("first_serial", String(20), nullable=False),
    Column("last_serial", String(20), nullable=False),
    Column("attributes", Document, nullable=False),
    Column("host", Text, nullable=False),
    Column("request_key", String(64)),
    UniqueConstraint("user_id", "request_key", name="uq_label_issues_request"),
    Index("ix_label_issues_gtin_lot", "gtin", "lot"),
    Index("ix_label_issues_kid_at", "kid", "at"),
)
"""Every batch of labels, and so every use of a key: who, when, which key, how many. Rows are only added.

`gln` is set for the sign of a place, `gtin` and `lot` for goods. `attributes` are the identifiers beside
them as they were printed, so that a batch that is printed again is the same.
"""

plots = Table(
    "plots",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("area_m2", Double, nullable=False),
    Column("group", String(64), nullable=False),
    Column("yield_kg_m2", Double, nullable=False),
)
"""A plot, and what one harvest of it can give."""

lot_harvests = Table(
    "lot_harvests",
    metadata,
    Column("gtin", String(14), primary_key=True),
    Column("lot", String(20), primary_key=True),
    Column("plot_id", ForeignKey("plots.id")),
    Column("harvest", String(32), nullable=False),
    Column("harvest_kg", Double),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="fk_lot_harvests_lot"),
    Index("ix_lot_harvests_plot_id_harvest", "plot_id", "harvest"),
)
"""From which harvest of which plot a lot is, and how much was harvested for it. Lots of one harvest share its limit."""

number_ranges = Table(
    "number_ranges",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("prefix", String(11), primary_key=True),
    Column("next", BigInteger, nullable=False),
)
"""How far each of the city's ranges is lent out. It only counts up: no number is lent twice."""

lent_numbers = Table(
    "lent_numbers",
    metadata,
    Column("number", String(14), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("establishment_id", ForeignKey("establishments.id"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("user_id", String(36), nullable=False),
)
