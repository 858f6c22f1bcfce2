"""The clip: a camera that plays it reads every label, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import cv2
import pytest
import zxingcpp

from tests.sample.samples import FOLDER, LABELS, read

PATH = FOLDER / "clip.mp4"
CLIP = read("clip.json")
PAYLOADS = {label["story"]: label["payload"] for label in LABELS}
FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.EAN13])


@dataclass
class Played:
    """What was read in each frame."""

    frames: list[set[str]] = field(default_factory=list)
    sizes: set[tuple[int, ...]] = field(default_factory=set)

    def between(self, start: float, end: float) -> list[set[str]]:
        return self.frames[round(start * CLIP["fps"]) : round(end * CLIP["fps"])]


@pytest.fixture(scope="module")
def played() -> Played:
    film, seen = cv2.VideoCapture(str(PATH)), Played()
    while True:
        is_read, frame = film.read()
        if not is_read:
            break
        seen.sizes.add(frame.shape)
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        seen.frames.append({barcode.bytes.decode() for barcode in zxingcpp.read_barcodes(grey, formats=FORMATS)})
    film.release()
    return seen


def test_clip_is_small_and_of_the_size_of_a_camera(played: Played) -> None:
    assert PATH.stat().st_size < 3_000_000
    assert played.sizes == {(720, 1280, 3)}
    assert 28 * CLIP["fps"] <= len(played.frames) <= 34 * CLIP["fps"]


def test_first_label_is_genuine() -> None:
    assert CLIP["labels"][0]["story"] == "genuine"


def test_labels_are_read_in_the_order_of_the_story(played: Played) -> None:
    order: list[str] = []
    for payloads in played.frames:
        order += [payload for payload in payloads if order[-1:] != [payload]]
    assert order == [PAYLOADS[shown["story"]] for shown in CLIP["labels"]]


@pytest.mark.parametrize("shown", CLIP["labels"], ids=lambda shown: shown["story"])
def test_label_is_readable_long_enough(played: Played, shown: dict[str, float]) -> None:
    assert len(played.between(shown["start"], shown["end"])) == 2 * CLIP["fps"]
    assert sum(map(bool, played.between(shown["start"], shown["end"]))) >= 0.8 * CLIP["fps"]


def test_view_is_empty_between_labels(played: Played) -> None:
    labels = CLIP["labels"]
    for before, after in pairwise(labels):
        assert after["start"] - before["end"] >= 0.25
        assert not any(played.between(before["end"], after["start"]))


@pytest.mark.parametrize("path", sorted((FOLDER / "hand").iterdir()), ids=lambda path: path.stem)
def test_still_is_small_and_reads_as_its_label(path: Path) -> None:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert [barcode.bytes.decode() for barcode in zxingcpp.read_barcodes(picture)] == [PAYLOADS[path.stem]]
    assert path.stat().st_size <= 100_000
