"""Alerts for programs."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, people

NONE = "00000000-0000-7000-8000-000000000000"
ONE = "/registry/alerts/{alert_id}"
CLOSED = {"state": "closed", "deadline": "2026-11-24T09:00:00+07:00", "cause": "other"}

ROWS: tuple[Row, ...] = (
    people("GET", "/registry/alerts", Right.SEE_ALERTS),
    people("GET", ONE, Right.SEE_ALERTS, f"/registry/alerts/{NONE}"),
    people("PUT", ONE, Right.HANDLE_ALERTS, f"/registry/alerts/{NONE}", json=CLOSED),
)
