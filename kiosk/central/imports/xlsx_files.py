"""XLSX workbooks, each sheet a table. They come from strangers: bounded before and while they are read.

A workbook is a ZIP of XML: what it would unpack to is counted first, and a document type declaration,
by which XML is blown up, is refused. Formulas are not evaluated.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import ParseError

from kiosk.central.imports.sheets import (
    MAX_CELL_LETTERS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_LINES,
    MAX_SHEETS,
    Cell,
    Line,
    Sheet,
    Source,
    is_blank,
    sheet_of,
    unreadable,
)

MAX_PARTS = 1000
MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 200
"""Sheets of text pack to a twentieth; what packs to less than a two-hundredth is made to harm."""
_PIECE = 1 << 16
_DOCTYPE = b"<!DOCTYPE"
_NOT_A_WORKBOOK = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What openpyxl and zipfile raise, one or another, for a workbook that is none."""


def read_xlsx(source: Source) -> list[Sheet]:
    """Return the sheets in `source` that hold something. Raises UnreadableFileError."""
    from openpyxl import load_workbook  # brings NumPy: only who brings a workbook waits for it

    _refuse_bombs(source)
    try:
        workbook = load_workbook(io.BytesIO(source.content), read_only=True, keep_links=False)
    except _NOT_A_WORKBOOK as fault:
        raise unreadable(source.name, "not_xlsx") from fault
    try:
        if len(workbook.sheetnames) > MAX_SHEETS:
            raise unreadable(source.name, "too_many_sheets", limit=str(MAX_SHEETS))
        found = []
        for worksheet in workbook.worksheets:
            rows: Iterator[tuple[object, ...]] = worksheet.iter_rows(values_only=True)
            sheet = sheet_of(source.name, worksheet.title, _lines(source.name, worksheet.title, rows))
            if sheet is not None:
                found.append(sheet)
        return found
    except _NOT_A_WORKBOOK as fault:
        raise unreadable(source.name, "not_xlsx") from fault
    finally:
        workbook.close()


def _lines(file: str, title: str, rows: Iterator[tuple[object, ...]]) -> list[Line]:
    lines: list[Line] = []
    cells_read = 0
    for number, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        while cells and is_blank(cells[-1]):
            cells.pop()
        if number > MAX_LINES + 1000 or cells_read > MAX_CELLS:
            raise unreadable(file, "too_many_lines", title, number, limit=str(MAX_LINES))
        if not cells:
            continue
        cells_read += len(cells)
        if len(cells) > MAX_COLUMNS:
            raise unreadable(file, "too_many_columns", title, number, limit=str(MAX_COLUMNS))
        if any(isinstance(cell, str) and len(cell) > MAX_CELL_LETTERS for cell in cells):
            raise unreadable(file, "cell_too_long", title, number, limit=str(MAX_CELL_LETTERS))
        lines.append(Line(number, tuple(cells)))
    return lines


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool | date | datetime | time | timedelta):
        return value
    return str(value)


def _refuse_bombs(source: Source) -> None:
    """Refuse what unpacks to too much, by what its table of contents says and by what really comes out."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > min(MAX_UNPACKED_BYTES, MAX_RATIO * len(source.content)):
                raise unreadable(source.name, "too_large_unpacked")
            for part in parts:
                _refuse_part(source.name, packed, part)
    except _NOT_A_WORKBOOK as fault:
        raise unreadable(source.name, "not_xlsx") from fault


def _refuse_part(file: str, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if not part.filename.endswith((".xml", ".rels")):
        return
    before, read_bytes = b"", 0
    with packed.open(part) as content:
        while piece := content.read(_PIECE):
            read_bytes += len(piece)
            if read_bytes > part.file_size:
                raise unreadable(file, "too_large_unpacked")
            if _DOCTYPE in before + piece or b"\x00" in piece:
                raise unreadable(file, "not_xlsx")
            before = piece[-len(_DOCTYPE) :]
