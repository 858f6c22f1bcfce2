"""Movements: captured by those at whose place they happen, seen by those whose they are."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.epcis.stories import body
from tests.central.people.table import Row, people

JSON = {"Content-Type": "application/json"}
CAPTURE, SEE = Right.CAPTURE_EVENTS, Right.SEE_EVENTS
UNKNOWN = "00000000-0000-7000-8000-000000000000"

ROWS: tuple[Row, ...] = (
    people("POST", "/epcis/capture", CAPTURE, content=body(), headers=JSON),
    people("GET", "/epcis/capture", CAPTURE),
    people("GET", "/epcis/capture/{capture_id}", CAPTURE, f"/epcis/capture/{UNKNOWN}"),
    people("GET", "/epcis/events", SEE),
    people("GET", "/epcis/events/{event_id:path}", SEE, "/epcis/events/urn:uuid:unknown"),
    people("GET", "/epcis/trace/{path:path}", Right.SEE_WHOLE_WAY, "/epcis/trace/01/09521234543213/10/L2611A"),
)
