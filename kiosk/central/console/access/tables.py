"""Tables of the console's door: sessions, links by which somebody begins, recovery codes, and tries to sign in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from kiosk.central.database import Instant, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("grants_digest", String(64), nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("seen_at", Instant, nullable=False),
)
"""Who is signed in, by the SHA-256 of what the cookie holds. `grants_digest`: of the grants of that time."""

setup_links = Table(
    "setup_links",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("totp", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
"""Links by which somebody sets a password and the second factor: once, until they end. `totp`: the secret to be."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("used_at", Instant),
)
"""What stands for a code of the second factor, once each, by its SHA-256."""

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
"""How often a name, or an address, was wrong of late, and from when on it may try again. Keys are digests."""
