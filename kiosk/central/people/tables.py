"""Tables of people: users, their grants and tokens, what they changed, and what waits for a second person."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text

from kiosk.central.database import Document, Instant, metadata

users = Table(
    "users",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""One row a person or program with a name of its own. No e-mail, no telephone: none is needed."""

grants = Table(
    "grants",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("establishment_id", String(64), nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("unit_id", String(64), nullable=False),
    Column("department", String(64), nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("label", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)
"""API tokens by their SHA-256: 32 random bytes need no slow hash."""

credentials = Table(
    "credentials",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("totp", String(64), nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""By what a person signs in to the console: argon2id in the PHC form, and the secret of the one-time codes in
base 32. `last_step`: the newest 30 seconds whose code was used; none before it opens anything more."""

changes = Table(
    "changes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("right", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("key", String(256), nullable=False),
    Column("before", Document),
    Column("after", Document),
    Index("ix_changes_kind_key_at", "kind", "key", "at"),
    Index("ix_changes_at", "at"),
)
"""Every change: who, when, of what, before and after. Rows are only added. Ids are UUIDv7."""

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("document", Document, nullable=False),
    Column("proposed_by", ForeignKey("users.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", ForeignKey("users.id")),
    Column("decided_at", Instant),
    Column("reason", Text, nullable=False),
    Column("about", String(128), nullable=False, server_default=""),
    Index("ix_proposals_state_kind", "state", "kind"),
    Index("ix_proposals_about", "about"),
)
"""What needs two people: proposed by one, approved or refused by another.

`about`: the id of what is decided, where the document names one.
"""
