"""Sheets into the registry: all or nothing, every fault by its line, the same again without a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, func, select

from kiosk.central.imports.examples import examples
from kiosk.central.imports.run import ImportOutcome, import_sheets, read_sheets
from kiosk.central.imports.sheets import Source
from kiosk.central.imports.templates import template_csv, template_xlsx
from kiosk.central.imports.told import fault_line, told
from kiosk.central.people.rights import Caller, Grant, Role
from kiosk.central.people.tables import changes
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry import tables
from kiosk.central.registry.row_kinds import ROW_KINDS, RowKind
from kiosk.words import Words
from tests.central.conftest import NOW
from tests.central.imports.sheets import LOTS, PRODUCTS, csv_source, xlsx_source
from tests.central.registry_folder import GTIN, LOT

DAY = datetime(2026, 11, 21)  # noqa: DTZ001  # Excel knows no zones
PRODUCER = Caller("p1", "producer", (Grant(Role.PRODUCER, establishment_id="E1"),))


def imported(engine: Engine, *sources: Source, caller: Caller = OPERATOR, is_dry_run: bool = False) -> ImportOutcome:
    sheets, faults = read_sheets(sources)
    return import_sheets(engine, caller, NOW, sheets, faults, is_dry_run=is_dry_run)


def counts(outcome: ImportOutcome) -> dict[str, tuple[int, int, int]]:
    return {one.table: (one.created, one.changed, one.unchanged) for one in outcome.tables}


def codes(outcome: ImportOutcome) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in outcome.faults]


def number_of(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_products_and_lots_are_imported_together_in_any_order(engine: Engine) -> None:
    outcome = imported(engine, csv_source(LOTS, "lots.csv"), csv_source(PRODUCTS))
    assert outcome.faults == ()
    assert counts(outcome) == {"products": (2, 0, 0), "lots": (1, 1, 0)}
    with engine.connect() as connection:
        lot = connection.execute(select(tables.lots).where(tables.lots.c.lot == "T2611A")).one()
        owner = connection.execute(
            select(tables.products.c.establishment_id).where(tables.products.c.gtin == "09521234543251")
        ).scalar_one()
    assert (lot.harvested_on, lot.use_by, lot.quantity, lot.registered_at) == (
        date(2026, 11, 22),
        date(2026, 12, 2),
        400,
        NOW,
    )
    assert owner == "E1"  # named by its city code


def test_lot_that_loses_its_date_keeps_it_among_the_earlier(engine: Engine) -> None:
    imported(engine, csv_source(PRODUCTS), csv_source(LOTS))
    with engine.connect() as connection:
        lot = connection.execute(select(tables.lots).where(tables.lots.c.lot == LOT)).one()
    assert lot.use_by is None
    assert lot.earlier_dates == ["2026-11-29", "2026-11-30"]


def test_same_files_again_change_nothing_and_leave_no_trace(engine: Engine) -> None:
    imported(engine, csv_source(PRODUCTS), csv_source(LOTS))
    audited = number_of(engine, "changes")
    again = imported(engine, csv_source(PRODUCTS), csv_source(LOTS))
    assert counts(again) == {"products": (0, 0, 2), "lots": (0, 0, 2)}
    assert number_of(engine, "changes") == audited


def test_dry_run_says_the_same_and_writes_nothing(engine: Engine) -> None:
    outcome = imported(engine, csv_source(PRODUCTS), csv_source(LOTS), is_dry_run=True)
    assert counts(outcome) == {"products": (2, 0, 0), "lots": (1, 1, 0)}
    assert not outcome.is_written
    assert number_of(engine, "products") == 3


def test_one_fault_in_one_file_leaves_all_files_unwritten(engine: Engine) -> None:
    outcome = imported(engine, csv_source(PRODUCTS), csv_source(LOTS.replace("22/11/2026", "32/11/2026")))
    assert codes(outcome) == [(2, "Ngày thu hoạch", "no_such_day")]
    assert number_of(engine, "products") == 3
    assert number_of(engine, "changes") == 0


def test_every_fault_of_every_line_is_found(engine: Engine) -> None:
    spoilt = """GTIN,Tên,Nhóm sản phẩm,Cơ sở,Khối lượng tịnh (g)
