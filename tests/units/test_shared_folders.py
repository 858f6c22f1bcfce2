"""What several users of one group write in the folders that tmpfiles makes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import BUILT_AT, FLOOR_FILE
from kiosk.commands.unit import CLOCK_FOLDER, Unit
from kiosk.settings import Places, Settings

TMPFILES = Path(__file__).parents[2] / "systemd" / "kiosk.tmpfiles"


def modes() -> dict[str, int]:
    found = re.findall(r"^d (\S+)\s+(\d+) ", TMPFILES.read_text("utf-8"), re.MULTILINE)
    return {path: int(mode, 8) for path, mode in found}


@pytest.mark.parametrize("folder", ["/run/kiosk", "/var/lib/kiosk"])
def test_no_part_can_replace_what_another_wrote(folder: str) -> None:
    assert modes()[folder] & 0o1007 == 0o1000


def test_floor_of_the_clock_is_where_each_part_can_replace_it(tmp_path: Path) -> None:
    (tmp_path / CLOCK_FOLDER).mkdir()
    unit = Unit(Settings(), Places(state=tmp_path, runtime=tmp_path, config=tmp_path), is_enrolled=True)
    unit.clock().saw(BUILT_AT + timedelta(days=1))
    assert (tmp_path / CLOCK_FOLDER / FLOOR_FILE).exists()
    assert modes()[f"/var/lib/kiosk/{CLOCK_FOLDER}"] & 0o1007 == 0


def test_elsewhere_the_floor_stands_in_the_state_folder(tmp_path: Path) -> None:
    unit = Unit(Settings(), Places(state=tmp_path, runtime=tmp_path, config=tmp_path), is_enrolled=False)
    unit.clock().saw(BUILT_AT + timedelta(days=1))
    assert (tmp_path / FLOOR_FILE).exists()
