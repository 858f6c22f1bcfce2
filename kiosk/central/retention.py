"""How long rows are kept that nothing reads any more, and their end, an hour of them at a time.

What was changed by whom, journals, events and reports are not among them: the law and the inspectors
want them, and an operator moves their months elsewhere (docs/scale.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Column, Connection, Date, String, Table, delete, func, select, update

from kiosk.central.alerts.tables import alert_told, letters, read_quality
from kiosk.central.console.access.tables import sessions, setup_links, sign_in_tries
from kiosk.central.database import Instant, insert_of, metadata
from kiosk.central.epcis.tables import capture_jobs
from kiosk.central.journal.count_tables import usage_goods, usage_goods_days, usage_kiosk_days
from kiosk.central.kiosks.heartbeats import KEPT_FOR
from kiosk.central.kiosks.tables import (
    code_attempts,
    enrolments,
    heartbeats,
    kiosk_bundles,
    kiosk_pictures,
    registry_received,
)
from kiosk.central.lookups.tables import checks
from kiosk.central.pages.tables import page_views
from kiosk.central.stalls.tables import stall_lots
from kiosk.moment import HANOI, hanoi_day

SLICE = timedelta(hours=1)
"""Rows that one transaction deletes: at the city's full size some 700,000 of the busiest table, for seconds."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `table` end once the instant or the Hanoi day in `column` is `days` past."""

    table: Table
    column: Column[datetime] | Column[date]
    days: int

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.table.name


RULES = (
    Rule(
        checks, checks.c.at, 45
    ),  # rules read 30 days; half as long again for a kiosk that was cut off, and its dispute
    Rule(page_views, page_views.c.day, 180),  # a page tells how often it was opened: longer than any produce is eaten
    Rule(stall_lots, stall_lots.c.day, 90),  # a complaint asks what was sold where; the audit keeps who said so
    Rule(capture_jobs, capture_jobs.c.finished_at, 90),  # the sender has read what became of its document; events stay
    Rule(kiosk_pictures, kiosk_pictures.c.taken_at, 1),  # who ordered it has looked; that it was ordered stays
    Rule(kiosk_bundles, kiosk_bundles.c.taken_at, 14),  # what was wrong is understood by then; a new one can be had
    Rule(read_quality, read_quality.c.day, 120),  # a camera is compared with its last fortnight, and shown for longer
    Rule(alert_told, alert_told.c.at, 90),  # what is older than two days is not written about
    Rule(letters, letters.c.created_at, 90),  # the last try is a day after the first; what it was about stays
    Rule(code_attempts, code_attempts.c.at, 1),  # wrong letters of a pairing count for a quarter of an hour
    Rule(sessions, sessions.c.created_at, 1),  # over after twelve hours
    Rule(setup_links, setup_links.c.expires_at, 1),
    Rule(sign_in_tries, sign_in_tries.c.at, 2),  # forgotten after a day
    Rule(registry_received, registry_received.c.at, 400),  # how fast recalls travelled is told of for a year
    Rule(heartbeats, heartbeats.c.at, KEPT_FOR.days),  # a kiosk's page shows a week; its newest one stays as its state
    Rule(usage_kiosk_days, usage_kiosk_days.c.day, 400),  # beside the same month of the year before
    Rule(usage_goods, usage_goods.c.at, 400),  # the same; almost a row a scan
    Rule(usage_goods_days, usage_goods_days.c.day, 400),  # the same. Those of groups and markets are few, and stay
    Rule(enrolments, enrolments.c.expires_at, 1),  # a pairing that was not used within its quarter of an hour
)

retention = Table(
    "retention",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("pruned_until", Instant, nullable=False),
)
"""How far each table is pruned. Who prunes it holds its row: of several processes one does it."""


def prune_slice(connection: Connection, rule: Rule, now: datetime) -> int | None:
    """Delete the oldest hour of what has ended, and return how many rows; None where no whole hour has.

    Another process that prunes the same table is waited for, until the caller's transaction ends.
    """
    begin = _held(connection, rule, now)
    until = begin + SLICE
    if until > now - timedelta(days=rule.days):
        return None
    low, high = _in_column(rule, begin), _in_column(rule, until)
    gone = connection.execute(delete(rule.table).where(rule.column >= low, rule.column < high)).rowcount
    connection.execute(update(retention).where(retention.c.name == rule.name).values(pruned_until=until))
    return gone


def _held(connection: Connection, rule: Rule, now: datetime) -> datetime:
    """Return how far the table is pruned, and hold that row; the first time it is as far as its oldest row."""
    own = retention.c.name == rule.name
    hold = update(retention).where(own).values(name=retention.c.name).returning(retention.c.pruned_until)
    held: datetime | None = connection.execute(hold).scalar()
    if held is None:
        row = {"name": rule.name, "pruned_until": _oldest(connection, rule, now)}
        connection.execute(insert_of(connection, retention).values(row).on_conflict_do_nothing())
        held = connection.execute(hold).scalar()
        assert held is not None
    return held


def _oldest(connection: Connection, rule: Rule, now: datetime) -> datetime:
    """Return where pruning begins: at the oldest row, and in an empty table at what ends now."""
    oldest = connection.execute(select(func.min(rule.column))).scalar()
    ended = now - timedelta(days=rule.days)
    if oldest is None:
        return ended
    begin = oldest if isinstance(oldest, datetime) else datetime(oldest.year, oldest.month, oldest.day, tzinfo=HANOI)
    return min(begin, ended)


def _in_column(rule: Rule, at: datetime) -> datetime | date:
    return hanoi_day(at) if isinstance(rule.column.type, Date) else at
