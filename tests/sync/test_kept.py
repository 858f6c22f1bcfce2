"""`sync.db`: found again after a restart, begun anew where it is damaged, never in the way."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from kiosk.moment import Moment
from kiosk.sync.kept import FILE_NAME, UNUSABLE, Kept, told_last, told_last_as
from tests.journal.users import GROUP, READER, WRITER, as_nobody, as_user
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


class Words(BaseModel):
    said: str


@pytest.mark.parametrize(
    ("document", "words"), [('{"said": "words"}', Words(said="words")), ("{}", None), ("words", None)]
)
def test_what_another_release_kept_and_nobody_understands_is_as_if_nothing_were(
    tmp_path: Path, document: str, words: Words | None, caplog: pytest.LogCaptureFixture
) -> None:
    kept = opened(tmp_path)
    assert kept.read_as("settings", Words) is None
    kept.write("settings", document)
    assert kept.read_as("settings", Words) == told_last_as(tmp_path / FILE_NAME, "settings", Words) == words
    assert ("what was kept of the settings is not understood" in caplog.text) == (words is None)


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


def test_what_another_unit_was_told_is_told_to_no_screen(tmp_path: Path) -> None:
    """The screen asks before anybody has said which unit this is."""
    kept_in(tmp_path)
    opened(tmp_path, "another").close()
    assert told_last(tmp_path / FILE_NAME, "settings") is None


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users can reach."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_what_was_kept_holds_on_a_disk_that_cannot_be_written(folder: Path) -> None:
    kept_in(folder)
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    with as_nobody():
        kept = opened(folder)
        assert (kept.read("settings"), kept.fault) == ("words", UNUSABLE)
        assert told_last(folder / FILE_NAME, "settings") == "words"
        kept.write("settings", "newer words")
        assert (kept.read("settings"), kept.fault) == ("newer words", UNUSABLE)
        kept.close()


def _keep(folder: Path) -> str:
    kept = opened(folder)
    kept.write("settings", "words")
    kept.close()
    return kept.fault or "kept"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_screen_that_asks_first_locks_sync_out_of_nothing(folder: Path) -> None:
    os.chown(folder, 0, GROUP)
    folder.chmod(0o3770)
    assert as_user(WRITER, lambda: _keep(folder)) == "kept"
    for part in ("-wal", "-shm"):
        (folder / f"{FILE_NAME}{part}").unlink()
    for _ in range(2):
        assert as_user(READER, lambda: str(told_last(folder / FILE_NAME, "settings"))) == "words"
        assert as_user(WRITER, lambda: _keep(folder)) == "kept"
    assert {file.stat().st_uid for file in folder.iterdir()} == {WRITER}
