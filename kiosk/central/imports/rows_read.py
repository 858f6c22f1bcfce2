"""Lines of a sheet → rows that were given, or every fault of a line with its column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.central.imports.cells import CHOICES, WrongCell, read_cell, shown
from kiosk.central.imports.columns import Column, Headed, columns_of
from kiosk.central.imports.sheets import Cell, Line, SheetFault, is_blank
from kiosk.central.registry.row_kinds import RowKind
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rules import Form

CODES: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", ""),
    "string_too_short": ("missing", ""),
    "string_too_long": ("too_long", "max_length"),
    "too_long": ("too_many", "max_length"),
    "greater_than_equal": ("too_small", "ge"),
    "less_than_equal": ("too_large", "le"),
    "enum": ("choice", "expected"),
}
"""Kinds of pydantic's own errors: the code of ours, and what of their context is the right value."""


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A row, and where it stands."""

    line: Line
    row: GivenRow


def read_line(headed: Headed, line: Line) -> GivenLine | list[SheetFault]:
    """Return the row that `line` gives, or all that is wrong with it."""
    values: dict[str, object] = {}
    faults: list[SheetFault] = []
    columns = _columns(headed.kind)
    for position, field in enumerate(headed.fields):
        cell = line.cells[position] if position < len(line.cells) else None
        if not field:
            continue
        try:
            _put(values, columns[field], cell)
        except WrongCell as wrong:
            values[field] = None
            faults.append(fault_at(headed, line, field, wrong.code))
    if len(line.cells) > len(headed.fields):
        faults.append(fault_at(headed, line, "", "cell_without_header"))
    try:
        row = headed.kind.row.model_validate(values)
    except ValidationError as wrong:
        bad = {fault.column for fault in faults}
        found = [_fault_of(headed, line, error) for error in wrong.errors(include_url=False)]
        return faults + [fault for fault in found if fault.column not in bad or not fault.column]
    return faults or GivenLine(line, row)


def fault_at(headed: Headed, line: Line, field: str, code: str, **values: str) -> SheetFault:
    """Return the fault of one cell, by the header that its column has."""
    sheet = headed.sheet
    position = headed.fields.index(field) if field in headed.fields else -1
    header = sheet.headers[position] if position >= 0 and field else ""
    cell = line.cells[position] if field and 0 <= position < len(line.cells) else None
    return SheetFault(sheet.file, sheet.title, line.number, header, shown(cell)[:80], code, tuple(values.items()))


def cell_of(headed: Headed, line: Line, field: str) -> str:
    """Return what stands in a column, as a person would read it; "" where the sheet has no such column."""
    position = headed.fields.index(field) if field in headed.fields else len(line.cells)
    return shown(line.cells[position]).strip() if position < len(line.cells) else ""


def _put(values: dict[str, object], column: Column, cell: Cell) -> None:
    """Set the value of a cell. An empty one empties a text or a day, and leaves a yes, a no or a choice as it was."""
    if not is_blank(cell):
        values[column.field] = read_cell(cell, column.field, column.form)
    elif not column.is_required and column.form is not Form.YES_NO and column.field not in CHOICES:
        values[column.field] = column.default


def _fault_of(headed: Headed, line: Line, error: ErrorDetails) -> SheetFault:
    field = str(error["loc"][0]) if error["loc"] else ""
    context = error.get("ctx", {})
    code, named = CODES.get(error["type"], (error["type"], "right"))
    values = {"right": str(context[named])} if named in context else {}
    return fault_at(headed, line, field, code, **values)


@lru_cache
def _columns(kind: RowKind) -> Mapping[str, Column]:
    return {column.field: column for column in columns_of(kind)}
