"""Reports of shoppers on the unit: durable, bounded, and gone only when the centre holds them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.journal import report_box
from kiosk.journal.report_box import FOLDER, ReportBox, is_empty, waiting
from kiosk.messages.reports import Report, ReportReason

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ID = "01936aaa-0000-4000-8000-0000000000{:02}"


def report(number: int = 1) -> Report:
    at = NOW + timedelta(minutes=number)
    return Report(id=ID.format(number), reason=ReportReason.SAME_CODE, at=at, lot="", serial="")


def test_what_is_kept_waits_the_oldest_first_until_it_is_taken_off(tmp_path: Path) -> None:
    assert is_empty(tmp_path)
    box = ReportBox(tmp_path)
    for number in (2, 1, 3):
        box.keep(report(number))
    assert waiting(tmp_path) == (report(1), report(2), report(3))
    ReportBox(tmp_path).take_off([ID.format(2), "../../journal", ""])
    assert waiting(tmp_path) == (report(1), report(3))


def test_kept_again_it_stands_once(tmp_path: Path) -> None:
    for _ in range(2):
        ReportBox(tmp_path).keep(report())
    assert waiting(tmp_path) == (report(),)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff" * 9000, report().model_dump_json()[:-2].encode()])
def test_what_cannot_be_read_is_left_out(tmp_path: Path, content: bytes) -> None:
    ReportBox(tmp_path).keep(report(2))
    (tmp_path / FOLDER / f"{ID.format(1)}.json").write_bytes(content)
    assert waiting(tmp_path) == (report(2),)


def test_no_more_wait_than_the_card_bears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_box, "MOST", 2)
    box = ReportBox(tmp_path)
    for number in (1, 2):
        box.keep(report(number))
    with pytest.raises(StoreError, match="JRN-09"):
        box.keep(report(3))


def test_what_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file stands where the folder should")
    with pytest.raises(StoreError, match="JRN-09"):
        ReportBox(tmp_path).keep(report())
