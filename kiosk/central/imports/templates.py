"""Sheets to be filled in: headers in the language asked for, and one line as an example."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kiosk.central.imports.columns import columns_of, header_of
from kiosk.central.registry.row_kinds import RowKind
from kiosk.central.registry.rules import Form
from kiosk.words import Words

LINES_AS_TEXT = 2000
"""How far down an XLSX template's columns of codes are text, so that Excel leaves them as they are typed."""
SEPARATOR = {"vi": ";", "en": ","}
"""What Excel in this language takes a CSV file apart by."""

EXAMPLES: Mapping[str, str] = {
    "id": "htx-rau-sach-01",
    "name": "Rau muống",
    "place": "Xã Phúc Thịnh, Hà Nội",
    "gln": "9521234000013",
    "unit_id": "phuong-minh-khai-cu",
    "department": "nong-nghiep",
    "latitude": "21,1512",
    "longitude": "105,8203",
    "gtin": "09521234543213",
    "establishment_id": "htx-rau-sach-01",
    "content": "bó 500 g",
    "net_weight_g": "500",
    "lot": "L2611A",
    "harvested_on": "20/11/2026",
    "packed_on": "20/11/2026",
    "use_by": "30/11/2026",
    "quantity": "400",
    "number": "VG-TT-26-0148",
    "issuer": "Tổ chức chứng nhận",
    "first_day": "15/03/2026",
    "last_day": "14/03/2028",
    "legal_basis": "Luật An toàn thực phẩm 55/2010/QH12",
    "months": "36",
    "position": "1",
    "market_id": "minh-khai",
    "successor_id": "phuong-phu-dien",
    "owner": "Tem mẫu",
    "hosts": "check.example.vn",
    "proves": "Cơ sở đã đăng ký",
    "proves_not": "Tem là bản gốc",
}
"""By the field's name. Fields without one are left empty; choices and yes or no come from the words."""

CHOSEN: Mapping[str, str] = {
    "group": "choice.group.vegetable",
    "groups": "choice.group.vegetable",
    "kind": "certificate.vietgap",
    "any_of": "certificate.vietgap",
    "status": "choice.status.active",
    "level": "choice.level.ward",
    "holder": "choice.holder.establishment",
}


def example_of(kind: RowKind, words: Words) -> tuple[str, ...]:
    """Return one line that could be imported, in the order of the columns."""
    return tuple(_example(kind, column.field, column.form, words) for column in columns_of(kind))


def template_csv(kind: RowKind, words: Words) -> bytes:
    """Return a CSV file as Excel opens it by itself: UTF-8 with its mark, and the language's separator."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=SEPARATOR[words.language])
    writer.writerow(header_of(words, column.field) for column in columns_of(kind))
    writer.writerow(example_of(kind, words))
    return written.getvalue().encode("utf-8-sig")


def template_xlsx(kind: RowKind, words: Words) -> bytes:
    """Return a workbook with one sheet, whose columns of codes are text."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = words(f"table.{kind.name}")[:31]
    sheet.append([header_of(words, column.field) for column in columns_of(kind)])
    sheet.append(list(example_of(kind, words)))
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns_of(kind), start=1):
        letter = get_column_letter(position)
        sheet[f"{letter}1"].font = Font(bold=column.is_required)
        sheet.column_dimensions[letter].width = 22
        if column.form in {Form.CODE, Form.LIST}:
            for line in range(2, LINES_AS_TEXT):
                sheet.cell(line, position).number_format = "@"
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _example(kind: RowKind, field: str, form: Form, words: Words) -> str:
    if form is Form.YES_NO:
        return "có" if words.language == "vi" else "yes"
    if field == "id" and kind.name == "certificates":
        return ""
    return words(CHOSEN[field]) if field in CHOSEN else EXAMPLES.get(field, "")
