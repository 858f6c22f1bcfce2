"""`sync.db`: found again after a restart, begun anew where it is damaged, never in the way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from kiosk.moment import Moment
from kiosk.sync.kept import FILE_NAME, UNUSABLE, Kept
from tests.tears import TEARS

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
MOMENT = Moment(NOW, is_trusted=True, floor=NOW)


def opened(folder: Path, device_id: str = "one") -> Kept:
    return Kept(folder / FILE_NAME, device_id, MOMENT)


def kept_in(folder: Path) -> None:
    kept = opened(folder)
    kept.write("settings", "words")
    kept.close()


def test_what_is_kept_is_found_after_a_restart(tmp_path: Path) -> None:
    kept_in(tmp_path)
    assert opened(tmp_path).read("settings") == "words"


def test_newest_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    kept_in(tmp_path)
    kept = opened(tmp_path)
    kept.write("settings", "other words")
    assert kept.read("settings") == "other words"


def test_what_another_unit_was_told_is_none_of_ours(tmp_path: Path) -> None:
    kept_in(tmp_path)
    assert opened(tmp_path, "another").read("settings") is None


@pytest.mark.parametrize("tear", TEARS)
def test_torn_file_is_begun_anew(tmp_path: Path, tear: str) -> None:
    kept_in(tmp_path)
    path = tmp_path / FILE_NAME
    path.write_bytes(TEARS[tear](path.read_bytes()))
    kept = opened(tmp_path)
    assert kept.read("settings") is None
    kept.write("settings", "words")
    assert kept.fault == ""
    kept.close()
    assert opened(tmp_path).read("settings") == "words"


def test_damaged_file_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 100)
    opened(tmp_path)
    assert [path.read_bytes()[:11] for path in tmp_path.glob("sync.db.damaged-*")] == [b"no database"]


def test_file_that_cannot_be_opened_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    kept = opened(tmp_path)
    kept.write("settings", "words")
    assert kept.read("settings") == "words"
    assert kept.fault == UNUSABLE
