"""Kiosks: units and their keys, pairings, settings, notices, heartbeats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_kiosks()
    _make_pairing()
    _make_settings()
    _make_states()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "heartbeats",
        "kiosk_states",
        "notices",
        "kiosk_settings",
        "version_counters",
        "device_authorities",
        "code_attempts",
        "enrolments",
        "kiosks",
    ):
        op.drop_table(table)


def _make_kiosks() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("market_id", sa.String(64), nullable=False),
        sa.Column("area", sa.String(120), nullable=False),
        sa.Column("position", sa.String(120), nullable=False),
        sa.Column("public_key", sa.String(43), nullable=False),
        sa.Column("hardware", Document, nullable=False),
        sa.Column("certificate", sa.Text, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("denied_at", Instant, nullable=True),
        sa.Column("denied_because", sa.String(200), nullable=False),
        sa.Column("paired_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["market_id"], ["markets.id"], name=op.f("fk_kiosks_market_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosks")),
        sa.UniqueConstraint("public_key", name=op.f("uq_kiosks_public_key")),
    )
    op.create_index(op.f("ix_kiosks_market_id"), "kiosks", ["market_id"])


def _make_pairing() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("device_digest", sa.String(64), nullable=False),
        sa.Column("user_code", sa.String(8), nullable=False),
        sa.Column("public_key", sa.String(43), nullable=False),
        sa.Column("hardware", Document, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("kiosk_id", sa.String(36), nullable=True),
        sa.Column("interval_s", sa.Integer, nullable=False),
        sa.Column("asked_at", Instant, nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name=op.f("fk_enrolments_kiosk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("device_digest", name=op.f("uq_enrolments_device_digest")),
        sa.UniqueConstraint("user_code", name=op.f("uq_enrolments_user_code")),
    )
    op.create_index(op.f("ix_enrolments_expires_at"), "enrolments", ["expires_at"])
    op.create_table(
        "code_attempts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_attempts")),
    )
    op.create_index("ix_code_attempts_user_id_at", "code_attempts", ["user_id", "at"])
    op.create_table(
        "device_authorities",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("certificate", sa.Text, nullable=False),
        sa.Column("vault", sa.String(16), nullable=False),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_authorities")),
    )


def _make_settings() -> None:
    op.create_table(
        "version_counters",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_version_counters")),
    )
    op.create_table(
        "kiosk_settings",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kiosk_settings")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("market_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_market_id_version", "notices", ["market_id", "version"])


def _make_states() -> None:
    op.create_table(
        "kiosk_states",
        sa.Column("kiosk_id", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("ailments", sa.Integer, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name=op.f("fk_kiosk_states_kiosk_id")),
        sa.PrimaryKeyConstraint("kiosk_id", name=op.f("pk_kiosk_states")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("kiosk_id", sa.String(36), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosks.id"], name=op.f("fk_heartbeats_kiosk_id")),
        sa.PrimaryKeyConstraint("kiosk_id", "made_at", name=op.f("pk_heartbeats")),
    )
    op.create_index("ix_heartbeats_kiosk_id_at", "heartbeats", ["kiosk_id", "at"])
