"""`kiosk doctor`: its table, its JSON, its parts, its exit status. The checks are tested in tests/doctor."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.camera.pictures import SEALED, placed, qr, write_clip
from tests.cli.conftest import Kiosk


def test_machine_that_is_no_unit_has_no_fault(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    said = kiosk("doctor", "disk")
    assert (said.status, said.err) == (0, "")
    assert "journal" in said.out


def test_all_parts_are_rows_of_json(kiosk: Kiosk) -> None:
    said = kiosk("doctor", "--json")
    assert {"camera", "screen", "clock", "voltage", "disk", "network", "release"} <= {
        row["name"] for row in said.objects
    }
    assert {tuple(row) for row in said.objects} == {("name", "state", "finding", "remedy")}


def test_failed_check_is_status_1(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "sync.db").write_bytes(b"no database" * 100)
    assert kiosk("doctor", "disk").status == 1


@pytest.mark.parametrize("part", ["fittings", "clock", "power", "disk", "network", "services", "camera"])
def test_each_part_can_be_asked_alone(kiosk: Kiosk, part: str) -> None:
    said = kiosk("doctor", part, "--json")
    assert said.err == ""
    assert said.objects


def test_unknown_part_is_wrong_use(kiosk: Kiosk) -> None:
    assert kiosk("doctor", "heart").status == 2


def test_camera_tells_lines_and_then_rows(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [placed(qr(SEALED, 6))] * 12, rate=10)
    monkeypatch.setenv("KIOSK_CAMERA__SOURCE", str(clip))
    lines = kiosk("doctor", "camera").out.splitlines()
    assert lines[0].startswith("sharp [")
    assert lines[-2].startswith("picture")
    assert "ok" in lines[-2]


def test_support_file_is_written_and_listed(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    said = kiosk("doctor", "bundle", str(tmp_path / "support.tar.gz"))
    assert said.status == 0
    assert "settings.txt" in said.out
    assert (tmp_path / "support.tar.gz").stat().st_size < 1_000_000


def test_support_file_in_a_folder_that_is_missing_is_said(kiosk: Kiosk, tmp_path: Path) -> None:
    assert kiosk("doctor", "bundle", str(tmp_path / "none" / "support.tar.gz")).err.startswith("kiosk: DOC-01")


def test_card_is_a_pdf(kiosk: Kiosk, tmp_path: Path) -> None:
    assert kiosk("doctor", "card", str(tmp_path / "card.pdf")).status == 0
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


def test_card_never_takes_the_place_of_another_file(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("theirs", "utf-8")
    assert kiosk("doctor", "card", str(tmp_path / "README.md")).err.startswith("kiosk: DOC-01")
    assert (tmp_path / "README.md").read_text("utf-8") == "theirs"


def test_gun_must_be_named(kiosk: Kiosk) -> None:
    assert kiosk("doctor", "gun").err.startswith("kiosk: DOC-02")


def test_gun_that_is_not_there_is_said(kiosk: Kiosk, tmp_path: Path) -> None:
    assert "kiosk: CAM-01" in kiosk("doctor", "gun", str(tmp_path / "ttyACM9")).err


def test_gun_that_reads_nothing_is_status_1(kiosk: Kiosk) -> None:
    ours, its = os.openpty()
    said = kiosk("doctor", "gun", os.ttyname(its), "--seconds", "0.2")
    os.close(ours)
    os.close(its)
    assert (said.status, "nothing was read" in said.out) == (1, True)


def test_at_a_terminal_the_bar_stays_on_one_line_until_ctrl_c(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip.avi", [placed(qr(SEALED, 6))] * 8, rate=10)
    monkeypatch.setenv("KIOSK_CAMERA__SOURCE", str(clip))
    monkeypatch.setattr("kiosk.commands.doctor._is_terminal", lambda: True)
    monkeypatch.setattr("kiosk.doctor.live.line_of", _interrupted)
    said = kiosk("doctor", "camera")
    assert said.status == 0
    assert said.out.splitlines()[1].startswith("camera")


def _interrupted(*_: object) -> str:
    raise KeyboardInterrupt
