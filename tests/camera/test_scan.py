"""What `kiosk scan` prints of pictures, folders and clips."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.scan import ScanLine, Summary, scan
from kiosk.errors import CameraError
from tests.camera.pictures import FORMATS as F
from tests.camera.pictures import SEALED, background, bars, placed, qr, write_clip


def lines(source: Path) -> tuple[list[ScanLine], Summary]:
    *codes, summary = scan(str(source))
    assert isinstance(summary, Summary)
    assert all(isinstance(one, ScanLine) for one in codes)
    return [one for one in codes if isinstance(one, ScanLine)], summary


def test_a_picture_gives_a_line_for_its_code_and_a_summary(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "label.png"), placed(qr(SEALED)))
    (line,), summary = lines(tmp_path / "label.png")
    printed = json.loads(json.dumps(line.as_json()))
    assert list(printed) == ["frame", "file", "text", "format", "symbology", "corners", "decode_ms"]
    assert printed["text"] == SEALED.decode()
    assert (printed["frame"], printed["file"]) == (1, "label.png")
    assert (printed["format"], printed["symbology"]) == ("QR Code", "]Q1")
    assert len(printed["corners"]) == 4
    assert printed["decode_ms"] > 0
    totals = json.loads(json.dumps(summary.as_json()))
    assert list(totals) == ["summary"]
    assert (totals["summary"]["frames"], totals["summary"]["codes"]) == (1, 1)
    spread = totals["summary"]["decode_ms"]
    assert 0 < spread["median"] <= spread["p95"] <= spread["max"]


def test_a_folder_gives_the_codes_of_each_picture(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), placed(qr(SEALED)))
    cv2.imwrite(str(tmp_path / "2.png"), background())
    cv2.imwrite(str(tmp_path / "3.png"), placed(bars("9521234543213", F.EAN13)))
    cv2.imwrite(str(tmp_path / "4.png"), placed(qr(b"two"), placed(qr(SEALED), at=(50, 50)), at=(800, 300)))
    codes, summary = lines(tmp_path)
    assert [(one.file, one.symbology) for one in codes] == [
        ("1.png", "]Q1"),
        ("3.png", "]E0"),
        ("4.png", "]Q1"),
        ("4.png", "]Q1"),
    ]
    assert (summary.frames, summary.codes) == (4, 4)


def test_a_clip_gives_each_code_once_until_it_was_away(tmp_path: Path) -> None:
    label, nothing = placed(qr(SEALED)), background()
    pictures = [nothing] * 3 + [label] * 8 + [nothing] * 17 + [label] * 4 + [nothing] * 2
    codes, summary = lines(write_clip(tmp_path / "clip.avi", pictures))
    assert [one.frame for one in codes] == [4, 29]
    assert summary.frames == len(pictures)


def test_nothing_to_read_gives_the_summary_alone(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "nothing.png"), background())
    codes, summary = lines(tmp_path / "nothing.png")
    assert codes == []
    assert (summary.frames, summary.codes) == (1, 0)


def test_a_broken_source_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"nothing")
    with pytest.raises(CameraError, match="CAM-03"):
        list(scan(str(tmp_path / "broken.mp4")))


def test_a_hostile_code_is_printed_escaped(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "evil.png"), np.asarray(placed(qr(b"\x1b]0;owned\x07"))))
    (line,), _ = lines(tmp_path / "evil.png")
    assert line.text == "\\x1b]0;owned\\x07"
