"""The console's door: what people sign in by, sessions, links, recovery codes, tries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("sign_in_tries", "recovery_codes", "setup_links", "sessions", "credentials")


def upgrade() -> None:
    """Make the tables."""
    _credentials()
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(36), nullable=False),
        _user(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("grants_digest", sa.String(64), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        *_keys("sessions", "id"),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_index(op.f("ix_sessions_created_at"), "sessions", ["created_at"])
    op.create_table(
        "setup_links",
        sa.Column("id", sa.String(36), nullable=False),
        _user(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("totp", sa.String(64), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        *_keys("setup_links", "id"),
        sa.UniqueConstraint("digest", name=op.f("uq_setup_links_digest")),
    )
    op.create_index(op.f("ix_setup_links_user_id"), "setup_links", ["user_id"])
    op.create_index(op.f("ix_setup_links_expires_at"), "setup_links", ["expires_at"])
    _codes_and_tries()


def downgrade() -> None:
    """Drop them: everybody is signed out, and begins by a new link."""
    for table in TABLES:
        op.drop_table(table)


def _credentials() -> None:
    op.create_table(
        "credentials",
        _user(),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("totp", sa.String(64), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        *_keys("credentials", "user_id"),
    )


def _codes_and_tries() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(64), nullable=False),
        _user(),
        sa.Column("used_at", Instant),
        *_keys("recovery_codes", "digest"),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"])
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_at"), "sign_in_tries", ["at"])


def _user() -> sa.Column[str]:
    return sa.Column("user_id", sa.String(36), nullable=False)


def _keys(table: str, primary: str) -> tuple[sa.Constraint, ...]:
    """Return the primary key, and the reference to the user."""
    return (
        sa.PrimaryKeyConstraint(primary, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id")),
    )
