"""Routes of keys, labels, quotas, lent numbers and the trust list."""

from __future__ import annotations

from kiosk.central.people.rights import Right, Role
from tests.central.people.table import Row, people, public

EVERYBODY = frozenset(Role)
LOT = "/registry/lots/{gtin}/{lot:path}"
NO_LOT = "/registry/lots/09521234999996/NONE"
SCOPE = {"gtins": ["09521234999996"]}
DAYS = {"not_before": "2026-01-01", "not_after": "2027-01-01"}
PLOT = {"establishment_id": "nobody", "name": "A", "group": "vegetable", "area_m2": 100, "yield_kg_m2": 2}

ROWS: tuple[Row, ...] = (
    public("GET", "/v1/trust"),
    people("GET", "/registry/keys", EVERYBODY),
    people("POST", "/registry/keys", Right.PROPOSE_KEY, json={"establishment_id": "nobody", "scope": SCOPE, **DAYS}),
    people("POST", "/registry/keys/{kid}/scope", Right.PROPOSE_KEY, "/registry/keys/999/scope", json={"scope": SCOPE}),
    people("POST", "/registry/keys/{kid}/retirement", Right.PROPOSE_KEY, "/registry/keys/999/retirement"),
    people(
        "POST",
        "/registry/keys/{kid}/theft",
        Right.PROPOSE_KEY,
        "/registry/keys/999/theft",
        json={"since": "2026-11-01T00:00:00Z"},
    ),
    people("POST", f"{LOT}/labels", Right.SEAL_LABELS, f"{NO_LOT}/labels", json={"count": 1}),
    people("GET", f"{LOT}/labels", Right.SEAL_LABELS, f"{NO_LOT}/labels"),
    people("POST", f"{LOT}/withdrawals", Right.WITHDRAW_LABELS, f"{NO_LOT}/withdrawals", json={"serials": ["A"]}),
    people("PUT", f"{LOT}/harvest", Right.CHANGE_GOODS, f"{NO_LOT}/harvest", json={"harvest_kg": 10}),
    people(
        "POST",
        "/registry/establishments/{establishment_id}/sign",
        Right.SEAL_LABELS,
        "/registry/establishments/nobody/sign",
    ),
    people("GET", "/registry/label-issues", EVERYBODY),
    people("GET", "/registry/label-issues/{number}", Right.SEAL_LABELS, "/registry/label-issues/999"),
    people("POST", "/registry/label-issues/{number}/prints", Right.SEAL_LABELS, "/registry/label-issues/999/prints"),
    people("GET", "/registry/plots", EVERYBODY),
    people("PUT", "/registry/plots/{plot_id}", Right.CHANGE_ESTABLISHMENTS, "/registry/plots/P1", json=PLOT),
    people(
        "POST",
        "/registry/lent-numbers",
        Right.CHANGE_ESTABLISHMENTS,
        json={"kind": "gtin", "establishment_id": "nobody"},
    ),
    people("GET", "/registry/lent-numbers", EVERYBODY),
)
