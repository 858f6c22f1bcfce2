"""Pages of alerts at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console

ALERTS = "/console/alerts"
NONE = "00000000-0000-7000-8000-000000000000"
SCAN = "01936aaa-0000-7000-8000-000000000000"
CLOSED = {"state": "closed", "deadline": "2026-11-24", "cause": "other"}

ROWS: tuple[Row, ...] = (
    console("GET", ALERTS, Right.SEE_ALERTS),
    console("GET", f"{ALERTS}/{{alert_id}}", Right.SEE_ALERTS, f"{ALERTS}/{NONE}"),
    console("POST", f"{ALERTS}/{{alert_id}}", Right.HANDLE_ALERTS, f"{ALERTS}/{NONE}", form=CLOSED),
    console("GET", f"{ALERTS}/false", Right.SEE_JOURNAL),
    console(
        "POST", f"{ALERTS}/false/{{scan_id}}", Right.SEE_JOURNAL, f"{ALERTS}/false/{SCAN}", form={"note": "hàng thật"}
    ),
    console("GET", f"{ALERTS}/mail", Right.SEE_ALERTS),
    console("POST", f"{ALERTS}/mail", Right.SEE_ALERTS, form={"address": "a@example.vn"}),
    console("POST", f"{ALERTS}/mail/confirm", Right.SEE_ALERTS, form={"code": "BCDF"}),
    console("POST", f"{ALERTS}/mail/end", Right.SEE_ALERTS),
)
