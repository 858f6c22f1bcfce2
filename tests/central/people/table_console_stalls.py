"""Pages of stalls at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console

STALLS = "/console/stalls"
ONE = f"{STALLS}/{{stall_id}}"
NONE = f"{STALLS}/none"
LOT = {"chosen": "09521234543213/NONE"}

ROWS: tuple[Row, ...] = (
    console("GET", STALLS, Right.SEE_REGISTRY),
    console("GET", f"{STALLS}/reads", Right.CHANGE_GOODS),
    console("GET", ONE, Right.SEE_REGISTRY, NONE),
    console("POST", f"{ONE}/lots", Right.ANNOUNCE_LOTS, f"{NONE}/lots", form=LOT),
    console("POST", f"{ONE}/again", Right.ANNOUNCE_LOTS, f"{NONE}/again"),
    console("POST", f"{ONE}/withdraw", Right.ANNOUNCE_LOTS, f"{NONE}/withdraw", form=LOT),
)
