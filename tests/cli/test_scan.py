"""`kiosk scan`: pictures, a folder of them, and what is no picture."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Kiosk

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
HAND = SAMPLE / "hand"
LABELS = {one["story"]: one for one in json.loads((SAMPLE / "labels.json").read_text("utf-8"))}


def test_a_folder_gives_every_code_and_then_a_summary(kiosk: Kiosk) -> None:
    said = kiosk("scan", str(HAND), "--json")
    *codes, last = said.objects
    pictures = sorted(path.name for path in HAND.iterdir())
    assert [code["file"] for code in codes] == pictures
    assert [code["text"] for code in codes] == [LABELS[Path(name).stem]["payload"] for name in pictures]
    assert last["summary"]["frames"] == len(pictures)
    assert last["summary"]["codes"] == len(pictures)
    assert set(last["summary"]["decode_ms"]) == {"median", "p95", "max"}


def test_a_code_has_the_fields_of_the_interface(kiosk: Kiosk) -> None:
    code, _ = kiosk("scan", str(HAND / "genuine.jpg"), "--json").objects
    assert set(code) == {"frame", "file", "text", "format", "symbology", "corners", "decode_ms"}
    assert code["symbology"] == "]Q1"
    assert len(code["corners"]) == 4


def test_in_words_the_summary_stands_last(kiosk: Kiosk) -> None:
    assert kiosk("scan", str(HAND)).out.splitlines()[-1].startswith("codes: 3, frames: 3;")


@pytest.mark.parametrize("source", ["nowhere.jpg", "camera:99", "", "serial:/nowhere"])
def test_what_is_no_source_is_one_line(kiosk: Kiosk, source: str) -> None:
    said = kiosk("scan", source)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("kiosk: CAM-")
    assert said.err.count("\n") == 1


def test_a_broken_video_is_one_line(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"no video")
    said = kiosk("scan", str(tmp_path / "clip.mp4"))
    assert said.status == 2
    assert said.err.startswith("kiosk: CAM-03")


def spoil(path: Path) -> Path:
    path.write_bytes((HAND / "genuine.jpg").read_bytes()[:300])
    return path


@pytest.mark.parametrize("bad", ["a.jpg", "h.jpg", "z.jpg"])
def test_a_bad_picture_of_a_folder_is_named_and_the_others_are_read(kiosk: Kiosk, tmp_path: Path, bad: str) -> None:
    for name in ("genuine.jpg", "recalled.jpg"):
        shutil.copy(HAND / name, tmp_path)
    spoil(tmp_path / bad)
    said = kiosk("scan", str(tmp_path))
    first, second, last = said.out.splitlines()
    assert (first.split()[0], second.split()[0], said.status) == ("genuine.jpg", "recalled.jpg", 0)
    assert last.startswith("codes: 2, frames: 2;")
    assert said.err.count("\n") == 1
    assert f"CAM-03: the picture {str(tmp_path / bad)!r} cannot be read." in said.err


@pytest.mark.parametrize("names", [("a.jpg",), ("a.jpg", "b.jpg")], ids=len)
def test_a_folder_of_bad_pictures_has_its_summary_and_status_2(
    kiosk: Kiosk, tmp_path: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        spoil(tmp_path / name)
    said = kiosk("scan", str(tmp_path))
    assert (said.status, said.out.splitlines()[-1][:19]) == (2, "codes: 0, frames: 0")
    assert all(name in said.err for name in names)


def test_a_video_that_breaks_off_has_its_summary_and_status_2(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "cut.mp4").write_bytes((SAMPLE / "clip.mp4").read_bytes()[:300_000])
    said = kiosk("scan", str(tmp_path / "cut.mp4"), "--json")
    assert said.status == 2
    assert said.objects[-1]["summary"]["frames"] > 10
    assert said.err.startswith("kiosk: CAM-03")
    assert "breaks off" in said.err


@pytest.mark.parametrize("content", [b"# kiosk\n", b"%PDF-1.7\n", b""], ids=repr)
def test_what_is_neither_picture_nor_video_is_not_called_one(kiosk: Kiosk, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    said = kiosk("scan", str(tmp_path / "file"))
    wrong = f"{str(tmp_path / 'file')!r} is neither a picture nor a video that can be read."
    assert said.err == f"kiosk: CAM-03: {wrong} Use a PNG or JPEG picture, or a video such as MP4.\n"


@pytest.mark.parametrize("source", ["nowhere.mp4", "camera:front", "serial:"])
def test_run_refuses_what_names_nothing_as_scan_does(kiosk: Kiosk, source: str) -> None:
    scanned, run = kiosk("scan", source), kiosk("run", "--headless", "--source", source)
    assert (run.status, run.out, run.err) == (scanned.status, scanned.out, scanned.err)
    assert run.err.startswith("kiosk: CAM-06")
