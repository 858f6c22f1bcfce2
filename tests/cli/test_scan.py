"""`kiosk scan`: pictures, a folder of them, and what is no picture."""

from __future__ import annotations

import json
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
    assert kiosk("scan", str(HAND)).out.splitlines()[-1].startswith("3 codes in 3 frames")


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
