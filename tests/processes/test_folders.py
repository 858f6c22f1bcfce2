"""Folders of one run: its own, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.processes.folders import DEMO_FOLDER, demo_state, own_runtime


def test_the_runtime_folder_is_gone_afterwards_with_all_in_it(tmp_path: Path) -> None:
    with own_runtime(tmp_path) as folder:
        (folder / "screen.sock").write_text("left by a killed screen")
    assert list(tmp_path.iterdir()) == []


def test_the_runtime_folder_is_closed_to_others(tmp_path: Path) -> None:
    with own_runtime(tmp_path) as folder:
        assert folder.stat().st_mode & 0o077 == 0


def test_two_runs_have_two_folders(tmp_path: Path) -> None:
    with own_runtime(tmp_path) as one, own_runtime(tmp_path) as other:
        assert one != other
        assert one.is_dir()


def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / "run-killed"
    left.mkdir()
    (left / "preview").write_bytes(b"picture")
    with own_runtime(tmp_path):
        assert not left.exists()


def test_a_runtime_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="STO-01"), own_runtime(tmp_path / "file"):
        raise AssertionError


def test_a_demonstration_begins_with_nothing(tmp_path: Path) -> None:
    with demo_state(tmp_path) as first:
        (first / "journal.db").write_text("rows of the last one")
        (first / "screenshots").mkdir()
    with demo_state(tmp_path) as second:
        assert {one.name for one in second.iterdir()} == {".lock"}


def test_a_demonstration_leaves_its_journal_for_people(tmp_path: Path) -> None:
    with demo_state(tmp_path) as folder:
        (folder / "journal.db").write_text("rows")
    assert (tmp_path / DEMO_FOLDER / "journal.db").read_text() == "rows"


def test_a_second_demonstration_does_not_wipe_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with demo_state(tmp_path) as first:
        (first / "journal.db").write_text("rows")
        with demo_state(tmp_path) as second:
            assert second != first
            (second / "screenshots").mkdir()
        assert (first / "journal.db").exists()
    assert (second / "screenshots").is_dir(), "its path was printed"


def test_a_link_in_the_demonstrations_folder_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("mine")
    with demo_state(tmp_path) as folder:
        (folder / "link").symlink_to(precious)
    with demo_state(tmp_path):
        assert (precious / "file").read_text() == "mine"


def test_a_state_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / DEMO_FOLDER).write_text("a file")
    with pytest.raises(StoreError, match="STO-01"), demo_state(tmp_path):
        raise AssertionError


def test_no_lock_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with own_runtime(tmp_path), demo_state(tmp_path):
        pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before
