"""One import: all its files together, or nothing. Every fault is found, none is written about twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from kiosk.central.imports.columns import Headed, recognise
from kiosk.central.imports.csv_files import read_csv
from kiosk.central.imports.rows_read import GivenLine, cell_of, fault_at, read_line
from kiosk.central.imports.sheets import (
    MAX_FILE_BYTES,
    MAX_LINES,
    Line,
    Sheet,
    SheetFault,
    Source,
    UnreadableFileError,
    unreadable,
)
from kiosk.central.imports.xlsx_files import read_xlsx
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller
from kiosk.central.registry.plan import Plan, plan_rows
from kiosk.central.registry.row_kinds import ROW_KINDS, RowKind
from kiosk.central.registry.write import write_changes

LINES_AT_ONCE = 1000
MAX_FAULTS = 1000
"""Faults that are told one by one; the rest are counted."""
_ZIP = b"PK\x03\x04"

Progress = Callable[[int], None]
"""Is told how many more lines are done."""


@dataclass(frozen=True, slots=True)
class TableCount:
    """What became of the lines of one table."""

    table: str
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, or would do. With faults nothing was written."""

    tables: tuple[TableCount, ...]
    faults: tuple[SheetFault, ...]
    further_faults: int
    is_written: bool


@dataclass(slots=True)
class _Found:
    """What is gathered on the way through the sheets."""

    faults: list[SheetFault] = field(default_factory=list)
    further: int = 0
    excused: dict[str, frozenset[str]] = field(default_factory=dict)
    counts: dict[str, TableCount] = field(default_factory=dict)
    gtin_range: str = ""

    def add(self, faults: Iterable[SheetFault]) -> None:
        """Keep faults, up to the number that is told."""
        for fault in faults:
            if len(self.faults) < MAX_FAULTS:
                self.faults.append(fault)
            else:
                self.further += 1


def read_sheets(sources: Sequence[Source]) -> tuple[list[Headed], list[SheetFault]]:
    """Return the sheets of all files with their tables, in the order in which they are written, and what is wrong."""
    found: list[Headed] = []
    faults: list[SheetFault] = []
    for source in sources:
        try:
            sheets = _sheets(source)
        except UnreadableFileError as wrong:
            faults.append(wrong.fault)
            continue
        for sheet in sheets:
            headed = recognise(sheet)
            if isinstance(headed, Headed):
                found.append(headed)
            else:
                faults.extend(headed)
    if sum(len(headed.sheet.lines) for headed in found) > MAX_LINES:
        faults.append(unreadable(sources[0].name, "too_many_lines", limit=str(MAX_LINES)).fault)
    order = {kind.name: place for place, kind in enumerate(ROW_KINDS)}
    return sorted(found, key=lambda headed: order[headed.kind.name]), faults


def import_sheets(
    engine: Engine,
    caller: Caller,
    now: datetime,
    sheets: Sequence[Headed],
    faults: Sequence[SheetFault],
    *,
    is_dry_run: bool,
    gtin_range: str = "",
    progress: Progress = lambda _lines: None,
) -> ImportOutcome:
    """Write all of `sheets` in one transaction, or find all that is wrong with them and write nothing.

    `gtin_range` as `plan_rows` takes it.
    """
    found = _Found(gtin_range=gtin_range)
    found.add(faults)
    with engine.connect() as connection:
        transaction = connection.begin()
        for kind in ROW_KINDS:
            own = [headed for headed in sheets if headed.kind is kind]
            if own:
                _import_table(connection, Deed(caller, kind.right, now), kind, own, found, progress)
        is_written = not found.faults and not is_dry_run
        if is_written:
            transaction.commit()
        else:
            transaction.rollback()
    return ImportOutcome(tuple(found.counts.values()), tuple(found.faults), found.further, is_written)


def _sheets(source: Source) -> list[Sheet]:
    if len(source.content) > MAX_FILE_BYTES:
        raise unreadable(source.name, "file_too_large", limit=str(MAX_FILE_BYTES // 1_000_000))
    sheets = read_xlsx(source) if source.content.startswith(_ZIP) else read_csv(source)
    if not sheets:
        raise unreadable(source.name, "no_lines")
    return sheets


def _import_table(
    connection: Connection, deed: Deed, kind: RowKind, sheets: Sequence[Headed], found: _Found, progress: Progress
) -> None:
    """Read, plan and write one table, a thousand lines at a time; one that names itself all at once."""
    seen: dict[str, tuple[Headed, Line]] = {}
    is_own = any(reference.table is kind.table for reference in kind.references)
    at_once = MAX_LINES if is_own else LINES_AT_ONCE
    for headed in sheets:
        for start in range(0, len(headed.sheet.lines), at_once):
            lines = headed.sheet.lines[start : start + at_once]
            given = _given(kind, headed, lines, found, seen)
            plan = plan_rows(
                connection, kind, [one.row for one in given], deed.caller, deed.at, found.excused, found.gtin_range
            )
            found.add(
                fault_at(headed, given[fault.index].line, fault.field, fault.code, **fault.values)
                for fault in plan.faults
            )
            _excuse(kind, found, headed, [given[fault.index].line for fault in plan.faults])
            write_changes(connection, deed, kind, plan.changes)
            _count(found, kind, plan)
            progress(len(lines))


def _given(
    kind: RowKind,
    headed: Headed,
    lines: Sequence[Line],
    found: _Found,
    seen: dict[str, tuple[Headed, Line]],
) -> list[GivenLine]:
    """Return the rows of `lines` that are right in themselves and stand once in this import."""
    given: list[GivenLine] = []
    bad: list[Line] = []
    for line in lines:
        one = read_line(headed, line)
        if not isinstance(one, GivenLine):
            found.add(one)
            bad.append(line)
            continue
        key = "/".join(str(getattr(one.row, name)) for name in kind.key)
        first = seen.setdefault(key, (headed, line)) if key else (headed, line)
        if first[1] is line:
            given.append(one)
        else:
            where = f"{first[0].sheet.file}, {first[1].number}"
            found.add([fault_at(headed, line, kind.key[-1], "double", right=where)])
    _excuse(kind, found, headed, bad)
    return given


def _excuse(kind: RowKind, found: _Found, headed: Headed, lines: Sequence[Line]) -> None:
    """Remember the names of lines with a fault of their own, so that what names them is not found wrong too."""
    names = {cell_of(headed, line, name) for line in lines for name in (kind.key[0], "city_code", "gln")} - {""}
    names |= {name.zfill(14) for name in names if name.isdigit() and len(name) < 14}
    if names:
        found.excused[kind.table.name] = found.excused.get(kind.table.name, frozenset()) | names


def _count(found: _Found, kind: RowKind, plan: Plan) -> None:
    before = found.counts.get(kind.name, TableCount(kind.name, 0, 0, 0))
    created = sum(change.before is None for change in plan.changes)
    found.counts[kind.name] = TableCount(
        kind.name,
        before.created + created,
        before.changed + len(plan.changes) - created,
        before.unchanged + plan.unchanged,
    )
