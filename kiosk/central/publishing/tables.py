"""Tables of what is published: signed metadata, targets, the service's own keys, and how far it has come."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from kiosk.central.database import Document, Instant, metadata

tuf_metadata = Table(
    "tuf_metadata",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("ix_tuf_metadata_role_version", "role", "version"),
)
"""Signed metadata, byte for byte as they are served. `name` is that of the file that units ask for."""

tuf_targets = Table(
    "tuf_targets",
    metadata,
    Column("name", String(240), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("dropped_at", Instant, index=True),
)
"""Targets by the name under which they are served: the hash of the bytes stands in it.

What the newest metadata no longer name (`dropped_at`) stays for a while, for units that are in the middle of it.
"""

tuf_keys = Table(
    "tuf_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("role", String(16), nullable=False, index=True),
    Column("public", LargeBinary, nullable=False),
    Column("vault", String(16), nullable=False),
    Column("handle", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)
"""Keys of the service for its online roles, as their vault keeps them. Those of people never come here."""

tuf_progress = Table(
    "tuf_progress",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("urgent", Integer, nullable=False),
    Column("document", Document, nullable=False),
)
"""One row: who writes it publishes, and everybody else waits.

`urgent` counts the publications that no unit leaves for its daily exchange; `document` says what was
published last (`due.Progress`).
"""

stops_published = Table(
    "stops_published",
    metadata,
    Column("change_id", String(36), primary_key=True),
    Column("as_of", Instant),
)
"""Changes of the audit that decided or ended a recall, a violation or a drill, and as of when the registry is in which
they were first published. None: before that was written down.
"""
