"""What rows that were given would change: faults, new rows and changed rows. Nothing is written here.

For one request and for a sheet of a hundred thousand rows alike: what stands already, what is named and
whose it is are asked for many rows at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, and_, column, select, values

from kiosk.central.people.rights import Caller
from kiosk.central.registry import tables
from kiosk.central.registry.belonging import PIECE, subjects_of_rows
from kiosk.central.registry.codes import OWN_FOR_EVER, establishments_by_code, owners_of_codes
from kiosk.central.registry.derived import certificate_id, derived_columns
from kiosk.central.registry.labelled import field_of_labels
from kiosk.central.registry.lent import strange_gtins
from kiosk.central.registry.row_kinds import Reference, RowKind, Values
from kiosk.central.registry.rows import GivenRow


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one field of one row. `index` counts the rows given from 0; `field` "" means the whole row.

    `code` is a key of the words (`fault.<code>`), `given` the value, `values` what its sentence names.
    """

    index: int
    field: str
    code: str
    given: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it stands and as it shall be, all columns. `before` None: it is new."""

    index: int
    before: Values | None
    after: Values


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes in the order given, and faults. `unchanged` counts the rows that stand so already."""

    changes: tuple[Change, ...]
    faults: tuple[RowFault, ...]
    unchanged: int


Absent = Mapping[str, frozenset[str]]
"""Ids, by table, that are missing only because their own row has a fault: no second fault is made of it."""


def plan_rows(
    connection: Connection,
    kind: RowKind,
    given: Sequence[GivenRow],
    caller: Caller,
    now: datetime,
    excused: Absent | None = None,
    gtin_range: str = "",
) -> Plan:
    """Return what `given`, by `caller`'s right, would change. Fields that are not set stay as they are.

    `gtin_range` is the first digits of the GTINs that the city lends, as it is set; "" where it lends none.
    """
    rows = [_plain(row) for row in given]
    faults, waiting = _named_by(connection, kind, rows, excused or {})
    if kind.table is tables.certificates:
        rows = [row if row["id"] else {**row, "id": certificate_id(row)} for row in rows]
    faults += _doubles(kind, rows)
    standing = _standing(connection, kind, rows)
    bad = waiting | {fault.index for fault in faults}
    compared = [
        _change(kind, index, standing.get(kind.key_of(row)), row, given[index].model_fields_set, now)
        for index, row in enumerate(rows)
        if index not in bad
    ]
    faults += [one for one in compared if isinstance(one, RowFault)]
    changes = [one for one in compared if isinstance(one, Change)]
    faults += _taken_codes(connection, kind, changes)
    faults += _strangers(connection, kind, changes, caller)
    faults += _lent_elsewhere(connection, kind, changes, gtin_range)
    faults += _labelled(connection, kind, changes, caller)
    bad = {fault.index for fault in faults}
    return Plan(
        tuple(change for change in changes if change.index not in bad),
        tuple(sorted(faults, key=lambda fault: fault.index)),
        compared.count(None),
    )


def _change(
    kind: RowKind, index: int, before: Values | None, row: Values, is_set: Iterable[str], now: datetime
) -> Change | RowFault | None:
    """Return what the row changes; None where it stands so already."""
    if before is None:
        return Change(index, None, {**row, **derived_columns(kind.table, None, row, now)})
    given = {name: row[name] for name in is_set if not (name in kind.kept and row[name] in {"", None})}
    for name in sorted(kind.fixed & given.keys()):
        if given[name] != before[name]:
            return RowFault(index, name, "fixed", str(given[name]))
    if all(before[name] == value for name, value in given.items()):
        return None
    after = {**before, **given}
    return Change(index, before, {**after, **derived_columns(kind.table, before, after, now)})


def _plain(row: GivenRow) -> dict[str, object]:
    """Return a row as its columns hold it."""
    return {name: _plain_value(value) for name, value in row}


