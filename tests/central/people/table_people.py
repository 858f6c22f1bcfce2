"""Routes of people and rights."""

from __future__ import annotations

from kiosk.central.people.rights import RIGHTS, Right, Role
from tests.central.people.table import Row, people

EVERYBODY = frozenset(Role)
DECIDING = RIGHTS[Right.APPROVE_RECALL] | RIGHTS[Right.APPROVE_VIOLATION] | RIGHTS[Right.APPROVE_KEY]
NONE = "00000000-0000-7000-8000-000000000000"
PROPOSAL = "/registry/proposals/{proposal_id}"

ROWS: tuple[Row, ...] = (
    people("GET", "/registry/proposals", EVERYBODY),
    people("GET", PROPOSAL, DECIDING, f"/registry/proposals/{NONE}"),
    people("POST", f"{PROPOSAL}/approve", DECIDING, f"/registry/proposals/{NONE}/approve"),
    people("POST", f"{PROPOSAL}/refuse", DECIDING, f"/registry/proposals/{NONE}/refuse", json={"reason": "no"}),
    people("POST", f"{PROPOSAL}/withdraw", DECIDING, f"/registry/proposals/{NONE}/withdraw"),
)
