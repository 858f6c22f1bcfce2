"""Alerts are opened, shown again, and ended by themselves: once each, whatever is found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, RowMapping, func, select, update

from kiosk.central.alerts.kinds import KINDS, Cause, Kind, State
from kiosk.central.alerts.tables import alert_evidence, alert_markets, alerts
from kiosk.central.database import insert_of
from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.rights import Caller, Right

CENTRE: Final = Caller("centre", "the central service", ())
"""Who ends alerts that are over by themselves. No user has this id."""
MOST_EVIDENCE: Final = 100
_BELONGING: Final = ("market_id", "establishment_id")
_CHANGED: Final = ("state", "owner_id", "deadline", "cause", "note")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that shows it: `kind` and `ref` say where it stands (check, scan, heartbeat, event, day)."""

    kind: str
    ref: str
    at: datetime
    market_id: str = ""
    kiosk_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a round has found. `at`: the newest that shows it. `details` are what the sentence about it says."""

    kind: Kind
    subject: str
    at: datetime
    markets: frozenset[str] = frozenset()
    establishment_id: str = ""
    kiosk_id: str = ""
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


def open_alert(connection: Connection, found: Found, now: datetime) -> str:
    """Open an alert, and return its id; "" where it stands already, or somebody has just closed the same.

    What stands gets what is new of it. In the caller's transaction.
    """
    standing = standing_alert(connection, found.kind, found.subject)
    if standing is not None:
        if found.at > standing["seen_at"] or standing["over_at"] is not None:
            values = {"seen_at": max(found.at, standing["seen_at"]), "over_at": None, "details": dict(found.details)}
            connection.execute(update(alerts).where(alerts.c.id == standing["id"]).values(values))
            _show(connection, str(standing["id"]), found)
        return ""
    closed_at = _closed_at(connection, found)
    if closed_at is not None and found.at <= closed_at + KINDS[found.kind].quiet:
        return ""
    row = _new_row(found, now)
    made = insert_of(connection, alerts).values(row).on_conflict_do_nothing().returning(alerts.c.id)
    alert_id: str | None = connection.execute(made).scalar()
    if alert_id is None:
        return ""
    _show(connection, alert_id, found)
    return alert_id


def end_alert(connection: Connection, kind: Kind, subject: str, now: datetime, cause: Cause = Cause.OVER) -> None:
    """Close what stands, if nobody has taken it in hand; else note that it is over, for who has it to say why."""
    standing = standing_alert(connection, kind, subject)
    if standing is None:
        return
    if standing["state"] == State.IN_HAND.value and cause is Cause.OVER:
        if standing["over_at"] is None:
            connection.execute(update(alerts).where(alerts.c.id == standing["id"]).values(over_at=now))
        return
    values = {"state": State.CLOSED.value, "cause": cause.value, "closed_at": now}
    change_row(connection, Deed(CENTRE, Right.HANDLE_ALERTS, now), standing, values)


def standing_alert(connection: Connection, kind: Kind, subject: str) -> RowMapping | None:
    """Return the alert of `kind` about `subject` that is not closed, held until the transaction ends."""
    query = select(alerts).where(alerts.c.kind == kind.value, alerts.c.subject == subject)
    return connection.execute(query.where(alerts.c.state != State.CLOSED.value).with_for_update()).mappings().first()


def standing_subjects(connection: Connection, kind: Kind) -> frozenset[str]:
    """Return what alerts of `kind` that are not closed are about."""
    query = select(alerts.c.subject).where(alerts.c.kind == kind.value, alerts.c.state != State.CLOSED.value)
    return frozenset(connection.execute(query).scalars())


def change_row(connection: Connection, deed: Deed, row: RowMapping, values: Mapping[str, object]) -> None:
    """Change an alert that the caller holds, and record what it was before."""
    connection.execute(update(alerts).where(alerts.c.id == row["id"]).values(dict(values)))
    names = (*_BELONGING, *_CHANGED)
    before = {name: row[name] for name in names}
    after = before | {name: value for name, value in values.items() if name in names}
    record_change(connection, deed, alerts.name, str(row["id"]), before, after)


def _closed_at(connection: Connection, found: Found) -> datetime | None:
    query = select(func.max(alerts.c.closed_at)).where(
        alerts.c.kind == found.kind.value, alerts.c.subject == found.subject
    )
    closed_at: datetime | None = connection.execute(query).scalar()
    return closed_at


def _new_row(found: Found, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(now),
        "kind": found.kind.value,
        "subject": found.subject,
        "state": State.OPEN.value,
        "market_id": next(iter(found.markets)) if len(found.markets) == 1 else "",
        "establishment_id": found.establishment_id,
        "kiosk_id": found.kiosk_id,
        "gtin": found.gtin,
        "lot": found.lot,
        "serial": found.serial,
        "details": dict(found.details),
        "owner_id": "",
        "deadline": now + KINDS[found.kind].within,
        "cause": "",
        "note": "",
        "opened_at": now,
        "seen_at": found.at,
        "told_state": "",
    }


def _show(connection: Connection, alert_id: str, found: Found) -> None:
    """Store markets and evidence that do not stand yet, MOST_EVIDENCE at most."""
    markets = [{"alert_id": alert_id, "market_id": market} for market in sorted(found.markets - {""})]
    if markets:
        connection.execute(insert_of(connection, alert_markets).on_conflict_do_nothing(), markets)
    query = select(func.count()).where(alert_evidence.c.alert_id == alert_id)
    room = MOST_EVIDENCE - int(connection.execute(query).scalar_one())
    rows = [
        {
            "alert_id": alert_id,
            "kind": one.kind,
            "ref": one.ref,
            "at": one.at,
            "market_id": one.market_id,
            "kiosk_id": one.kiosk_id,
        }
        for one in found.evidence
    ]
    if rows and room > 0:
        connection.execute(insert_of(connection, alert_evidence).on_conflict_do_nothing(), rows[-room:])
