"""Faults and outcomes of an import, as they are told: in the language of who filled in the sheets."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from kiosk.central.imports.run import ImportOutcome
from kiosk.central.imports.sheets import SheetFault
from kiosk.codes.escape import printable
from kiosk.words import Words


class ToldFault(BaseModel):
    """One fault: where, what was given, and what would be right, in words."""

    model_config = ConfigDict(frozen=True)

    file: str
    sheet: str
    line: int
    column: str
    given: str
    code: str
    message: str


class ToldTable(BaseModel):
    """What became, or would become, of the lines of one table."""

    model_config = ConfigDict(frozen=True)

    table: str
    created: int
    changed: int
    unchanged: int


class ToldImport(BaseModel):
    """What an import did. With faults, or as a dry run, nothing was written."""

    model_config = ConfigDict(frozen=True)

    is_written: bool
    tables: list[ToldTable]
    faults: list[ToldFault]
    further_faults: int
    """How many more there are than are told one by one."""


def told(outcome: ImportOutcome, words: Words) -> ToldImport:
    """Return what `outcome` is in words."""
    return ToldImport(
        is_written=outcome.is_written,
        tables=[
            ToldTable(table=one.table, created=one.created, changed=one.changed, unchanged=one.unchanged)
            for one in outcome.tables
        ],
        faults=[_told_fault(fault, words) for fault in outcome.faults],
        further_faults=outcome.further_faults,
    )


def fault_line(fault: ToldFault, words: Words) -> str:
    """Return one fault as one line: where, what is wrong, what was given."""
    where = [fault.file, *([fault.sheet] if fault.sheet else [])]
    if fault.line:
        where.append(words("import.line", line=fault.line))
    if fault.column:
        where.append(words("import.column", column=fault.column))
    given = " " + words("import.given", given=fault.given) if fault.given else ""
    return printable(f"{', '.join(where)}: {fault.message}{given}")


def table_lines(tables: Iterable[ToldTable], words: Words) -> list[str]:
    """Return one line for each table."""
    return [
        words(
            "import.table",
            table=words(f"table.{one.table}"),
            created=one.created,
            changed=one.changed,
            unchanged=one.unchanged,
        )
        for one in tables
    ]


def _told_fault(fault: SheetFault, words: Words) -> ToldFault:
    values = dict(fault.values)
    if "table" in values:
        values["table"] = words(f"table.{values['table']}")
    return ToldFault(
        file=fault.file,
        sheet=fault.sheet,
        line=fault.line,
        column=fault.column,
        given=fault.given,
        code=fault.code,
        message=words(f"fault.{fault.code}", **{"right": "", "limit": "", "table": "", **values}),
    )
