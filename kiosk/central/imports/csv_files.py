"""CSV files as Excel writes them: UTF-8, with a comma or, in a Vietnamese Excel, a semicolon."""

from __future__ import annotations

import csv
import io

from kiosk.central.imports.sheets import (
    MAX_CELL_LETTERS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_LINES,
    Line,
    Sheet,
    Source,
    is_blank,
    sheet_of,
    unreadable,
)

SEPARATORS = (",", ";", "\t")


def read_csv(source: Source) -> list[Sheet]:
    """Return the sheet in `source`; none where it is empty. Raises UnreadableFileError."""
    text = _decoded(source)
    separator = _separator(text)
    lines: list[Line] = []
    cells_read = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if all(map(is_blank, row)):
                continue
            while is_blank(row[-1]):
                row.pop()
            cells_read += len(row)
            _refuse_too_much(source.name, reader.line_num, row, len(lines), cells_read)
            lines.append(Line(reader.line_num, tuple(row)))
    except csv.Error as fault:
        raise unreadable(source.name, "csv_form", line=reader.line_num) from fault
    sheet = sheet_of(source.name, "", lines)
    return [] if sheet is None else [sheet]


def _decoded(source: Source) -> str:
    """Return the text; the fault names the first line that is not UTF-8."""
    if source.content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise unreadable(source.name, "not_utf8", line=1)
    try:
        return source.content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise unreadable(source.name, "not_utf8", line=source.content.count(b"\n", 0, fault.start) + 1) from fault


def _separator(text: str) -> str:
    """Return the separator that the first line that holds something has most of, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _refuse_too_much(file: str, line: int, row: list[str], lines: int, cells: int) -> None:
    if len(row) > MAX_COLUMNS:
        raise unreadable(file, "too_many_columns", line=line, limit=str(MAX_COLUMNS))
    if lines > MAX_LINES or cells > MAX_CELLS:
        raise unreadable(file, "too_many_lines", line=line, limit=str(MAX_LINES))
    if max(map(len, row)) > MAX_CELL_LETTERS:
        raise unreadable(file, "cell_too_long", line=line, limit=str(MAX_CELL_LETTERS))