def _plain_value(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return [_plain_value(item) for item in value] if isinstance(value, tuple) else value


def _standing(connection: Connection, kind: RowKind, rows: Sequence[Values]) -> Mapping[tuple[object, ...], Values]:
    """Return the rows that stand already, by key.

    Asked for by a join: PostgreSQL compares a list of pairs with every row of the table.
    """
    columns = [kind.table.columns[name] for name in kind.key]
    keys = list(dict.fromkeys(kind.key_of(row) for row in rows))
    found: dict[tuple[object, ...], Values] = {}
    for start in range(0, len(keys), PIECE):
        wanted = values(*(column(one.name, one.type) for one in columns), name="wanted")
        asked = wanted.data(keys[start : start + PIECE]).cte("asked")
        same = and_(*(one == asked.columns[one.name] for one in columns))
        for row in connection.execute(select(kind.table).join(asked, same)).mappings():
            standing = dict(row)
            found[kind.key_of(standing)] = standing
    return found


def _doubles(kind: RowKind, rows: Sequence[Values]) -> list[RowFault]:
    seen: set[tuple[object, ...]] = set()
    faults = []
    for index, row in enumerate(rows):
        key = kind.key_of(row)
        if key in seen:
            faults.append(RowFault(index, kind.key[-1], "double", kind.key_text(row)))
        seen.add(key)
    return faults


def _named_by(
    connection: Connection, kind: RowKind, rows: Sequence[dict[str, object]], excused: Absent
) -> tuple[list[RowFault], set[int]]:
    """Return faults of rows that name what does not exist, and the rows that wait for one with a fault of its own.

    An establishment named by its city code or GLN is replaced by its id.
    """
    faults: list[RowFault] = []
    waiting: set[int] = set()
    for reference in kind.references:
        named = {str(row[reference.field]) for row in rows} - {""}
        own = {str(row[reference.column]) for row in rows} if reference.table is kind.table else set()
        missing = named - own - _existing(connection, reference, named - own)
        by_code = establishments_by_code(connection, missing) if reference.table is tables.establishments else {}
        for index, row in enumerate(rows):
            value = str(row[reference.field])
            if value in by_code:
                row[reference.field] = by_code[value]
            elif value in excused.get(reference.table.name, ()):
                waiting.add(index)
            elif value in missing:
                values = {"table": reference.table.name}
                faults.append(RowFault(index, reference.field, "no_such", value, values))
    return faults, waiting


def _existing(connection: Connection, reference: Reference, named: Iterable[str]) -> set[str]:
    column = reference.table.columns[reference.column]
    wanted = sorted(named)
    return {
        str(value)
        for start in range(0, len(wanted), PIECE)
        for value in connection.execute(select(column).where(column.in_(wanted[start : start + PIECE]))).scalars()
    }


def _taken_codes(connection: Connection, kind: RowKind, changes: Sequence[Change]) -> list[RowFault]:
    """Return a fault for each city code or GLN that is, or ever was, another establishment's."""
    if kind.table is not tables.establishments:
        return []
    faults = []
    for name in OWN_FOR_EVER:
        owners = dict(owners_of_codes(connection, name, {str(change.after[name]) for change in changes} - {""}))
        for change in changes:
            code = str(change.after[name])
            owner = owners.setdefault(code, str(change.after["id"])) if code else change.after["id"]
            if owner != change.after["id"]:
                faults.append(RowFault(change.index, name, "code_taken", code))
    return faults


def _lent_elsewhere(
    connection: Connection, kind: RowKind, changes: Sequence[Change], gtin_range: str
) -> list[RowFault]:
    """Return a fault for each product that comes to an establishment by a number of the city not lent to it."""
    if kind.table is not tables.products:
        return []
    named = {
        change.index: (str(change.after["gtin"]), str(change.after["establishment_id"]))
        for change in changes
        if change.before is None or change.before["establishment_id"] != change.after["establishment_id"]
    }
    strange = strange_gtins(connection, gtin_range, named.values())
    return [RowFault(index, "gtin", "gtin_lent", gtin) for index, (gtin, _) in named.items() if gtin in strange]


def _labelled(connection: Connection, kind: RowKind, changes: Sequence[Change], caller: Caller) -> list[RowFault]:
    """Return a fault for each change that would give more labels to a lot that has some."""
    return [
        RowFault(change.index, field, "labels_issued", str(change.after[field]))
        for change in changes
        if change.before and (field := field_of_labels(connection, kind, change.before, change.after, caller))
    ]


def _strangers(connection: Connection, kind: RowKind, changes: Sequence[Change], caller: Caller) -> list[RowFault]:
    """Return a fault for each row that is not, or shall not be, within the caller's right."""
    if caller.may(kind.right):
        return []
    rows = [row for change in changes for row in (change.before or change.after, change.after)]
    subjects = subjects_of_rows(connection, kind.name, rows)
    return [
        RowFault(change.index, "", "no_right")
        for number, change in enumerate(changes)
        if not all(caller.may(kind.right, subject) for subject in subjects[2 * number : 2 * number + 2])
    ]
