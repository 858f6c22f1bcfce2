"""Pages of recalls, violations, notices and drills at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console
from tests.central.people.table_people import DECIDING, EVERYBODY

DECISIONS = "/console/decisions"
NONE = "00000000-0000-7000-8000-000000000000"
PROPOSAL, NO_PROPOSAL = f"{DECISIONS}/proposals/{{proposal_id}}", f"{DECISIONS}/proposals/{NONE}"
RECALL, NO_RECALL = f"{DECISIONS}/recalls/{{recall_id}}", f"{DECISIONS}/recalls/none"
VIOLATION, NO_VIOLATION = f"{DECISIONS}/violations/{{violation_id}}", f"{DECISIONS}/violations/none"
NOTICE, NO_NOTICE = f"{DECISIONS}/notices/{{notice_id}}", f"{DECISIONS}/notices/none"
END = {"reason": "Kiểm nghiệm lại đạt"}
REPLY = {"reply": "Đã khắc phục"}

ROWS: tuple[Row, ...] = (
    console("GET", DECISIONS, Right.SEE_REGISTRY),
    console("GET", f"{DECISIONS}/recalls", Right.SEE_REGISTRY),
    console("GET", f"{DECISIONS}/violations", Right.SEE_REGISTRY),
    console("GET", f"{DECISIONS}/notices", Right.SEE_KIOSKS),
    console("GET", f"{DECISIONS}/drills", Right.SEE_KIOSKS),
    console("GET", f"{DECISIONS}/recalls/new", Right.PROPOSE_RECALL),
    console("POST", f"{DECISIONS}/recalls/new", Right.PROPOSE_RECALL),
    console("GET", f"{DECISIONS}/violations/new", Right.PROPOSE_VIOLATION),
    console("POST", f"{DECISIONS}/violations/new", Right.PROPOSE_VIOLATION),
    console("GET", f"{DECISIONS}/notices/new", Right.CHANGE_KIOSKS),
    console("POST", f"{DECISIONS}/notices/new", Right.CHANGE_KIOSKS),
    console("GET", f"{DECISIONS}/drills/new", Right.PROPOSE_RECALL),
    console("POST", f"{DECISIONS}/drills/new", Right.PROPOSE_RECALL),
    console("GET", PROPOSAL, DECIDING, NO_PROPOSAL),
    console("POST", f"{PROPOSAL}/approve", DECIDING, f"{NO_PROPOSAL}/approve"),
    console("POST", f"{PROPOSAL}/refuse", DECIDING, f"{NO_PROPOSAL}/refuse", form={"reason": "no"}),
    console("POST", f"{PROPOSAL}/withdraw", DECIDING, f"{NO_PROPOSAL}/withdraw"),
    console("GET", RECALL, EVERYBODY, NO_RECALL),
    console("POST", f"{RECALL}/end", Right.PROPOSE_RECALL, f"{NO_RECALL}/end", form=END),
    console("POST", f"{RECALL}/reply", Right.CHANGE_GOODS, f"{NO_RECALL}/reply", form=REPLY),
    console("GET", VIOLATION, EVERYBODY, NO_VIOLATION),
    console("POST", f"{VIOLATION}/end", Right.PROPOSE_VIOLATION, f"{NO_VIOLATION}/end", form=END),
    console("POST", f"{VIOLATION}/reply", Right.CHANGE_GOODS, f"{NO_VIOLATION}/reply", form=REPLY),
    console("GET", NOTICE, Right.SEE_KIOSKS, NO_NOTICE),
    console("POST", f"{NOTICE}/end", Right.CHANGE_KIOSKS, f"{NO_NOTICE}/end"),
    console("GET", f"{DECISIONS}/drills/{{drill_id}}", Right.SEE_KIOSKS, f"{DECISIONS}/drills/none"),
)
