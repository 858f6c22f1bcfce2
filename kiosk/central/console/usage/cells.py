"""Scans as rows of a file, and what makes such values harmless to a spreadsheet. Pure but for the names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Value = str | int | None
Row = Sequence[Value]
COLUMNS: Final = (
    "time_hanoi",
    "market_id",
    "market",
    "kiosk_id",
    "kiosk",
    "level",
    "headline",
    "verdict",
    "gtin",
    "product",
    "lot",
    "establishment_id",
    "establishment",
    "group",
    "read_ms",
    "scan_id",
)
MARK: Final = "\ufeff"
"""Before a CSV file: else Excel reads Vietnamese as another encoding."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="scans" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET: Final = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END: Final = "</sheetData></worksheet>"
FLUSH_BYTES: Final = 64_000


def csv_of(rows: Iterable[Row]) -> Iterator[bytes]:
    """Give a CSV file (RFC 4180, UTF-8) piece by piece. Texts that a spreadsheet would take for formulas get a '."""
    written = io.StringIO(newline="")
    written.write(MARK)
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        if written.tell() >= FLUSH_BYTES:
            yield _taken(written)
    yield _taken(written)


def harmless(value: Value) -> Value:
    """Return a value as no spreadsheet runs it: a text that begins like a formula has a ' before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def xlsx_of(rows: Iterable[Row]) -> Iterator[bytes]:
    """Give an .xlsx file piece by piece: every text is an inline string, which no spreadsheet runs.

    openpyxl and XlsxWriter both hold the whole file back until its end, for which a browser would wait.
    """
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as packed:
        for name, content in _PARTS.items():
            packed.writestr(name, _HEAD + content)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write((_HEAD + _SHEET + _xml_row(COLUMNS)).encode())
            yield sink.taken()
            for row in rows:
                sheet.write(_xml_row(row).encode())
                if sink.waiting >= FLUSH_BYTES:
                    yield sink.taken()
            sheet.write(_END.encode())
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what a ZipFile writes, to be handed on. It cannot seek, so that nothing written is changed later."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, content: object, /) -> int:
        piece = bytes(memoryview(content))  # type: ignore[arg-type]  # what ZipFile gives is a buffer
        self._pieces.append(piece)
        self.waiting += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces, self.waiting = b"".join(self._pieces), [], 0
        return pieces


def _xml_row(row: Row) -> str:
    return f"<row>{''.join(map(_xml_cell, row))}</row>"


def _xml_cell(value: Value) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_NOT_IN_XML.sub("", value))}</t></is></c>'


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()
