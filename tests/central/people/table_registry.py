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


ROWS = _rows()
