"""`kiosk central import`: sheets into the database of this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.central.database import open_database, sqlite_url
from tests.cli.conftest import Kiosk

MARKETS = "Mã,Tên,Vĩ độ,Kinh độ\nM9,Chợ Mơ,20.99,105.85\n"


@pytest.fixture
def markets(tmp_path: Path) -> Path:
    path = tmp_path / "cho.csv"
    path.write_text(MARKETS, encoding="utf-8-sig")
    return path


def market_names(tmp_path: Path) -> list[str]:
    engine = open_database(sqlite_url(tmp_path / "state" / "central.db"))
    with engine.connect() as connection:
        names = list(connection.execute(text("SELECT name FROM markets")).scalars())
    engine.dispose()
    return names


def test_sheet_is_imported_and_again_changes_nothing(kiosk: Kiosk, tmp_path: Path, markets: Path) -> None:
    said = kiosk("central", "import", str(markets))
    assert (said.status, said.out) == (0, "Chợ: thêm 1, sửa 0, giữ nguyên 0\nĐã nhập xong.\n")
    assert kiosk("central", "import", str(markets)).out.startswith("Chợ: thêm 0, sửa 0, giữ nguyên 1\n")
    assert market_names(tmp_path) == ["Chợ Mơ"]


def test_dry_run_writes_nothing(kiosk: Kiosk, tmp_path: Path, markets: Path) -> None:
    said = kiosk("central", "import", "--dry-run", "--language", "en", str(markets))
    assert (said.status, said.out) == (
        0,
        "Markets: 1 added, 0 changed, 0 as they were\nDry run: nothing was written.\n",
    )
    assert market_names(tmp_path) == []


def test_faults_are_told_line_by_line_with_status_1(kiosk: Kiosk, tmp_path: Path, markets: Path) -> None:
    markets.write_text(MARKETS + "M 10,,hai mươi,105\n", encoding="utf-8")
    said = kiosk("central", "import", str(markets))
    assert (said.status, said.out) == (1, "")
    assert said.err.splitlines() == [
        "cho.csv, dòng 3, cột “Vĩ độ”: Ô này cần một số, như 21,0285. Đã ghi: hai mươi",
        "cho.csv, dòng 3, cột “Mã”: Mã gồm 1 đến 64 chữ không dấu, chữ số, dấu chấm, gạch nối;"
        " bắt đầu bằng chữ hoặc số. Đã ghi: M 10",
        "cho.csv, dòng 3, cột “Tên”: Ô này phải có nội dung.",
        "Chưa nhập gì, vì có lỗi. Sửa các dòng trên rồi nhập lại tất cả.",
    ]
    assert market_names(tmp_path) == []


def test_json_is_one_object(kiosk: Kiosk, markets: Path) -> None:
    said = kiosk("central", "import", "--json", str(markets))
    assert json.loads(said.out) == {
        "is_written": True,
        "tables": [{"table": "markets", "created": 1, "changed": 0, "unchanged": 0}],
        "faults": [],
        "further_faults": 0,
    }


@pytest.mark.parametrize("arguments", [("nowhere.csv",), (), ("--template", "nothing")])
def test_what_cannot_be_done_is_status_2(kiosk: Kiosk, arguments: tuple[str, ...]) -> None:
    said = kiosk("central", "import", *arguments)
    assert said.status == 2
    assert said.err


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_template_can_be_imported(kiosk: Kiosk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mau.{ending}"
    assert kiosk("central", "import", "--template", "certificate_kinds", "--output", str(path)).status == 0
    assert kiosk("central", "import", "--dry-run", str(path)).status == 0
