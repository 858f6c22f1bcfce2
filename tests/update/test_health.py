"""The health check by the real program: its camera's part, its screen's, and a picture of a label."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kiosk.processes.update import picture_in
from kiosk.settings import assets_dir
from kiosk.update.health import GTIN, SERIAL, reads_a_label
from tests.sample.samples import LABELS

PROGRAM = Path(sys.executable).with_name("kiosk")
PICTURE = picture_in(assets_dir())
SHORT_S = 3.0


def program(folder: Path, lines: str) -> Path:
    made = folder / "kiosk"
    made.write_text(f"#!/bin/sh\n{lines}\n")
    made.chmod(0o755)
    return made


def test_release_that_shows_a_verdict_on_a_label_is_well() -> None:
    assert reads_a_label(PROGRAM, PICTURE) == ""


def test_release_whose_camera_reads_nothing_is_unwell(tmp_path: Path) -> None:
    blind = program(tmp_path, f'[ "$2" = camera ] && exec sleep 60\nexec {PROGRAM} "$@"')
    assert "shows no verdict" in reads_a_label(blind, PICTURE, SHORT_S)


@pytest.mark.parametrize("part", ["screen", "camera"])
def test_release_whose_part_ends_is_unwell(tmp_path: Path, part: str) -> None:
    falling = program(tmp_path, f'[ "$1" = journal ] && exit 1\n[ "$2" = {part} ] && exit 3\nexec sleep 60')
    assert reads_a_label(falling, PICTURE, SHORT_S) == f"its part {part} ends at once"


def test_release_without_a_program_is_unwell(tmp_path: Path) -> None:
    assert reads_a_label(tmp_path / "kiosk", PICTURE, SHORT_S) == "its part screen ends at once"


def test_verdict_on_another_label_counts_for_nothing(tmp_path: Path) -> None:
    others = f"sequence,gtin,serial,level\\n1,{GTIN},,good\\n2,,{SERIAL},good\\n3,{GTIN},{SERIAL},\\n"
    talking = program(tmp_path, f'[ "$1" = journal ] && exec printf "{others}"\nexec sleep 60')
    assert "shows no verdict" in reads_a_label(talking, PICTURE, SHORT_S)


def test_label_of_the_picture_is_the_one_that_is_looked_for() -> None:
    [printed] = [one["payload"] for one in LABELS if one["story"] == "genuine"]
    assert f"/01/{GTIN}/" in printed
    assert f"/21/{SERIAL}?" in printed
