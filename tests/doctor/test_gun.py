"""The check card for scanner guns: it reads back from paper, and each fault of a gun shows in its row."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.decode import read_still
from kiosk.camera.frame import Frame
from kiosk.camera.gun import Gun, as_payload
from kiosk.doctor.card import LINES, card_pdf
from kiosk.doctor.gun import CARD, GS, SYMBOLS, gun_rows, read_card
from kiosk.doctor.row import State
from kiosk.settings import assets_dir
from kiosk.words import Words

SENT = b"]Q1" + CARD.encode()


@pytest.fixture
def line() -> Iterator[tuple[Gun, int]]:
    """A gun on a serial line, and the end that sends."""
    ours, its = os.openpty()
    gun = Gun(Path(os.ttyname(its)))
    os.close(its)
    yield gun, ours
    gun.close()
    os.close(ours)


def faults_of(sent: bytes) -> dict[str, State]:
    return {row.name: row.state for row in gun_rows(as_payload(sent)) if row.state is not State.OK}


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")
def test_printed_card_reads_back_and_is_well(tmp_path: Path) -> None:
    (tmp_path / "card.pdf").write_bytes(card_pdf(assets_dir() / "fonts", Words("vi")))
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", "card.pdf", "card"], cwd=tmp_path, check=True, timeout=50)
    (page,) = tmp_path.glob("card*.png")
    picture = np.asarray(cv2.imread(str(page), cv2.IMREAD_GRAYSCALE), np.uint8)
    (reading,) = read_still(Frame(picture, 0, 1))
    assert reading.payload.content == CARD.encode()
    assert {row.state for row in gun_rows(reading.payload)} == {State.OK}


def test_card_is_the_same_at_every_run() -> None:
    assert card_pdf(assets_dir() / "fonts", Words("vi")) == card_pdf(assets_dir() / "fonts", Words("vi"))


def test_gun_that_sends_all_as_printed_is_well() -> None:
    assert faults_of(SENT) == {}


def without(letters: str) -> bytes:
    return SENT.translate(None, letters.encode())


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        (b"]Q1" + CARD.upper().encode(), {"small letters": State.FAILED}),
        (b"]Q1" + CARD.lower().encode(), {"capitals": State.FAILED}),
        (b"]Q1" + CARD.swapcase().encode(), {"capitals": State.FAILED, "small letters": State.FAILED}),
        (without(GS), {"separator": State.FAILED}),
        (
            SENT.replace(GS.encode(), b"|"),
            {"separator": State.FAILED, "capitals": State.FAILED, "small letters": State.FAILED},
        ),
        (without("?_"), {"symbols": State.FAILED}),
        (without("7"), {"digits": State.FAILED}),
        (without("z"), {"small letters": State.FAILED}),
        (SENT.replace(b"xyz", b"xzy"), {"small letters": State.FAILED}),
        (CARD.encode(), {"symbology": State.WARNING}),
    ],
)
def test_each_fault_of_a_gun_shows_in_its_row(sent: bytes, faults: dict[str, State]) -> None:
    assert faults_of(sent) == faults


def test_what_does_not_come_is_named() -> None:
    rows = {row.name: row.finding for row in gun_rows(as_payload(without("?_")))}
    assert rows["symbols"] == "these do not come: ? _"
    assert set("?_") < set(SYMBOLS)


def test_card_is_waited_for_past_other_codes(line: tuple[Gun, int]) -> None:
    os.write(line[1], b"]E09521234543213\r\n" + SENT + b"\r\n")
    assert {row.state for row in read_card(line[0], 5)} == {State.OK}


@pytest.mark.parametrize(("sent", "found"), [(b"", "nothing"), (b"]E09521234543213\r\n", "other codes read: 1")])
def test_card_that_is_not_read_in_time_fails(line: tuple[Gun, int], sent: bytes, found: str) -> None:
    os.write(line[1], sent)
    (row,) = read_card(line[0], 0.3)
    assert (row.state, row.finding.startswith(found)) == (State.FAILED, True)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_card_names_the_device_and_starts_the_camera_again(language: str) -> None:
    told = [Words(language)(key) for key in LINES]
    assert "systemctl stop kiosk-camera" in told[1]
    assert "kiosk doctor gun /dev/ttyACM0" in told[2]
    assert "systemctl start kiosk-camera" in told[4]
