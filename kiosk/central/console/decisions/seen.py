"""What a shopper will see: the result of a label that a decision concerns, and its card on the public page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Connection, select
from starlette.exceptions import HTTPException

from kiosk.central.console.usage.again import Shown
from kiosk.central.pages.known import CentreRecords, PublishedLists
from kiosk.central.pages.published import Part, named_recalls, named_violations
from kiosk.central.pages.published_view import NoticeView, recall_notice, violation_notice
from kiosk.central.registry.decisions import GivenRecall, GivenViolation
from kiosk.central.registry.records import PublishedRecall, PublishedViolation, row_of_record
from kiosk.central.registry.tables import lots, products
from kiosk.central.service import Service
from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.records.registry import Recall, Violation
from kiosk.trust.lists import Lists
from kiosk.verdicts.gather import Place
from kiosk.wording.result import result_view
from kiosk.words import Words

_QR = "]Q1"
_PUBLISHED = PublishedLists()
DRAFT = "draft"
"""Id of what is not decided yet."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What is seen of a decision: its card, and a kiosk's result. `on_kiosk` None: no kiosk stops anything by it."""

    card: NoticeView
    label: str
    on_kiosk: Shown | None


@dataclass(frozen=True, slots=True)
class _Decided:
    """The registry as it will be."""

    records: CentreRecords
    recalls: tuple[Recall, ...] = ()
    violations: tuple[Violation, ...] = ()

    def find(self, identity: Identity) -> Finding:
        """Return what is known, and what was decided."""
        found = self.records.find(identity)
        return replace(
            found,
            recalls=(*(each for each in found.recalls if each.id != DRAFT), *self.recalls),
            violations=(*found.violations, *self.violations),
        )


def recall_seen(service: Service, connection: Connection, given: GivenRecall, words: Words, now: datetime) -> Preview:
    """Return what is seen of a recall that is not in force yet, on a label that it reaches."""
    effective_at = given.effective_at or now
    recall = PublishedRecall(**{**given.model_dump(), "id": DRAFT, "effective_at": effective_at})
    (named,) = named_recalls(connection, [row_of_record(recall)])
    label = _label_of(connection, given.gtins, given.establishment_ids, given.lots, given.serial_from)
    seen = _seen(
        service, connection, label, _Decided(CentreRecords(service, now), recalls=(recall,)), words, effective_at
    )
    return Preview(recall_notice(named, Part.IN_FORCE, words), " · ".join(filter(None, label)), seen)


def violation_seen(
    service: Service, connection: Connection, given: GivenViolation, words: Words, now: datetime
) -> Preview:
    """Return what is seen of a decision that is not published yet; on a kiosk where it suspends business."""
    violation = PublishedViolation(**{**given.model_dump(), "id": DRAFT})
    (named,) = named_violations(connection, [row_of_record(violation)])
    card = violation_notice(named, Part.IN_FORCE, words)
    if not given.suspends_groups:
        return Preview(card, "", None)
    label = _label_of(connection, (), (given.establishment_id,), (), "", given.suspends_groups)
    decided = _Decided(CentreRecords(service, now), violations=(violation,))
    return Preview(card, " · ".join(filter(None, label)), _seen(service, connection, label, decided, words, now))


def label_now(service: Service, label: tuple[str, str, str], words: Words, now: datetime) -> Shown | None:
    """Return what is known now of a label with this GTIN, lot and serial, without its signature."""
    with service.replica.connect() as connection:
        return _seen(service, connection, label, _Decided(CentreRecords(service, now)), words, now)


def _seen(
    service: Service,
    connection: Connection,
    label: tuple[str, str, str],
    decided: _Decided,
    words: Words,
    at: datetime,
) -> Shown | None:
    """Return the result of a label; None where it names no product, or no trust list was published yet."""
    if not label[0]:
        return None
    try:
        lists = _PUBLISHED.newest(connection, at)
    except HTTPException:
        return None
    moment = replace(service.moment(), at=max(at, service.moment().at))
    inspection = inspect(_payload(lists, label), decided, lists, Place(), moment)
    return _in_words(inspection, words, moment)


def _in_words(inspection: Inspection, words: Words, moment: Moment) -> Shown:
    return Shown(result_view(inspection, words, moment, ""), inspection.verdict)


def _payload(lists: Lists, label: tuple[str, str, str]) -> Payload:
    gtin, lot, serial = label
    parts = [("01", gtin), *([("10", lot)] if lot else []), *([("21", serial)] if serial else [])]
    path = "/".join(f"{key}/{quote(value, safe='')}" for key, value in parts)
    return Payload(f"https://{lists.trust.hosts[0]}/{path}".encode(), _QR)


def _label_of(
    connection: Connection,
    gtins: tuple[str, ...],
    establishment_ids: tuple[str, ...],
    lot_numbers: tuple[str, ...],
    serial: str,
    groups: tuple[str, ...] = (),
) -> tuple[str, str, str]:
    """Return GTIN, lot and serial of a label that is reached: the newest lot where none is named."""
    gtin = gtins[0] if gtins else ""
    if not gtin:
        query = select(products.c.gtin).where(products.c.establishment_id.in_(establishment_ids))
        query = query.where(products.c.group.in_(groups)) if groups else query
        gtin = connection.execute(query.order_by(products.c.gtin).limit(1)).scalar() or ""
    lot = lot_numbers[0] if lot_numbers else ""
    if gtin and not lot:
        newest = select(lots.c.lot).where(lots.c.gtin == gtin).order_by(lots.c.registered_at.desc()).limit(1)
        lot = connection.execute(newest).scalar() or ""
    return gtin, lot, serial


def card_of_recall(connection: Connection, row: Mapping[str, object], part: Part, words: Words) -> NoticeView:
    """Return the public card of the row of a recall."""
    (named,) = named_recalls(connection, [row])
    return recall_notice(named, part, words)


def card_of_violation(connection: Connection, row: Mapping[str, object], part: Part, words: Words) -> NoticeView:
    """Return the public card of the row of a decision."""
    (named,) = named_violations(connection, [row])
    return violation_notice(named, part, words)
