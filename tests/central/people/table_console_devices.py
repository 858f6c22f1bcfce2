"""Pages of kiosks at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console

DEVICES = "/console/devices"
NONE = "00000000-0000-7000-8000-000000000000"
ONE = f"{DEVICES}/{{kiosk_id}}"
NOBODY = f"{DEVICES}/{NONE}"
LETTERS = {"user_code": "BCDF-GHJK"}
COMPARED = {**LETTERS, "fingerprint": "0", "compared": "yes"}
PLACE = {"name": "Trạm thử", "market_id": "none"}

ROWS: tuple[Row, ...] = (
    console("GET", DEVICES, Right.SEE_KIOSKS),
    console("GET", f"{DEVICES}/pair", Right.PAIR_KIOSK),
    console("POST", f"{DEVICES}/pair", Right.PAIR_KIOSK, form=LETTERS),
    console("POST", f"{DEVICES}/pair/accept", Right.PAIR_KIOSK, form={**COMPARED, **PLACE}),
    console("POST", f"{DEVICES}/pair/replace", Right.PAIR_KIOSK, form={**COMPARED, "kiosk_id": NONE}),
    console("POST", f"{DEVICES}/pair/refuse", Right.PAIR_KIOSK, form=LETTERS),
    console("GET", ONE, Right.SEE_KIOSKS, NOBODY),
    console("POST", f"{ONE}/place", Right.CHANGE_KIOSKS, f"{NOBODY}/place", form=PLACE),
    console("POST", f"{ONE}/deny", Right.DENY_KIOSK, f"{NOBODY}/deny", form={"reason": "mất cắp"}),
    console("POST", f"{ONE}/allow", Right.DENY_KIOSK, f"{NOBODY}/allow"),
)
