"""What shows an alert, a line each: where and when, what it says, and where more of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection, RowMapping, select

from kiosk.central.alerts.reading import EvidenceView, evidence_of
from kiosk.central.alerts.scans_of_checks import scans_of_evidence
from kiosk.central.alerts.wording import Names
from kiosk.central.console.layout.writing import number
from kiosk.central.console.page import Page
from kiosk.central.console.usage.names import kiosk_names
from kiosk.central.epcis.items import Role
from kiosk.central.epcis.movements import STEPS
from kiosk.central.epcis.steps import Amount, Step, place_name, places_of, steps_of
from kiosk.central.epcis.tables import event_ids
from kiosk.central.epcis.tracing import Direction, Trace
from kiosk.central.people.rights import Right
from kiosk.central.registry.tables import markets

May = Mapping[str, bool]
"""What the caller may do with the alert, by the value of the right."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that shows the alert. `told`: what it says; `path`: where more of it is, "" for nothing to be seen."""

    number: int
    evidence: EvidenceView
    market: str
    kiosk: str
    told: str
    path: str


def shown_of(connection: Connection, page: Page, row: RowMapping, names: Names, may: May) -> list[Shown]:
    """Return what shows an alert, oldest first."""
    found = evidence_of(connection, str(row["id"]))
    scans = scans_of_evidence(connection, str(row["gtin"]), found) if may[Right.SEE_JOURNAL] else {}
    named = dict(names.markets)
    missing = {one.market_id for one in found} - named.keys() - {""}
    query = select(markets.c.id, markets.c.name).where(markets.c.id.in_(missing))
    named |= {at.id: at.name for at in connection.execute(query)}
    units = kiosk_names(connection, {one.kiosk_id for one in found})
    weighed = _weighed(connection, page, row, found)
    return [
        Shown(
            number=place,
            evidence=one,
            market=named.get(one.market_id, one.market_id),
            kiosk=units.get(one.kiosk_id, one.kiosk_id),
            told=weighed.get(one.ref, "") or _missing(page, one, scans, may),
            path=_path(one, row, scans.get(one.ref, ""), may),
        )
        for place, one in enumerate(found, 1)
    ]


def _path(one: EvidenceView, alert: RowMapping, scan_id: str, may: May) -> str:
    """Return where more of a piece of evidence stands, as far as the caller may see it."""
    if scan_id:
        return f"/console/usage/scans/{scan_id}"
    if one.kind == "report" and may[Right.SEE_REPORTS]:
        return f"/console/reports/{one.ref}"
    if one.kind == "event" and alert["gtin"] and alert["lot"]:
        return f"/01/{alert['gtin']}/10/{quote(str(alert['lot']), safe='')}"
    if one.kind in {"heartbeat", "day", "check"} and one.kiosk_id and may[Right.SEE_KIOSKS]:
        return f"/console/devices/{one.kiosk_id}?span=week"
    return ""


def _missing(page: Page, one: EvidenceView, scans: Mapping[str, str], may: May) -> str:
    """Return why no scan stands behind a check: its row has not come, if it ever does."""
    if one.kind != "check" or one.ref in scans or not may[Right.SEE_JOURNAL]:
        return ""
    return page.words("console.alerts.shows.no_scan")


def _weighed(connection: Connection, page: Page, alert: RowMapping, found: Sequence[EvidenceView]) -> dict[str, str]:
    """Return what each event of the evidence says in a line, by its id: step, place, kilograms."""
    refs = [one.ref for one in found if one.kind == "event"]
    if not refs:
        return {}
    trace = Trace(Direction.UP)
    query = select(event_ids.c.number, event_ids.c.at).where(event_ids.c.event_id.in_(refs))
    trace.events.update({row.number: row.at for row in connection.execute(query)})
    steps = steps_of(connection, trace)
    places = places_of(connection, steps)
    item = f"01/{alert['gtin']}/10/{alert['lot']}"
    return {
        each.event_id: " · ".join(
            filter(None, (_step(page, each), place_name(places, each.place), _kilograms(page, each, item)))
        )
        for each in steps
    }


def _step(page: Page, step: Step) -> str:
    known = STEPS.get(step.biz_step)
    return page.words("console.alerts.shows.event") if known is None else page.words(f"step.{known.value}")


def _kilograms(page: Page, step: Step, item: str) -> str:
    """Return what went in and came out of a transformation, or how much of the lot an event names."""
    put_in = _sum(one for one in step.amounts if one.role is Role.INPUT)
    came_out = _sum(one for one in step.amounts if one.role is Role.OUTPUT)
    if put_in is not None and came_out is not None:
        said = {"put_in": number(page.words, put_in, 1), "came_out": number(page.words, came_out, 1)}
        return page.words("console.alerts.shows.in_and_out", **said)
    own = _sum(one for one in step.amounts if one.item == item)
    return "" if own is None else page.words("console.alerts.shows.kilograms", kilograms=number(page.words, own, 1))


def _sum(amounts: Iterable[Amount]) -> float | None:
    weights = [one.kilograms for one in amounts if one.kilograms is not None]
    return sum(weights) if weights else None
