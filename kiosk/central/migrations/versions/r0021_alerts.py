"""Alerts with what shows them, what they are found by, and the letters about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document, Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = (
    "letters",
    "alert_told",
    "alert_wishes",
    "false_verdicts",
    "read_quality",
    "alert_rounds",
    "alert_hints",
    "alert_evidence",
    "alert_markets",
    "alerts",
)


def upgrade() -> None:
    """Make the tables. Flags are looked for by their date."""
    _alerts()
    _shown()
    _found_by()
    _post()
    op.create_index("ix_flags_since", "flags", ["since"])


def downgrade() -> None:
    """Drop them: what was found stands in flags, journals and events still; who looked after it does not."""
    op.drop_index("ix_flags_since", "flags")
    for table in TABLES:
        op.drop_table(table)


def _alerts() -> None:
    op.create_table(
        "alerts",
        _text("id", 36),
        _text("kind", 16),
        _text("subject", 160),
        _text("state", 16),
        _text("market_id", 64),
        _text("establishment_id", 64),
        _text("kiosk_id", 36),
        _text("gtin", 14),
        _text("lot", 20),
        _text("serial", 20),
        sa.Column("details", Document, nullable=False),
        _text("owner_id", 36),
        sa.Column("deadline", Instant, nullable=False),
        _text("cause", 16),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("over_at", Instant),
        sa.Column("closed_at", Instant),
        _text("told_state", 16),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    _index("uq_alerts_standing", "alerts", ["kind", "subject"], "state <> 'closed'", is_unique=True)
    op.create_index("ix_alerts_kind_subject_closed_at", "alerts", ["kind", "subject", "closed_at"])
    op.create_index("ix_alerts_state_id", "alerts", ["state", "id"])
    _index("ix_alerts_untold", "alerts", ["id"], "told_state <> state")


def _shown() -> None:
    op.create_table(
        "alert_markets",
        _text("alert_id", 36),
        _text("market_id", 64),
        sa.PrimaryKeyConstraint("alert_id", "market_id", name=op.f("pk_alert_markets")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_markets_alert_id")),
    )
    op.create_index("ix_alert_markets_market_id_alert_id", "alert_markets", ["market_id", "alert_id"])
    op.create_table(
        "alert_evidence",
        _text("alert_id", 36),
        _text("kind", 16),
        _text("ref", 256),
        sa.Column("at", Instant, nullable=False),
        _text("market_id", 64),
        _text("kiosk_id", 64),
        sa.PrimaryKeyConstraint("alert_id", "kind", "ref", name=op.f("pk_alert_evidence")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_evidence_alert_id")),
    )


def _found_by() -> None:
    op.create_table(
        "alert_hints",
        _text("scan_id", 36),
        sa.Column("at", Instant, nullable=False),
        _text("market_id", 64),
        _text("kiosk_id", 64),
        _text("gtin", 14),
        _text("lot", 20),
        _text("establishment_id", 64),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_alert_hints")),
    )
    op.create_table(
        "alert_rounds",
        _text("name", 16),
        sa.Column("done_at", Instant, nullable=False),
        sa.Column("cursor", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_rounds")),
    )
    op.create_table(
        "read_quality",
        _text("kiosk_id", 64),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reads", sa.Integer, nullable=False),
        sa.Column("slow", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kiosk_id", "day", name=op.f("pk_read_quality")),
    )
    op.create_index("ix_read_quality_day", "read_quality", ["day"])
    op.create_table(
        "false_verdicts",
        _text("scan_id", 36),
        sa.Column("at", Instant, nullable=False),
        _text("market_id", 64),
        _text("kiosk_id", 64),
        _text("level", 16),
        _text("headline", 32),
        _text("source", 16),
        _text("note", 400),
        _text("found_by", 36),
        sa.Column("found_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_false_verdicts")),
    )
    op.create_index("ix_false_verdicts_at", "false_verdicts", ["at"])


def _post() -> None:
    op.create_table(
        "alert_wishes",
        _text("user_id", 36),
        _text("address", 254),
        _text("language", 2),
        sa.Column("kinds", Document, nullable=False),
        _text("market_id", 64),
        _text("code_digest", 64),
        sa.Column("code_until", Instant, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("letter_at", Instant),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_alert_wishes")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_alert_wishes_user_id")),
    )
    op.create_table(
        "alert_told",
        _text("alert_id", 36),
        _text("user_id", 36),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "user_id", name=op.f("pk_alert_told")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_told_alert_id")),
    )
    op.create_index("ix_alert_told_at", "alert_told", ["at"])
    op.create_table(
        "letters",
        _text("id", 36),
        _text("channel", 8),
        _text("user_id", 36),
        _text("address", 254),
        sa.Column("document", Document, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("ended_at", Instant),
        _text("outcome", 16),
        _text("fault", 200),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    _index("ix_letters_due_at", "letters", ["due_at"], "ended_at IS NULL")
    op.create_index("ix_letters_created_at", "letters", ["created_at"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _index(name: str, table: str, columns: list[str], where: str, *, is_unique: bool = False) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=is_unique, sqlite_where=only, postgresql_where=only)
