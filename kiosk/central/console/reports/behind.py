"""The scan behind a report: what the shopper was shown then, and what is known now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select

from kiosk.central.console.decisions.seen import label_now
from kiosk.central.console.page import Page
from kiosk.central.console.usage.again import Shown, known_now, shown_then
from kiosk.central.console.usage.names import market_names
from kiosk.central.console.usage.rows import id_at, scans_among
from kiosk.central.journal.tables import journal
from kiosk.central.pages.known import PublishedLists
from kiosk.central.people.rights import Right
from kiosk.central.registry.belonging import subject_of_market
from kiosk.central.reports.queue import StoredReport
from kiosk.central.service import Service
from kiosk.errors import MessageError
from kiosk.journal.event import Inspected, from_json

BEFORE: Final = timedelta(minutes=15)
"""A shopper reports while the result is on the screen, or soon after."""
CLOCKS_DIFFER: Final = timedelta(seconds=5)
MOST_LOOKED_AT: Final = 200
_PUBLISHED = PublishedLists()


@dataclass(frozen=True, slots=True)
class Behind:
    """`scan_id` "": no scan of this label was found, or the caller may not see journals: then `then` is None."""

    scan_id: str = ""
    then: Shown | None = None
    now: Shown | None = None

    @property
    def differs(self) -> bool:
        """Whether something else would be said today."""
        return bool(self.then and self.now and self.then.verdict.headline != self.now.verdict.headline)


def behind_report(service: Service, connection: Connection, page: Page, report: StoredReport) -> Behind:
    """Return what is known of the label that a report is about."""
    found = _scan_of(connection, page, report)
    if found is None:
        return Behind(now=label_now(service, (report.gtin, report.lot, report.serial), page.words, page.now))
    scan_id, event = found
    lists = _PUBLISHED.newest(connection, page.now)
    market = market_names(connection, [report.market_id]).get(report.market_id, report.market_id)
    then = shown_then(event, lists, page.words, market)
    return Behind(scan_id, then, known_now(service, event, lists, page.words, market))


def _scan_of(connection: Connection, page: Page, report: StoredReport) -> tuple[str, Inspected] | None:
    """Return the newest scan of that label at that kiosk before the report, its id first."""
    may_see = page.caller.may(Right.SEE_JOURNAL, subject_of_market(connection, report.market_id))
    if not report.kiosk_id or not report.gtin or not may_see:
        return None
    rows, end = journal.c, report.at + CLOCKS_DIFFER
    query = (
        select(rows.id, rows.event)
        .where(*scans_among(journal), rows.kiosk_id == report.kiosk_id, rows.gtin == report.gtin)
        .where(rows.lot == report.lot, rows.at >= report.at - BEFORE, rows.at <= end)
        .where(rows.id >= id_at(report.at - BEFORE), rows.id < id_at(end + timedelta(milliseconds=1)))
        .order_by(rows.id.desc())
    )
    for scan_id, text in connection.execute(query.limit(MOST_LOOKED_AT)):
        event = _event_of(text)
        if event is not None and (event.identity.serial or "") == report.serial:
            return scan_id, event
    return None


def _event_of(text: str) -> Inspected | None:
    try:
        event = from_json(text)
    except MessageError:
        return None
    return event if isinstance(event, Inspected) else None
