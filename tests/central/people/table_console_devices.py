"""Pages of kiosks at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console

DEVICES = "/console/devices"
NONE = "00000000-0000-7000-8000-000000000000"
ONE = f"{DEVICES}/{{kiosk_id}}"
NOBODY = f"{DEVICES}/{NONE}"
MARKET = f"{DEVICES}/settings/markets/{{market_id}}"
NO_MARKET = f"{DEVICES}/settings/markets/none"
LETTERS = {"user_code": "BCDF-GHJK"}
COMPARED = {**LETTERS, "fingerprint": "0", "compared": "yes"}
WAVE = {"level": "market/none", "release": "9.9", "percent": "1"}
PLACE = {"name": "Trạm thử", "market_id": "none"}

ROWS: tuple[Row, ...] = (
    console("GET", DEVICES, Right.SEE_KIOSKS),
    console("GET", f"{DEVICES}/pair", Right.PAIR_KIOSK),
    console("POST", f"{DEVICES}/pair", Right.PAIR_KIOSK, form=LETTERS),
    console("POST", f"{DEVICES}/pair/accept", Right.PAIR_KIOSK, form={**COMPARED, **PLACE}),
    console("POST", f"{DEVICES}/pair/replace", Right.PAIR_KIOSK, form={**COMPARED, "kiosk_id": NONE}),
    console("POST", f"{DEVICES}/pair/refuse", Right.PAIR_KIOSK, form=LETTERS),
    console("GET", f"{DEVICES}/settings", Right.SEE_KIOSKS),
    console("GET", f"{DEVICES}/settings/city", Right.SEE_KIOSKS),
    console("POST", f"{DEVICES}/settings/city", Right.CHANGE_KIOSKS),
    console("GET", MARKET, Right.SEE_KIOSKS, NO_MARKET),
    console("POST", MARKET, Right.CHANGE_KIOSKS, NO_MARKET),
    console("GET", f"{ONE}/settings", Right.SEE_KIOSKS, f"{NOBODY}/settings"),
    console("POST", f"{ONE}/settings", Right.CHANGE_KIOSKS, f"{NOBODY}/settings"),
    console("GET", f"{DEVICES}/releases", Right.SEE_KIOSKS),
    console("POST", f"{DEVICES}/releases", Right.CHANGE_KIOSKS, form=WAVE),
    console("GET", ONE, Right.SEE_KIOSKS, NOBODY),
    console("POST", f"{ONE}/place", Right.CHANGE_KIOSKS, f"{NOBODY}/place", form=PLACE),
    console("POST", f"{ONE}/orders", Right.TEND_KIOSK, f"{NOBODY}/orders", form={"kind": "restart"}),
    console("GET", f"{ONE}/orders/{{order_id}}", Right.SEE_KIOSKS, f"{NOBODY}/orders/{NONE}"),
    console("GET", f"{ONE}/orders/{{order_id}}/picture", Right.TEND_KIOSK, f"{NOBODY}/orders/{NONE}/picture"),
    console("GET", f"{ONE}/orders/{{order_id}}/bundle", Right.TEND_KIOSK, f"{NOBODY}/orders/{NONE}/bundle"),
    console("POST", f"{ONE}/orders/{{order_id}}/withdraw", Right.TEND_KIOSK, f"{NOBODY}/orders/{NONE}/withdraw"),
    console("POST", f"{ONE}/deny", Right.DENY_KIOSK, f"{NOBODY}/deny", form={"reason": "mất cắp"}),
    console("POST", f"{ONE}/allow", Right.DENY_KIOSK, f"{NOBODY}/allow"),
)
