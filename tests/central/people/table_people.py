"""Routes of people and rights."""

from __future__ import annotations

from kiosk.central.people.rights import RIGHTS, Right, Role
from tests.central.people.table import Row, people

EVERYBODY = frozenset(Role)
DECIDING = RIGHTS[Right.APPROVE_RECALL] | RIGHTS[Right.APPROVE_VIOLATION] | RIGHTS[Right.APPROVE_KEY]
NONE = "00000000-0000-7000-8000-000000000000"
PROPOSAL = "/registry/proposals/{proposal_id}"

USER = "/people/users/{user_id}"
NOBODY = f"/people/users/{NONE}"

ROWS: tuple[Row, ...] = (
    people("GET", "/people/me", EVERYBODY),
    people("GET", "/people/users", Right.SEE_PEOPLE),
    people("POST", "/people/users", Right.CHANGE_PEOPLE, json={"name": "somebody new", "grants": []}),
    people("GET", USER, Right.SEE_PEOPLE, NOBODY),
    people("POST", f"{USER}/deactivate", Right.CHANGE_PEOPLE, f"{NOBODY}/deactivate"),
    people("POST", f"{USER}/activate", Right.CHANGE_PEOPLE, f"{NOBODY}/activate"),
    people("POST", f"{USER}/grants", Right.CHANGE_PEOPLE, f"{NOBODY}/grants", json={"role": "board"}),
    people("DELETE", f"{USER}/grants/{{grant_id}}", Right.CHANGE_PEOPLE, f"{NOBODY}/grants/{NONE}"),
    people("POST", f"{USER}/tokens", Right.CHANGE_PEOPLE, f"{NOBODY}/tokens", json={"label": "test"}),
    people("DELETE", f"{USER}/tokens/{{token_id}}", Right.CHANGE_PEOPLE, f"{NOBODY}/tokens/{NONE}"),
    people("GET", "/people/changes", Right.SEE_CHANGES),
    people("GET", "/registry/proposals", EVERYBODY),
    people("GET", PROPOSAL, DECIDING, f"/registry/proposals/{NONE}"),
    people("POST", f"{PROPOSAL}/approve", DECIDING, f"/registry/proposals/{NONE}/approve"),
    people("POST", f"{PROPOSAL}/refuse", DECIDING, f"/registry/proposals/{NONE}/refuse", json={"reason": "no"}),
    people("POST", f"{PROPOSAL}/withdraw", DECIDING, f"/registry/proposals/{NONE}/withdraw"),
)
