"""Pages for people with a phone, pictures, and reports of a suspicion."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, kiosk_only, people, public
from tests.central.registry_folder import GTIN

REPORT = "00000000-0000-7000-8000-000000000001"
PICTURE = "/registry/products/{gtin}/picture"
NO_PRODUCT = "/registry/products/09521234999997/picture"

ROWS: tuple[Row, ...] = (
    public("GET", "/"),
    public("GET", "/code", f"/code?gtin={GTIN}"),
    public("GET", "/favicon.svg"),
    public("GET", "/label/{path:path}", f"/label/01/{GTIN}"),
    public("GET", "/pictures/{gtin}/{digest}", f"/pictures/{GTIN}/0123456789abcdef"),
    people("PUT", PICTURE, Right.CHANGE_GOODS, NO_PRODUCT, content=b"RIFF", headers={"Content-Type": "image/webp"}),
    people("DELETE", PICTURE, Right.CHANGE_GOODS, NO_PRODUCT),
    public("GET", "/recalls"),
    public("GET", "/recalls.json"),
    public("GET", "/violations"),
    public("GET", "/violations.json"),
    public("GET", "/report"),
    public(
        "POST",
        "/report",
        content=f"id={REPORT}&reason=other".encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ),
    public("GET", "/report/{number}", "/report/BL-2611-0001X"),
    kiosk_only("POST", "/v1/reports", json={"id": REPORT, "reason": "other", "at": "2026-11-23T09:00:00+07:00"}),
    people("GET", "/registry/reports", Right.SEE_REPORTS),
    people(
        "PATCH",
        "/registry/reports/{number}",
        Right.HANDLE_REPORTS,
        "/registry/reports/BL-2611-0001X",
        json={"state": "looked_at"},
    ),
)
