"""Sheets into the registry, from the machine of the central service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kiosk.central.imports.columns import Headed
from kiosk.central.imports.run import import_sheets, read_sheets
from kiosk.central.imports.sheets import MAX_FILE_BYTES, SheetFault, Source
from kiosk.central.imports.templates import template_csv, template_xlsx
from kiosk.central.imports.told import ToldImport, fault_line, table_lines, told
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.row_kinds import BY_NAME
from kiosk.errors import KioskError, StoreError
from kiosk.processes.central.database import open_migrated
from kiosk.words import Words


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Files as they were read: their sheets, and what is wrong with them so far."""

    sheets: Sequence[Headed]
    faults: Sequence[SheetFault]

    @property
    def lines(self) -> int:
        """How many lines there are to import."""
        return sum(len(headed.sheet.lines) for headed in self.sheets)


def read_files(paths: Sequence[Path]) -> ReadFiles:
    """Return the sheets in the files. Raises KioskError IMP-01 for one that cannot be read at all."""
    return ReadFiles(*read_sheets([_source(path) for path in paths]))


def import_files(
    database_url: str,
    read: ReadFiles,
    now: datetime,
    language: str,
    *,
    is_dry_run: bool,
    gtin_range: str,
    progress: Callable[[int], None],
) -> ToldImport:
    """Import all, or nothing and every fault, and return what became of it. Raises StoreError for the database."""
    engine = open_migrated(database_url)
    try:
        outcome = import_sheets(
            engine,
            OPERATOR,
            now,
            read.sheets,
            read.faults,
            is_dry_run=is_dry_run,
            gtin_range=gtin_range,
            progress=progress,
        )
    except DBAPIError as fault:
        raise StoreError(
            "STO-10",
            f"The central database cannot be used: {' '.join(str(fault.orig).split())}.",
            "Nothing was imported. Check that the server runs and that nobody else imports, and import again.",
        ) from fault
    finally:
        engine.dispose()
    return told(outcome, Words(language))


def import_lines(outcome: ToldImport, language: str, *, is_dry_run: bool) -> tuple[list[str], list[str]]:
    """Return what stands on standard output, and the faults and their sum for standard error."""
    words = Words(language)
    if not outcome.faults:
        return [*table_lines(outcome.tables, words), words("import.dry_run" if is_dry_run else "import.written")], []
    lines = [fault_line(fault, words) for fault in outcome.faults]
    if outcome.further_faults:
        lines.append(words("import.further", count=outcome.further_faults))
    return [], [*lines, words("import.nothing_written")]


def write_template(table: str, path: Path, language: str) -> None:
    """Write a template. Raises KioskError IMP-02 for an unknown table, IMP-03 where the file cannot be written."""
    kind = BY_NAME.get(table)
    if kind is None:
        raise KioskError("IMP-02", f"There is no table {table!r}.", f"Give one of: {', '.join(BY_NAME)}.")
    words = Words(language)
    content = template_xlsx(kind, words) if path.suffix.lower() == ".xlsx" else template_csv(kind, words)
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise KioskError(
            "IMP-03", f"The template cannot be written to {str(path)!r}: {fault.strerror}.", "Give another --output."
        ) from fault


def _source(path: Path) -> Source:
    try:
        with path.open("rb") as file:
            return Source(path.name, file.read(MAX_FILE_BYTES + 1))
    except OSError as fault:
        raise KioskError(
            "IMP-01", f"{str(path)!r} cannot be read: {fault.strerror}.", "Give CSV or XLSX files that are there."
        ) from fault
