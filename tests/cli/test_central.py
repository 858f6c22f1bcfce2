"""`kiosk central serve`: what the service is told that it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.central.database import sqlite_url
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.needed import USUAL_FILE, fill_needed, usual_needs
from kiosk.errors import ListError
from kiosk.processes.central.database import open_migrated
from kiosk.processes.central.needed import name_usual_certificates, warning_of_needed
from kiosk.settings import assets_dir
from tests.central.conftest import NOW
from tests.cli.conftest import Kiosk


@pytest.mark.parametrize(("options", "expected"), [((), False), (("--sample",), True)])
def test_only_a_service_of_the_samples_is_a_demonstration(
    options: tuple[str, ...], expected: bool, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    def run_central(*_: object, is_demonstration: bool, **_more: object) -> int:
        told.append(is_demonstration)
        return 0

    monkeypatch.setattr("kiosk.processes.central.serve.run_central", run_central)
    assert kiosk("central", "serve", *options).status == 0
    assert told == [expected]


def test_new_centre_names_the_certificates_that_goods_need_with_their_law(kiosk: Kiosk) -> None:
    named = kiosk("central", "init")
    assert (named.status, named.err) == (0, "")
    assert "Needed certificates, rows written: 7." in named.out
    assert "  fruit, from 2019-02-07: any one of eligibility, commitment, vietgap" in named.out
    assert "(Nghị định 15/2018/NĐ-CP, Điều 12; " in named.out
    assert "Needed certificates" not in kiosk("central", "init").out


def test_template_of_needed_certificates_changes_nothing_of_a_new_centre(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kiosk("central", "init")
    kiosk("central", "import", "--template", "needed_kinds", "--output", "needed.xlsx")
    said = kiosk("central", "import", "needed.xlsx")
    assert (said.status, said.out) == (0, "Giấy cần có: thêm 0, sửa 0, giữ nguyên 7\nĐã nhập xong.\n")


def test_service_says_at_its_start_where_nobody_has_named_any(tmp_path: Path) -> None:
    engine = open_migrated(sqlite_url(tmp_path / "central.db"))
    assert "kiosk central init" in warning_of_needed(engine)
    name_usual_certificates(sqlite_url(tmp_path / "central.db"), NOW)
    assert warning_of_needed(engine) == ""
    engine.dispose()


@pytest.mark.parametrize(
    ("field", "spoilt"), [("legal_basis", " "), ("last_day", "2018-01-01"), ("any_of", []), ("position", "one")]
)
def test_shipped_row_that_is_wrong_is_a_fault_by_its_field(field: str, spoilt: object, tmp_path: Path) -> None:
    rows = json.loads((assets_dir() / USUAL_FILE).read_bytes())
    (tmp_path / USUAL_FILE).write_text(json.dumps([{**rows[1], field: spoilt}]), "utf-8")
    with pytest.raises(ListError, match=r"needed_kinds\.json, row 1") as told:
        usual_needs(tmp_path)
    assert told.value.number == "REG-03"


def test_shipped_rows_that_do_not_fit_the_table_are_a_fault_too(tmp_path: Path) -> None:
    twice = usual_needs()[:1] * 2
    engine = open_migrated(sqlite_url(tmp_path / "central.db"))
    deed = Deed(OPERATOR, Right.CHANGE_TABLES, NOW)
    with engine.begin() as connection, pytest.raises(ListError, match="row 2, field 'position': double"):
        fill_needed(connection, deed, twice)
    engine.dispose()
