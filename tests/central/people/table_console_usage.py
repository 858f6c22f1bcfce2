"""Pages of scans at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console, public

USAGE = "/console/usage"
NOBODYS = f"{USAGE}/scans/01936aaa-0000-7000-8000-000000000000"

ROWS: tuple[Row, ...] = (
    console("GET", USAGE, Right.SEE_JOURNAL),
    console("GET", f"{USAGE}/scans", Right.SEE_JOURNAL),
    console("GET", f"{USAGE}/scans.csv", Right.SEE_JOURNAL),
    console("GET", f"{USAGE}/scans.xlsx", Right.SEE_JOURNAL),
    console("GET", f"{USAGE}/scans/{{scan_id}}", Right.SEE_JOURNAL, NOBODYS),
    console("GET", f"{USAGE}/integrity", Right.SEE_JOURNAL),
    public("GET", "/v1/statistics/{month}", "/v1/statistics/2026-10"),
)
