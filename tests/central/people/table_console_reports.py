"""Pages of shoppers' reports at the console, and what is told of them to everybody."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console, public

REPORTS = "/console/reports"
NOBODYS = f"{REPORTS}/BL-2611-0001X"

ROWS: tuple[Row, ...] = (
    console("GET", REPORTS, Right.SEE_REPORTS),
    console("GET", f"{REPORTS}/statistics", Right.SEE_REPORTS),
    console("GET", f"{REPORTS}/{{number}}", Right.SEE_REPORTS, NOBODYS),
    console("POST", f"{REPORTS}/{{number}}", Right.HANDLE_REPORTS, NOBODYS, form={"state": "looked_at"}),
    public("GET", "/v1/statistics/{month}/reports", "/v1/statistics/2026-10/reports"),
)
