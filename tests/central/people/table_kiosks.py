"""Routes of kiosks: for units, and for people."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, kiosk_only, people, public

NONE = "00000000-0000-7000-8000-000000000000"
KIOSKS = "/registry/kiosks"
ONE = f"{KIOSKS}/{{kiosk_id}}"
ORDERS = f"{ONE}/orders"
LETTERS = {"user_code": "BCDF-GHJK"}
COMPARED = {**LETTERS, "fingerprint": "0"}
PLACE = {"name": "Trạm thử", "market_id": "none"}
MARKET = "/registry/markets/{market_id}/settings"
NOTICE = {
    "kind": "ordinary",
    "text": "Chợ nghỉ",
    "text_en": "Closed",
    "starts_at": "2020-01-01T00:00:00+07:00",
    "ends_at": "2020-01-02T00:00:00+07:00",
}

ROWS: tuple[Row, ...] = (
    # Signed by a key that no kiosk has yet: refused without one, whoever asks.
    kiosk_only("POST", "/v1/enrolments", json={"public_key": "A" * 43}),
    public("POST", "/v1/enrolments/token", json={"device_code": "none"}),
    kiosk_only("POST", "/v1/enrolments/renew", json={}),
    public("GET", "/v1/versions/{kiosk_id}", f"/v1/versions/{NONE}"),
    kiosk_only("POST", "/v1/heartbeats", json={"made_at": "2026-11-23T09:00:00+07:00", "release": "1"}),
    kiosk_only("GET", "/v1/settings"),
    kiosk_only("GET", "/v1/notices"),
    kiosk_only("GET", "/v1/announcements"),
    kiosk_only("GET", "/v1/orders"),
    kiosk_only("POST", "/v1/orders/{order_id}/result", f"/v1/orders/{NONE}/result", json={"outcome": "done"}),
    people("POST", f"{KIOSKS}/waiting", Right.PAIR_KIOSK, json=LETTERS),
    people("POST", f"{KIOSKS}/pair", Right.PAIR_KIOSK, json={**COMPARED, **PLACE}),
    people("POST", f"{KIOSKS}/refuse", Right.PAIR_KIOSK, json=LETTERS),
    people("POST", f"{ONE}/replace", Right.PAIR_KIOSK, f"{KIOSKS}/{NONE}/replace", json=COMPARED),
    people("GET", KIOSKS, Right.SEE_KIOSKS),
    people("GET", ONE, Right.SEE_KIOSKS, f"{KIOSKS}/{NONE}"),
    people("GET", f"{ONE}/heartbeats", Right.SEE_KIOSKS, f"{KIOSKS}/{NONE}/heartbeats"),
    people("GET", ORDERS, Right.SEE_KIOSKS, f"{KIOSKS}/{NONE}/orders"),
    people("POST", ORDERS, Right.TEND_KIOSK, f"{KIOSKS}/{NONE}/orders", json={"kind": "restart"}),
    people("POST", f"{ORDERS}/{{order_id}}/withdraw", Right.TEND_KIOSK, f"{KIOSKS}/{NONE}/orders/{NONE}/withdraw"),
    people("GET", f"{ORDERS}/{{order_id}}/bundle", Right.TEND_KIOSK, f"{KIOSKS}/{NONE}/orders/{NONE}/bundle"),
    people("PUT", ONE, Right.CHANGE_KIOSKS, f"{KIOSKS}/{NONE}", json=PLACE),
    people("POST", f"{ONE}/deny", Right.DENY_KIOSK, f"{KIOSKS}/{NONE}/deny", json={"reason": "stolen"}),
    people("POST", f"{ONE}/allow", Right.DENY_KIOSK, f"{KIOSKS}/{NONE}/allow"),
    people("GET", "/registry/settings", Right.SEE_KIOSKS),
    people("PUT", "/registry/settings", Right.CHANGE_KIOSKS, json={}),
    people("GET", MARKET, Right.SEE_KIOSKS, "/registry/markets/none/settings"),
    people("PUT", MARKET, Right.CHANGE_KIOSKS, "/registry/markets/none/settings", json={}),
    people("GET", f"{ONE}/settings", Right.SEE_KIOSKS, f"{KIOSKS}/{NONE}/settings"),
    people("PUT", f"{ONE}/settings", Right.CHANGE_KIOSKS, f"{KIOSKS}/{NONE}/settings", json={}),
    people("GET", "/registry/notices", Right.SEE_KIOSKS),
    people("POST", "/registry/notices", Right.CHANGE_KIOSKS, json=NOTICE),
    people("POST", "/registry/notices/{notice_id}/end", Right.CHANGE_KIOSKS, f"/registry/notices/{NONE}/end"),
)
