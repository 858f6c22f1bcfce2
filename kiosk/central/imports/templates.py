"""Sheets to be filled in: headers in the language asked for, and lines as an example."""

from __future__ import annotations

import csv
import io

from kiosk.central.imports.columns import columns_of, header_of
from kiosk.central.imports.examples import examples_of
from kiosk.central.registry.row_kinds import RowKind
from kiosk.central.registry.rules import Form
from kiosk.words import Words

AS_TEXT = "@"
"""The number format of an XLSX template's columns of codes, so that Excel leaves them as they are typed."""
SEPARATOR = {"vi": ";", "en": ","}
"""What Excel in this language takes a CSV file apart by."""

BETWEEN = {"vi": ", ", "en": "; "}
"""What stands between the parts of a list in such a file: never what takes the file apart."""
BETWEEN_IN_A_CELL = "; "


def template_csv(kind: RowKind, words: Words) -> bytes:
    """Return a CSV file as Excel opens it by itself: UTF-8 with its mark, and the language's separator."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=SEPARATOR[words.language])
    writer.writerow(header_of(words, column.field) for column in columns_of(kind))
    writer.writerows(examples_of(kind, words, BETWEEN[words.language]))
    return written.getvalue().encode("utf-8-sig")


def template_xlsx(kind: RowKind, words: Words) -> bytes:
    """Return a workbook with one sheet, whose columns of codes are text."""
    from openpyxl import Workbook  # brings NumPy: only who asks for a workbook waits for it
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = words(f"table.{kind.name}")[:31]
    sheet.append([header_of(words, column.field) for column in columns_of(kind)])
    for line in examples_of(kind, words, BETWEEN_IN_A_CELL):
        sheet.append(list(line))
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns_of(kind), start=1):
        letter = get_column_letter(position)
        sheet[f"{letter}1"].font = Font(bold=column.is_required)
        sheet.column_dimensions[letter].width = 22
        if column.form in {Form.CODE, Form.LIST}:
            for styled in (sheet.column_dimensions[letter], *sheet[letter][1:]):  # of cells not there yet, and there
                styled.number_format = AS_TEXT
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()
