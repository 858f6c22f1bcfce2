"""Which table a sheet holds, by its headers: in Vietnamese, in English, without marks, or as fields are named."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kiosk.central.imports.sheets import Sheet, SheetFault, is_blank
from kiosk.central.registry.folded import fold
from kiosk.central.registry.row_kinds import ROW_KINDS, RowKind
from kiosk.central.registry.rules import Form
from kiosk.words import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `default` is what an empty cell means; a field that is required has none."""

    field: str
    form: Form
    is_required: bool
    default: object


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet whose table is known. `fields` are those of its columns, "" for one that is passed over."""

    sheet: Sheet
    kind: RowKind
    fields: tuple[str, ...]


@lru_cache
def columns_of(kind: RowKind) -> tuple[Column, ...]:
    """Return the columns of a table in the order of its fields."""
    return tuple(
        Column(
            name,
            next((item for item in field.metadata if isinstance(item, Form)), Form.TEXT),
            field.is_required(),
            None if field.is_required() else field.get_default(),
        )
        for name, field in kind.row.model_fields.items()
    )


FORMERLY: Mapping[str, tuple[str, ...]] = {"quantity": ("Số tem",)}
"""Headers of templates that were given out before: a sheet that somebody keeps is still read."""


def header_of(words: Words, field: str) -> str:
    """Return what a column is headed with."""
    return words(f"column.{field}")


def recognise(sheet: Sheet) -> Headed | list[SheetFault]:
    """Return what table `sheet` holds, or why nobody can tell.

    It is the table whose required columns all stand there, and most of whose columns do; a title or a
    name of the file that is the table's decides where two fit.
    """
    folded = [fold(header.replace("*", " ").replace("_", " ")) for header in sheet.headers]
    named = [kind for kind in ROW_KINDS if _is_named(sheet, kind)]
    fitting = [kind for kind in ROW_KINDS if _required(kind) <= {_names(kind).get(header, "") for header in folded}]
    best = max(fitting, key=lambda kind: (_known(kind, folded), kind in named), default=None)
    if best is None:
        return [_no_table(sheet, named, folded)]
    return _headed(sheet, best, folded)


def _headed(sheet: Sheet, kind: RowKind, folded: Sequence[str]) -> Headed | list[SheetFault]:
    names = _names(kind)
    fields = tuple(names.get(header, "") for header in folded)
    faults = []
    for position, (header, field) in enumerate(zip(sheet.headers, fields, strict=True)):
        if field and field in fields[:position]:
            faults.append(_header_fault(sheet, header, "double_column"))
        elif not field and (header or _holds_something(sheet, position)):
            near = difflib.get_close_matches(folded[position], names, 1)
            right = _as_written(names[near[0]]) if near else ", ".join(_all_headers(kind))
            faults.append(_header_fault(sheet, header, "unknown_column", right=right))
    return faults or Headed(sheet, kind, fields)


def _no_table(sheet: Sheet, named: Sequence[RowKind], folded: Sequence[str]) -> SheetFault:
    if not named:
        return _header_fault(sheet, ", ".join(sheet.headers)[:200], "no_table")
    kind = max(named, key=lambda one: _known(one, folded))
    missing = _required(kind) - {_names(kind).get(header, "") for header in folded}
    lacking = ", ".join(_as_written(column.field) for column in columns_of(kind) if column.field in missing)
    return _header_fault(sheet, "", "missing_columns", right=lacking)


def _header_fault(sheet: Sheet, given: str, code: str, **values: str) -> SheetFault:
    return SheetFault(sheet.file, sheet.title, sheet.header_line, "", given, code, tuple(values.items()))


def _is_named(sheet: Sheet, kind: RowKind) -> bool:
    stem = fold((sheet.title or sheet.file.rpartition("/")[2].rpartition(".")[0]).replace("_", " ").replace("-", " "))
    return any(name in stem for name in _table_names(kind))


def _holds_something(sheet: Sheet, position: int) -> bool:
    return any(position < len(line.cells) and not is_blank(line.cells[position]) for line in sheet.lines)


def _known(kind: RowKind, folded: Sequence[str]) -> int:
    return sum(header in _names(kind) for header in folded)


def _as_written(field: str) -> str:
    return f"{header_of(_words()[0], field)} ({field})"


def _all_headers(kind: RowKind) -> Iterator[str]:
    return (header_of(_words()[0], column.field) for column in columns_of(kind))


@lru_cache
def _required(kind: RowKind) -> frozenset[str]:
    return frozenset(column.field for column in columns_of(kind) if column.is_required)


@lru_cache
def _names(kind: RowKind) -> Mapping[str, str]:
    """Return header, folded → field: each language's word and the field's own name."""
    names = {}
    for column in columns_of(kind):
        names[fold(column.field.replace("_", " "))] = column.field
        for header in (*FORMERLY.get(column.field, ()), *(header_of(words, column.field) for words in _words())):
            names[fold(header)] = column.field
    return names


@lru_cache
def _table_names(kind: RowKind) -> frozenset[str]:
    return frozenset({fold(kind.name.replace("_", " ")), *(fold(words(f"table.{kind.name}")) for words in _words())})


@lru_cache
def _words() -> tuple[Words, ...]:
    return tuple(Words(language) for language in LANGUAGES)
