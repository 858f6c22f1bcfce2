"""A registry folder of JSON files into the database: all of it, or nothing and one fault.

Loading the same folder again changes nothing; a corrected folder corrects its rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.central.epcis.movements import read_movements
from kiosk.central.epcis.places import Places
from kiosk.central.epcis.store import Origin, Outcome, renew_movements, store
from kiosk.central.lookups import tables as history
from kiosk.central.registry import tables
from kiosk.central.registry.codes import keep_codes
from kiosk.central.registry.folded import folded_columns
from kiosk.central.registry.read import (
    REMEDY,
    EarlierCheck,
    IssuedSerials,
    RaisedFlag,
    fault_at,
    read_json,
    read_rows,
    refuse_doubles,
    rows_of,
)
from kiosk.central.registry.records import (
    CertificateKind,
    PublishedRecall,
    PublishedViolation,
    Stall,
    Unit,
    UnitSuccessor,
    row_of_record,
)
from kiosk.central.registry.schemes import scheme_rows
from kiosk.central.registry.scopes import write_scopes
from kiosk.central.seals.practice import load_practice_keys
from kiosk.central.seals.publishing import store_lists
from kiosk.errors import ListError
from kiosk.records.history import FlagKind
from kiosk.records.registry import (
    Certificate,
    Establishment,
    Lot,
    Market,
    NeededKinds,
    Product,
    Recall,
)
from kiosk.trust.read import lists_from_json, trust_list_from_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reference:
    """A field whose value must be a key of another file, or empty."""

    field: str
    file: str


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """One file of the folder `registry`, the record in its rows, and the table that holds them."""

    name: str
    record: type[DataclassInstance]
    table: Table
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    is_required: bool = True


_OF_ESTABLISHMENT = (Reference("establishment_id", "establishments.json"),)

FILES = (
    RegistryFile("establishments.json", Establishment, tables.establishments, ("id",)),
    RegistryFile("markets.json", Market, tables.markets, ("id",)),
    RegistryFile("products.json", Product, tables.products, ("gtin",), _OF_ESTABLISHMENT),
    RegistryFile(
        "lots.json",
        Lot,
        tables.lots,
        ("gtin", "lot"),
        (Reference("gtin", "products.json"), Reference("destination_market_id", "markets.json")),
    ),
    RegistryFile("certificates.json", Certificate, tables.certificates, ("id",), _OF_ESTABLISHMENT),
    RegistryFile("needed_kinds.json", NeededKinds, tables.needed_kinds, (), is_required=False),
    RegistryFile("recalls.json", PublishedRecall, tables.recalls, ("id",), is_required=False),
    RegistryFile(
        "violations.json", PublishedViolation, tables.violations, ("id",), _OF_ESTABLISHMENT, is_required=False
    ),
    RegistryFile(
        "stalls.json",
        Stall,
        tables.stalls,
        ("id",),
        (Reference("market_id", "markets.json"), *_OF_ESTABLISHMENT),
        is_required=False,
    ),
    RegistryFile(
        "certificate_kinds.json", CertificateKind, tables.certificate_kinds, ("kind", "first_day"), is_required=False
    ),
    RegistryFile("units.json", Unit, tables.units, ("id",), (Reference("parent_id", "units.json"),), is_required=False),
    RegistryFile(
        "unit_successors.json",
        UnitSuccessor,
        tables.unit_successors,
        ("unit_id", "successor_id"),
        (Reference("unit_id", "units.json"), Reference("successor_id", "units.json")),
        is_required=False,
    ),
    RegistryFile("issued_serials.json", IssuedSerials, tables.serials, ("gtin", "lot"), is_required=False),
)
"""In the order of loading: what is referred to comes first."""

Content = Mapping[str, tuple["DataclassInstance", ...]]


def load_registry(connection: Connection, folder: Path) -> None:
    """Load `folder` (registry/*.json, and movements.jsonld, history.json, lists.json where present).

    Runs in the caller's transaction. Raises ListError that names the file, the row, the field
    and the fault.
    """
    content = {file.name: _read(folder / "registry" / file.name, file) for file in FILES}
    _refuse_loose_references(content)
    places = Places.of(content["establishments.json"], content["markets.json"])
    for file in FILES:
        _store(connection, file, content[file.name])
    keep_codes(connection, [one for one in content["establishments.json"] if isinstance(one, Establishment)])
    write_scopes(connection, [one for one in content["recalls.json"] if isinstance(one, Recall)])
    for name, load in _BESIDE.items():
        if (folder / name).exists():
            load(connection, folder / name, places)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert `rows`, all of the same columns, correcting those whose primary key stands already."""
    if not rows:
        return
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    changed = {name: insert.excluded[name] for name in rows[0] if not table.columns[name].primary_key}
    statement = (
        insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
        if changed
        else insert.on_conflict_do_nothing()
    )
    connection.execute(statement, list(rows))


def _read(path: Path, file: RegistryFile) -> tuple[DataclassInstance, ...]:
    if not file.is_required and not path.exists():
        return ()
    rows = read_rows(path, file.record)
    if file.key:
        refuse_doubles(file.name, [tuple(getattr(row, part) for part in file.key) for row in rows], file.key)
    return rows


def _refuse_loose_references(content: Content) -> None:
    keys = {
        file.name: {getattr(row, file.key[0]) for row in content[file.name]} for file in FILES if len(file.key) == 1
    }
    for file in FILES:
        for number, row in enumerate(content[file.name], start=1):
            for reference in file.references:
                value = getattr(row, reference.field)
                if value != "" and value not in keys[reference.file]:
                    raise fault_at(file.name, number, reference.field, f"{value!r} is not in {reference.file}")


def _store(connection: Connection, file: RegistryFile, records: tuple[DataclassInstance, ...]) -> None:
    if file.table is tables.needed_kinds:
        connection.execute(delete(tables.needed_kinds))
        rows = [{**row_of_record(record), "position": position} for position, record in enumerate(records)]
    elif file.table is tables.serials:
        rows = [
            {"gtin": record.gtin, "lot": record.lot, "serial": serial}
            for record in records
            if isinstance(record, IssuedSerials)
            for serial in record.serials
        ]
    else:
        rows = [row_of_record(record) for record in records]
        rows = [{**row, **folded_columns(file.table, row)} for row in rows]
    upsert(connection, file.table, rows)


def _load_movements(connection: Connection, path: Path, places: Places) -> None:
    context, statements = read_movements(path)
    at = max((statement.at for statement in statements), default=datetime.fromtimestamp(0, UTC))
    outcomes = store(connection, statements, places, Origin(context["@context"], "", at))
    for number, outcome in enumerate(outcomes, start=1):
        if outcome is Outcome.REFUSED:
            raise fault_at(path.name, number, "eventID", "this event stands already, with another content")
    renew_movements(connection, statements, places)


def _load_history(connection: Connection, path: Path, _places: Places) -> None:
    content = read_json(path)
    if not isinstance(content, dict) or not set(content) <= {"checks", "flags"}:
        raise ListError("REG-02", f"{path.name} holds no object with the lists checks and flags.", REMEDY)
    checks = rows_of(f"{path.name} (checks)", content.get("checks", []), EarlierCheck)
    flags = rows_of(f"{path.name} (flags)", content.get("flags", []), RaisedFlag)
    for number, flag in enumerate(flags, start=1):
        if flag.kind not in set(FlagKind):
            raise fault_at(f"{path.name} (flags)", number, "kind", f"{flag.kind!r} is none of {', '.join(FlagKind)}")
    upsert(
        connection,
        history.checks,
        [{**asdict(check), "kiosk_id": check.kiosk_id or check.market_id} for check in checks],
    )
    upsert(connection, history.flags, [asdict(flag) for flag in flags])


def _load_lists(connection: Connection, path: Path, _places: Places) -> None:
    content = read_json(path)
    trust = content.get("trust", content) if isinstance(content, dict) else None
    if not isinstance(trust, dict) or not isinstance(trust.get("version"), int):
        raise ListError("REG-03", f"{path.name}, field 'version': a whole number is missing.", REMEDY)
    read = trust_list_from_json(json.dumps(trust), path.name)
    assert isinstance(content, dict)
    store_lists(connection, content, read)
    if "trust" in content:
        upsert(connection, tables.label_schemes, scheme_rows(lists_from_json(json.dumps(content), path.name).schemes))


def _load_practice_keys(connection: Connection, path: Path, _places: Places) -> None:
    load_practice_keys(connection, path)


_BESIDE: Mapping[str, Callable[[Connection, Path, Places], None]] = {
    "movements.jsonld": _load_movements,
    "history.json": _load_history,
    "lists.json": _load_lists,
    "practice_keys.json": _load_practice_keys,
}
"""Files beside the folder `registry`, each loaded where it stands."""
