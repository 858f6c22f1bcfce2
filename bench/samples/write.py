"""Records → the JSON files of assets/sample: one record a line, so that a change reads as one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench.samples import (
    certificates,
    establishments,
    history,
    kinds,
    lists,
    lots,
    markets,
    movements,
    notices,
    products,
    units,
)
from bench.samples.stories import STORIES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

REGISTRY: dict[str, tuple[DataclassInstance, ...]] = {
    "establishments": establishments.ESTABLISHMENTS,
    "products": products.PRODUCTS,
    "lots": lots.LOTS,
    "certificates": certificates.CERTIFICATES,
    "certificate_kinds": kinds.CERTIFICATE_KINDS,
    "needed_kinds": certificates.NEEDED_KINDS,
    "recalls": notices.RECALLS,
    "violations": notices.VIOLATIONS,
    "markets": markets.MARKETS,
    "stalls": markets.STALLS,
    "units": units.UNITS,
    "unit_successors": units.UNIT_SUCCESSORS,
    "issued_serials": lots.ISSUED,
}


def write_records(folder: Path) -> None:
    """Write the registry, movements, history, lists and story labels."""
    (folder / "registry").mkdir(parents=True, exist_ok=True)
    for name, records in REGISTRY.items():
        _write(folder / "registry" / f"{name}.json", _list(map(asdict, records)))
    _write(folder / "history.json", _object(checks=map(asdict, history.checks()), flags=map(asdict, history.flags())))
    _write(folder / "labels.json", _list(map(asdict, STORIES)))
    _write(folder / "lists.json", json.dumps(_lists(), ensure_ascii=False, indent=1, default=_text))
    _write(folder / "practice_keys.json", json.dumps(lists.practice_keys(), ensure_ascii=False, indent=1))
    _write(folder / "movements.jsonld", _document())


def _lists() -> dict[str, object]:
    return {"trust": lists.trust_list(), "schemes": [asdict(scheme) for scheme in lists.SCHEMES]}


def _document() -> str:
    """Return the EPCIS document, one event a line."""
    document = movements.document()
    body = document.pop("epcisBody")
    assert isinstance(body, dict)
    head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "epcisBody": {{"eventList": {_list(body["eventList"])}}}\n}}'


def _list(rows: Iterable[object]) -> str:
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, default=_text) for row in rows) + "\n]"


def _object(**lists_by_name: Iterable[object]) -> str:
    return "{\n" + ",\n".join(f'"{name}": {_list(rows)}' for name, rows in lists_by_name.items()) + "\n}"


def _text(value: object) -> str:
    assert isinstance(value, date), value
    return value.isoformat()


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")
