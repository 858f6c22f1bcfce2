"""Tables of alerts: what was found, what shows it, who wants to be told, and the letters that are under way."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from kiosk.central.database import Document, Instant, metadata

_OPEN = text("state <> 'closed'")
_UNDER_WAY = text("ended_at IS NULL")

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("state", String(16), nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("establishment_id", String(64), nullable=False),
    Column("kiosk_id", String(36), nullable=False),
    Column("gtin", String(14), nullable=False),
    Column("lot", String(20), nullable=False),
    Column("serial", String(20), nullable=False),
    Column("details", Document, nullable=False),
    Column("owner_id", String(36), nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("over_at", Instant),
    Column("closed_at", Instant),
    Column("told_state", String(16), nullable=False),
    Index("uq_alerts_standing", "kind", "subject", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_alerts_kind_subject_closed_at", "kind", "subject", "closed_at"),
    Index("ix_alerts_state_id", "state", "id"),
    Index(
        "ix_alerts_untold",
        "id",
        sqlite_where=text("told_state <> state"),
        postgresql_where=text("told_state <> state"),
    ),
)
"""One row an alert; of one kind about one subject one stands at a time. Ids are UUIDv7.

`market_id` is "" where several markets are concerned (`alert_markets`) or none. `seen_at`: the newest that shows it.
`over_at`: since when it is over by itself while somebody has it in hand. `told_state`: what the webhook was told.
"""

alert_markets = Table(
    "alert_markets",
    metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("market_id", String(64), primary_key=True),
    Index("ix_alert_markets_market_id_alert_id", "market_id", "alert_id"),
)
"""Every market that an alert concerns: its board sees it."""

alert_evidence = Table(
    "alert_evidence",
    metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("ref", String(256), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("kiosk_id", String(64), nullable=False),
)
"""What shows it: a check, a scan, a heartbeat, an event, a day of reads; the first hundred."""

alert_hints = Table(
    "alert_hints",
    metadata,
    Column("scan_id", String(36), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("kiosk_id", String(64), nullable=False),
    Column("gtin", String(14), nullable=False),
    Column("lot", String(20), nullable=False),
    Column("establishment_id", String(64), nullable=False),
)
"""Scans of recalled goods, noted in the transaction that stores them, until the next round has looked at them."""

alert_rounds = Table(
    "alert_rounds",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("done_at", Instant, nullable=False),
    Column("cursor", Text, nullable=False),
)
"""When each kind was looked for last, and how far. Who looks holds the row: of several processes one does it."""

read_quality = Table(
    "read_quality",
    metadata,
    Column("kiosk_id", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("reads", Integer, nullable=False),
    Column("slow", Integer, nullable=False),
    Index("ix_read_quality_day", "day"),
)
"""Of each kiosk and Hanoi day: labels that were read, and those that the camera saw for long before it could."""

false_verdicts = Table(
    "false_verdicts",
    metadata,
    Column("scan_id", String(36), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("kiosk_id", String(64), nullable=False),
    Column("level", String(16), nullable=False),
    Column("headline", String(32), nullable=False),
    Column("source", String(16), nullable=False),
    Column("note", String(400), nullable=False),
    Column("found_by", String(36), nullable=False),
    Column("found_at", Instant, nullable=False),
    Index("ix_false_verdicts_at", "at"),
)
"""Scans whose red or amber was found wrong: by staff, by a closed alert, by a closed report."""

alert_wishes = Table(
    "alert_wishes",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("language", String(2), nullable=False),
    Column("kinds", Document, nullable=False),
    Column("market_id", String(64), nullable=False),
    Column("code_digest", String(64), nullable=False),
    Column("code_until", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("letter_at", Instant),
)
"""Who wants which alerts by e-mail. Nothing but a code goes to an address before that code was typed."""

alert_told = Table(
    "alert_told",
    metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("user_id", String(36), primary_key=True),
    Column("at", Instant, nullable=False),
    Index("ix_alert_told_at", "at"),
)
"""Who was written to about which alert: nobody twice."""

letters = Table(
    "letters",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("address", String(254), nullable=False),
    Column("document", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String(16), nullable=False),
    Column("fault", String(200), nullable=False),
    Index("ix_letters_due_at", "due_at", sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
    Index("ix_letters_created_at", "created_at"),
)
"""The outbox: what is to be sent, by which channel, when it is tried next, and what became of it."""
