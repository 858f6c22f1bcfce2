"""Pages of labels at the console."""

from __future__ import annotations

from kiosk.central.people.rights import RIGHTS, Right
from tests.central.people.table import Row, console

LABELS = "/console/labels"
ONE = f"{LABELS}/{{number}}"
NONE = f"{LABELS}/99999"
PART = {"first": "1", "last": "1"}

ROWS: tuple[Row, ...] = (
    console("GET", LABELS, Right.SEAL_LABELS),
    console("GET", ONE, Right.SEAL_LABELS, NONE),
    console("POST", f"{ONE}/print", Right.SEAL_LABELS, f"{NONE}/print", form=PART),
    console(
        "POST",
        f"{ONE}/withdraw",
        RIGHTS[Right.SEAL_LABELS] & RIGHTS[Right.WITHDRAW_LABELS],
        f"{NONE}/withdraw",
        form=PART,
    ),
)
