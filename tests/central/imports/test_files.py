"""Files as people and strangers send them: read, or refused with what to do."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest

from kiosk.central.imports.columns import Headed, header_of
from kiosk.central.imports.examples import examples
from kiosk.central.imports.rows_read import GivenLine, read_line
from kiosk.central.imports.run import read_sheets
from kiosk.central.imports.sheets import Source
from kiosk.central.imports.templates import BETWEEN, SEPARATOR, template_csv, template_xlsx
from kiosk.central.registry.row_kinds import BY_NAME, ROW_KINDS, RowKind
from kiosk.words import LANGUAGES, Words
from tests.central.imports.sheets import LOTS, PRODUCTS, csv_source, xlsx_source


def read_one(source: Source) -> Headed:
    sheets, faults = read_sheets((source,))
    assert faults == []
    (headed,) = sheets
    return headed


def fault_of(source: Source) -> tuple[int, str]:
    _, (fault,) = read_sheets((source,))
    return fault.line, fault.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_as_excel_writes_it(encoding: str, separator: str) -> None:
    headed = read_one(csv_source(LOTS.replace(";", separator), encoding=encoding))
    assert headed.kind.name == "lots"
    assert len(headed.sheet.lines) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_csv_that_is_not_utf8_is_refused_with_its_line(encoding: str) -> None:
    spoilt = csv_source("GTIN,Lot\n9521234543213,\xe9\n", encoding=encoding)
    assert fault_of(spoilt)[1] == "not_utf8"


@pytest.mark.parametrize(
    "header",
    ["GTIN;Số lô;Hạn dùng", "gtin;so lo;han dung", "gtin;lot;use_by", "GTIN;Lot;Use by", "GTIN*;SỐ LÔ;HẠN DÙNG"],
)
def test_headers_are_known_in_both_languages_and_without_marks(header: str) -> None:
    headed = read_one(csv_source(f"{header}\n9521234543213;A;30/11/2026\n"))
    assert (headed.kind.name, headed.fields) == ("lots", ("gtin", "lot", "use_by"))


def test_header_of_an_older_template_is_still_known() -> None:
    headed = read_one(csv_source("GTIN;Số lô;Ngày thu hoạch;Số tem\n9521234543213;A;30/11/2026;40\n"))
    assert "quantity" in headed.fields


def test_blank_lines_are_passed_over_and_lines_keep_their_numbers() -> None:
    headed = read_one(csv_source("\nGTIN,Lot\n\n,\n9521234543213,A\n"))
    assert [line.number for line in headed.sheet.lines] == [5]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 0, "no_lines"),
        ("\n \n", 0, "no_lines"),
        ("Tên cột lạ,Khác\n1,2\n", 1, "no_table"),
        ("GTIN,Lot,Hạn dung tot\n9521234543213,A,1\n", 1, "unknown_column"),
        ("GTIN,Lot,lot\n9521234543213,A,B\n", 1, "double_column"),
        ("GTIN,Lot\n9521234543213,A,B\n", 1, "unknown_column"),
        ('GTIN,Lot\n"9521234543213"x,A\n', 2, "csv_form"),
        (f"GTIN,Lot\n9521234543213,{'A' * 4001}\n", 2, "cell_too_long"),
        ("GTIN,Lot" + "," * 59 + "x\n", 1, "too_many_columns"),
    ],
)
def test_sheet_that_cannot_be_read_is_refused(text: str, line: int, code: str) -> None:
    _, faults = read_sheets((csv_source(text),))
    if not faults:  # a cell outside all headers is a fault of its line
        headed = read_one(csv_source(text))
        found = read_line(headed, headed.sheet.lines[0])
        assert isinstance(found, list)
        assert found[0].code == "cell_without_header"
        return
    assert (faults[0].line, faults[0].code) == (line, code)


def test_unknown_column_is_answered_with_the_nearest() -> None:
    _, (fault,) = read_sheets((csv_source("GTIN,Số lô,Hạn dùg\n9521234543213,A,01/12/2026\n"),))
    assert dict(fault.values)["right"] == "Hạn dùng (use_by)"


def test_sheet_named_after_its_table_is_told_what_it_lacks() -> None:
    _, (fault,) = read_sheets((csv_source("GTIN,Ghi chú\n9521234543213,A\n", "lots.csv"),))
    assert (fault.code, dict(fault.values)["right"]) == ("missing_columns", "Số lô (lot)")


@pytest.mark.parametrize(
    ("gtin", "code"),
    [
        ("9.52E+12", "excel_number"),
        ("9,52123E+12", "excel_number"),
        ("=A1", "formula"),
        ("#N/A", "excel_error"),
        ("2012345678900", "gtin_shop"),
        ("12345", "gtin_form"),
        ("9521234543214", "check_digit"),
    ],
)
def test_gtin_that_excel_or_somebody_spoilt_is_found(gtin: str, code: str) -> None:
    headed = read_one(csv_source(f'GTIN;Lot\n"{gtin}";A\n'))
    found = read_line(headed, headed.sheet.lines[0])
    assert isinstance(found, list)
    assert [fault.code for fault in found] == [code]


@pytest.mark.parametrize(("cell", "code"), [(9.52e17, "excel_number"), (True, "code_as_date"), ("=SUM(A1)", "formula")])
def test_cell_of_a_workbook_that_is_no_gtin_is_found(cell: object, code: str) -> None:
    headed = read_one(xlsx_source(("s", [["GTIN", "Lot"], [cell, "A"]])))
    found = read_line(headed, headed.sheet.lines[0])
    assert isinstance(found, list)
    assert [fault.code for fault in found] == [code]


def zip_source(**parts: bytes) -> Source:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return Source("x.xlsx", packed.getvalue())


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (Source("x.xlsx", b"PK\x03\x04 and nothing more"), "not_xlsx"),
        (zip_source(a_xml=b"<a/>"), "not_xlsx"),
        (zip_source(a_xml=b" " * 5_000_000), "too_large_unpacked"),
        (zip_source(a_xml=b'<!DOCTYPE lolz [<!ENTITY lol "lol">]><a>&lol;</a>'), "not_xlsx"),
    ],
)
def test_workbook_made_to_harm_is_refused(source: Source, code: str) -> None:
    assert fault_of(source)[1] == code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ROW_KINDS, ids=lambda kind: kind.name)
def test_template_is_known_again_and_its_examples_are_right(kind: RowKind, language: str) -> None:
    words = Words(language)
    rows = []
    for content in (template_csv(kind, words), template_xlsx(kind, words)):
        headed = read_one(Source("mau", content))
        assert headed.kind is kind
        read = [read_line(headed, line) for line in headed.sheet.lines]
        rows.append([one.row for one in read if isinstance(one, GivenLine)])
        assert len(rows[-1]) == len(read) == len(examples(kind.name)), read
    assert rows[0] == rows[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_in_a_template_never_hold_what_takes_the_file_apart(language: str) -> None:
    words = Words(language)
    kind = BY_NAME["needed_kinds"]
    *_, cell = csv.DictReader(io.StringIO(template_csv(kind, words).decode("utf-8-sig")), delimiter=SEPARATOR[language])
    kinds = cell[header_of(words, "any_of")]
    assert kinds.count(BETWEEN[language]) == 6
    assert SEPARATOR[language] not in kinds


def test_columns_of_codes_are_text_in_a_workbook_however_far_down() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_xlsx(BY_NAME["lots"], Words("vi"))))["Lô hàng"]
    assert [sheet.column_dimensions[letter].number_format for letter in "ABC"] == ["@", "@", "General"]
    assert [cell.number_format for cell in sheet[2][:3]] == ["@", "@", "General"]


def test_two_files_are_read_in_the_order_of_their_tables() -> None:
    sheets, faults = read_sheets((csv_source(LOTS), csv_source(PRODUCTS)))
    assert faults == []
    assert [headed.kind.name for headed in sheets] == ["products", "lots"]
