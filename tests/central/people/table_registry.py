"""Routes of the registry."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from kiosk.central.registry.row_kinds import ROW_KINDS
from tests.central.people.table import Row, people

NEW: dict[str, tuple[str, dict[str, object]]] = {
    "units": ("nowhere", {"id": "x1", "name": "X", "level": "ward", "first_day": "2025-07-01", "parent_id": "nowhere"}),
    "unit_successors": ("nowhere/nowhere2", {"unit_id": "nowhere", "successor_id": "nowhere2"}),
    "certificate_kinds": (
        "nothing/2020-01-01",
        {"kind": "x", "first_day": "2020-01-01", "name": "X", "holder": "person", "legal_basis": "X"},
    ),
    "needed_kinds": ("999", {"position": 77, "group": "x", "any_of": ["x"], "first_day": "2020-01-01"}),
    "label_schemes": ("nothing", {"id": "x", "owner": "X", "proves": "X", "proves_not": "X", "hosts": ["x.example"]}),
    "establishments": ("nobody", {"id": "x", "name": "X", "place": "X", "unit_id": "nowhere"}),
    "markets": ("nowhere", {"id": "x", "name": "X", "latitude": 21, "longitude": 105}),
    "stalls": ("nothing", {"id": "x", "name": "X", "market_id": "nowhere", "establishment_id": "nobody"}),
    "products": (
        "09521234543299",
        {"gtin": "9521234543213", "name": "X", "group": "x", "establishment_id": "nobody"},
    ),
    "lots": ("09521234543299/X", {"gtin": "9521234543213", "lot": "X", "destination_market_id": "nowhere"}),
    "certificates": (
        "nothing",
        {"kind": "x", "number": "1", "issuer": "X", "establishment_id": "nobody", "first_day": "2026-01-01"},
    ),
}
"""A key that nothing has, and a row that is valid in form."""


def _rows() -> tuple[Row, ...]:
    made = []
    for kind in ROW_KINDS:
        path = f"/registry/{kind.name}"
        key, row = NEW[kind.name]
        one = f"{path}/{{key:path}}"
        made += [
            people("GET", path, Right.SEE_REGISTRY),
            people("POST", path, kind.right, json=row),
            people("GET", one, Right.SEE_REGISTRY, f"{path}/{key}"),
            people("PATCH", one, kind.right, f"{path}/{key}", json={"name": "X"}),
        ]
    return tuple(made)


RECALL = {
    "kind": "mandatory",
    "reason": "X",
    "authority": "X",
    "document": "1",
    "legal_basis": "X",
    "gtins": ["9521234543299"],
}
VIOLATION = {
    "establishment_id": "nobody",
    "summary": "X",
    "authority": "X",
    "document": "1",
    "legal_basis": "X",
    "published_on": "2026-11-01",
}
CORRECTION = {"gtin": "9521234543299", "corrected_gtin": "9521234543282", "note": "X"}
RECALLS, VIOLATIONS, CORRECTIONS = (f"/registry/{name}" for name in ("recalls", "violations", "corrections"))
PLACE, NO_PLACE = "/registry/establishments/{establishment_id}", "/registry/establishments/nobody"
PAPER, NO_PAPER = "/registry/certificates/{certificate_id}", "/registry/certificates/nothing"
ALIAS = {"kind": "tax_number", "value": "0100000001", "first_day": "2020-01-01"}
IMPORTS = "/registry/imports"
IMPORT_HEADERS = {"Content-Type": "multipart/form-data; boundary=edge"}
IMPORT_BODY = (
    b'--edge\r\nContent-Disposition: form-data; name="files"; filename="x.csv"\r\n\r\nGTIN,Lot\r\n\r\n--edge--\r\n'
)
END, REPLY = {"reason": "X"}, {"reply": "X"}

ROWS = (
    *_rows(),
    people("GET", RECALLS, Right.SEE_REGISTRY),
    people("GET", f"{RECALLS}/{{recall_id}}", Right.SEE_REGISTRY, f"{RECALLS}/none"),
    people("POST", RECALLS, Right.PROPOSE_RECALL, json=RECALL),
    people("POST", f"{RECALLS}/reach", Right.PROPOSE_RECALL, json=RECALL),
    people("POST", f"{RECALLS}/{{recall_id}}/end", Right.PROPOSE_RECALL, f"{RECALLS}/none/end", json=END),
    people("PUT", f"{RECALLS}/{{recall_id}}/reply", Right.CHANGE_GOODS, f"{RECALLS}/none/reply", json=REPLY),
    people("GET", VIOLATIONS, Right.SEE_REGISTRY),
    people("GET", f"{VIOLATIONS}/{{violation_id}}", Right.SEE_REGISTRY, f"{VIOLATIONS}/none"),
    people("POST", VIOLATIONS, Right.PROPOSE_VIOLATION, json=VIOLATION),
    people("POST", f"{VIOLATIONS}/{{violation_id}}/end", Right.PROPOSE_VIOLATION, f"{VIOLATIONS}/none/end", json=END),
    people("PUT", f"{VIOLATIONS}/{{violation_id}}/reply", Right.CHANGE_GOODS, f"{VIOLATIONS}/none/reply", json=REPLY),
    people("GET", "/registry/aliases", Right.SEE_REGISTRY, "/registry/aliases?value=HNP00417S"),
    people("GET", f"{PLACE}/aliases", Right.SEE_REGISTRY, f"{NO_PLACE}/aliases"),
    people("POST", f"{PLACE}/aliases", Right.CHANGE_ESTABLISHMENTS, f"{NO_PLACE}/aliases", json=ALIAS),
    people("POST", f"{PLACE}/city-code", Right.CHANGE_ESTABLISHMENTS, f"{NO_PLACE}/city-code", json={"letter": "P"}),
    people("GET", "/registry/units/{unit_id}/on/{day}", Right.SEE_REGISTRY, "/registry/units/nowhere/on/2025-06-30"),
    people("GET", f"{PAPER}/suspensions", Right.SEE_REGISTRY, f"{NO_PAPER}/suspensions"),
    people("GET", f"{PAPER}/holders", Right.CHANGE_CERTIFICATES, f"{NO_PAPER}/holders"),
    people("POST", f"{PAPER}/holders", Right.CHANGE_CERTIFICATES, f"{NO_PAPER}/holders", json={"reference": "1"}),
    people("DELETE", f"{PAPER}/holders/{{reference:path}}", Right.CHANGE_CERTIFICATES, f"{NO_PAPER}/holders/1"),
    people("POST", IMPORTS, Right.CHANGE_GOODS, content=IMPORT_BODY, headers=IMPORT_HEADERS),
    people("GET", f"{IMPORTS}/templates/{{table}}", Right.SEE_REGISTRY, f"{IMPORTS}/templates/lots?form=csv"),
    people("GET", CORRECTIONS, Right.SEE_REGISTRY),
    people("POST", CORRECTIONS, Right.CHANGE_GOODS, json=CORRECTION),
    people("DELETE", f"{CORRECTIONS}/{{gtin}}", Right.CHANGE_GOODS, f"{CORRECTIONS}/09521234543299"),
)
