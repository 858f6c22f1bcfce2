"""Files of scans: harmless to spreadsheets, piece by piece, bounded."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice

import openpyxl
import pytest
from sqlalchemy import Engine, update

from kiosk.central.console.usage.cells import COLUMNS, FLUSH_BYTES, Row, csv_of, xlsx_of
from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import markets
from kiosk.moment import hanoi_day
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.usage.scanned import RED, Scan, store

Enter = Callable[..., Visitor]
FORMULA = '=HYPERLINK("http://evil.example","x")'
TODAY = hanoi_day(NOW)


@pytest.fixture
def scanned(engine: Engine) -> None:
    store(engine, "k1", "M1", [Scan(NOW), Scan(NOW + timedelta(minutes=1), RED), Scan(NOW - timedelta(days=3))])
    store(engine, "k2", "M2", [Scan(NOW)])
    with engine.begin() as connection:
        connection.execute(update(markets).where(markets.c.id == "M1").values(name=FORMULA))


def test_csv_has_what_is_filtered_with_formulas_disarmed(scanned: None, enter: Enter) -> None:
    answer = enter(Role.BOARD, market_id="M1").get(f"/console/usage/scans.csv?since={TODAY}")
    assert answer.headers["content-disposition"] == 'attachment; filename="scans-20261123-20261123.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["headline"] for row in rows] == ["recalled", "genuine"]
    assert rows[0]["market"] == f"'{FORMULA}"
    assert rows[0]["time_hanoi"] == "2026-11-23T09:01:00+07:00"
    assert rows[0]["verdict"] == "Lô hàng đang bị thu hồi"


def test_xlsx_has_the_same_as_texts_that_no_spreadsheet_runs(scanned: None, enter: Enter) -> None:
    answer = enter(Role.SUPERVISOR).get(f"/console/usage/scans.xlsx?since={TODAY}&market=M1&level=stop")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    head, only = sheet.iter_rows()
    assert tuple(cell.value for cell in head) == COLUMNS
    named = {str(title.value): cell for title, cell in zip(head, only, strict=True)}
    assert named["market"].value == FORMULA
    assert named["market"].data_type != "f"
    assert named["read_ms"].value == 60


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_begins_like_a_formula_is_marked(start: str) -> None:
    assert f"'{start}1" in b"".join(csv_of([(f"{start}1", -5)])).decode("utf-8-sig")


def rows_of(count: int) -> Iterator[Row]:
    for number in range(count):
        yield tuple(f"{name} {number}" for name in COLUMNS)


@pytest.mark.parametrize("made_of", [csv_of, xlsx_of])
def test_file_begins_before_its_rows_are_read_and_holds_none_back(
    made_of: Callable[[Iterator[Row]], Iterator[bytes]],
) -> None:
    taken = 0

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        nonlocal taken
        for row in rows:
            taken += 1
            yield row

    pieces = made_of(counted(rows_of(1_000_000)))
    assert next(pieces)
    assert taken < 5_000
    tracemalloc.start()
    most = max(len(piece) for piece in islice(pieces, 6))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 3 * FLUSH_BYTES
    assert peak < 20 * FLUSH_BYTES


@pytest.mark.one_database
def test_what_is_more_than_a_file_holds_is_refused(
    scanned: None, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.central.console.usage.files.MAX_ROWS", 1)
    assert enter(Role.SUPERVISOR).get("/console/usage/scans.csv").status_code == 413


@pytest.mark.one_database
def test_file_of_wrong_filters_is_refused(enter: Enter) -> None:
    assert enter(Role.SUPERVISOR).get("/console/usage/scans.csv?since=yesterday").status_code == 400
