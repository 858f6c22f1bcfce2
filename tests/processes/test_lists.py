"""The lists that a unit starts with: a broken file leaves it with the last good one."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from kiosk.errors import ListError
from kiosk.processes.lists import good_lists
from kiosk.settings import assets_dir

GOOD = assets_dir() / "sample" / "lists.json"
RELEASE = assets_dir() / "lists.json"


@pytest.fixture
def newest(tmp_path: Path) -> Path:
    return Path(shutil.copy(GOOD, tmp_path / "lists.json"))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "lists.good.json"


def test_good_lists_are_used_and_kept(newest: Path, kept: Path) -> None:
    assert good_lists(newest, kept, RELEASE).trust.version == 7
    assert kept.read_bytes() == GOOD.read_bytes()


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"\xff", GOOD.read_bytes()[:2000]], ids=["empty", "brace", "bytes", "half"]
)
def test_a_broken_file_leaves_the_last_good_one(
    newest: Path, kept: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    good_lists(newest, kept, RELEASE)
    newest.write_bytes(broken)
    with caplog.at_level(logging.ERROR):
        assert good_lists(newest, kept, RELEASE).trust.version == 7
    assert str(newest) in caplog.text
    assert kept.read_bytes() == GOOD.read_bytes()


def test_without_a_good_one_of_its_own_a_unit_uses_the_release_s(newest: Path, kept: Path) -> None:
    newest.write_bytes(b"{")
    assert good_lists(newest, kept, RELEASE).trust.keys == ()


def test_where_none_is_good_the_first_fault_is_told(tmp_path: Path, newest: Path, kept: Path) -> None:
    newest.write_bytes(b"{")
    with pytest.raises(ListError, match=r"lists\.json"):
        good_lists(newest, kept, tmp_path / "absent.json")


def test_a_folder_that_takes_nothing_is_no_reason_to_stop(newest: Path, tmp_path: Path) -> None:
    assert good_lists(newest, tmp_path / "absent" / "kept.json", RELEASE).trust.version == 7
