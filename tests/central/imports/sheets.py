"""Sheets for tests: a good one of each kind of file, which a test spoils in one place."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

from kiosk.central.imports.sheets import Source

GTINS = ("09521234543213", "09521234543220")
PRODUCTS = """GTIN,Tên,Nhóm sản phẩm,Cơ sở,Quy cách
9521234543244,Cà chua,Rau,E1,"túi 1 kg"
9521234543251,Bí xanh,Rau,HNP00417S,
"""
LOTS = """GTIN;Số lô;Ngày thu hoạch;Hạn dùng;Số lượng tem
9521234543244;T2611A;22/11/2026;02/12/2026;400
9521234543213;L2611A;20/11/2026;;
"""


def csv_source(text: str, name: str = "bang.csv", encoding: str = "utf-8") -> Source:
    return Source(name, text.encode(encoding))


def xlsx_source(*sheets: tuple[str, Sequence[Sequence[object]]], name: str = "bang.xlsx") -> Source:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    saved = io.BytesIO()
    workbook.save(saved)
    return Source(name, saved.getvalue())