9521234543245,Cà chua,Rau,E1,
9521234543251,,rau quả,E1,nửa cân
9521234543268,Bí đao,Rau,E8,500
9521234543275,Bí đỏ,Rau,E1,500
9521234543275,Bí đỏ,Rau,E1,500
"""
    assert codes(imported(engine, csv_source(spoilt))) == [
        (2, "GTIN", "check_digit"),
        (3, "Khối lượng tịnh (g)", "whole"),
        (3, "Tên", "missing"),
        (3, "Nhóm sản phẩm", "group_form"),
        (6, "GTIN", "double"),
        (4, "Cơ sở", "no_such"),
    ]


def test_line_that_names_one_with_a_fault_is_not_found_wrong_too(engine: Engine) -> None:
    spoilt = PRODUCTS.replace("Cà chua", "")
    outcome = imported(engine, csv_source(spoilt), csv_source(LOTS))
    assert codes(outcome) == [(2, "Tên", "missing")]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_fault_is_told_with_its_place_and_what_would_be_right(engine: Engine, language: str) -> None:
    outcome = imported(engine, csv_source(PRODUCTS.replace("9521234543244", "9521234543245"), "sp.csv"))
    words = Words(language)
    (line,) = [fault_line(fault, words) for fault in told(outcome, words).faults]
    assert (
        line
        == {
            "vi": "sp.csv, dòng 2, cột “GTIN”: Chữ số kiểm tra sai. Nếu các số trước đúng thì phải là 9521234543244."
            " Đã ghi: 9521234543245",
            "en": "sp.csv, line 2, column “GTIN”: The check digit is wrong. If the digits before it are right, it is"
            " 9521234543244. Given: 9521234543245",
        }[language]
    )


def test_producer_imports_own_goods_only(engine: Engine) -> None:
    own = imported(engine, csv_source(PRODUCTS), caller=PRODUCER)
    assert own.is_written
    strange = imported(engine, csv_source(PRODUCTS.replace("Rau,E1", "Rau,E2")), caller=PRODUCER)
    assert codes(strange) == [(2, "", "no_right")]


def test_workbook_brings_a_table_a_sheet_with_days_as_excel_keeps_them(engine: Engine) -> None:
    book = xlsx_source(
        ("Lô hàng", [["GTIN", "Số lô", "Ngày thu hoạch", "Số lượng tem"], [9521234543213, 2611, DAY, 40]]),
        ("Chợ", [["Mã", "Tên", "Vĩ độ", "Kinh độ"], ["M9", "Chợ Mơ", 20.99, "105,85"]]),
    )
    outcome = imported(engine, book)
    assert outcome.faults == ()
    assert counts(outcome) == {"markets": (1, 0, 0), "lots": (1, 0, 0)}
    with engine.connect() as connection:
        lot = connection.execute(select(tables.lots).where(tables.lots.c.lot == "2611")).one()
    assert (lot.gtin, lot.harvested_on) == (GTIN, date(2026, 11, 21))


def test_unit_may_be_named_before_its_own_line(engine: Engine) -> None:
    units = "Mã,Tên,Cấp,Từ ngày,Thuộc đơn vị\np-a,Phường A,Phường,01/07/2025,hn\nhn,Hà Nội,Thành phố,01/08/2008,\n"
    assert counts(imported(engine, csv_source(units))) == {"units": (2, 0, 0)}


def test_certificate_without_id_is_the_same_when_it_comes_again(engine: Engine) -> None:
    given = "Loại giấy,Số giấy,Nơi cấp,Cơ sở,Từ ngày,Đến ngày\nVietGAP,VG-9,TT mẫu,E1,01/01/2026,31/12/2027\n"
    assert counts(imported(engine, csv_source(given))) == {"certificates": (1, 0, 0)}
    assert counts(imported(engine, csv_source(given))) == {"certificates": (0, 0, 1)}


def test_every_change_of_an_import_is_audited(engine: Engine) -> None:
    imported(engine, csv_source(PRODUCTS))
    with engine.connect() as connection:
        rows = connection.execute(select(changes.c.kind, changes.c.user_id, func.count()).group_by("kind", "user_id"))
        assert [tuple(row) for row in rows] == [("products", "operator", 2)]


@pytest.mark.parametrize("make", [template_csv, template_xlsx])
def test_examples_of_all_templates_fit_a_new_centre_one_after_the_other(
    empty: Engine, make: Callable[[RowKind, Words], bytes]
) -> None:
    for kind in ROW_KINDS:
        outcome = imported(empty, Source("mau", make(kind, Words("vi"))))
        assert outcome.faults == ()
        assert counts(outcome) == {kind.name: (len(examples(kind.name)), 0, 0)}
    with empty.connect() as connection:
        (market,) = connection.execute(select(tables.markets.c.name)).scalars()
        first = select(tables.needed_kinds.c.any_of).order_by(tables.needed_kinds.c.position)
        needed = connection.execute(first).scalars().first()
    assert market == "Chợ đầu mối Minh Khai"
    assert needed == ["eligibility"]
