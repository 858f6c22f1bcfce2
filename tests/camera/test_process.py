"""The camera process as it runs on a unit, before a plain socket in the screen's place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from kiosk.messages.local import (
    Beat,
    CameraReport,
    CameraState,
    Hello,
    Message,
    Part,
    Pictured,
    Scanned,
    SourceEnded,
)
from kiosk.preview import FILE_NAME, PreviewReader
from kiosk.processes.link import SOCKET_NAME
from kiosk.processes.together import END_WITHIN_S
from tests.camera.fake_screen import FakeScreen
from tests.camera.pictures import FORMATS as F
from tests.camera.pictures import SEALED, background, bars, placed, qr, write_clip

PROGRAM = """
import sys, logging
from pathlib import Path
from kiosk.processes.camera import run_camera
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
sys.exit(run_camera(sys.argv[1], Path(sys.argv[2]), loop=sys.argv[3] == "loop", speed=float(sys.argv[4])))
"""
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(source: object, *, loop: bool = False, speed: float = 1.0) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, str(source), str(tmp_path), "loop" if loop else "once", str(speed)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[FakeScreen]:
    screen = FakeScreen(tmp_path / SOCKET_NAME)
    yield screen
    screen.close()


def scans(said: list[Message]) -> list[tuple[bytes, str]]:
    return [(one.content, one.symbology) for one in said if isinstance(one, Scanned)]


def ended(said: list[Message]) -> bool:
    return any(isinstance(one, SourceEnded) for one in said)


def is_lost(number: str) -> Callable[[list[Message]], bool]:
    return lambda said: CameraReport(state=CameraState.LOST, number=number) in said


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three labels, each held for 18 frames, with nothing for five between them."""
    labels = [placed(qr(SEALED)), placed(qr("Cà chua Đà Lạt".encode())), placed(bars("9521234543213", F.EAN13))]
    pictures: list[np.ndarray] = []
    for label in labels:
        pictures += [background()] * 5 + [label] * 18
    return write_clip(tmp_path_factory.mktemp("clip") / "labels.avi", [*pictures, *[background()] * 5])


def test_each_label_of_a_clip_is_scanned_once(start: Start, screen: FakeScreen, clip: Path, tmp_path: Path) -> None:
    process = start(clip)
    said = screen.until(ended, timeout_s=50)
    assert scans(said) == [(SEALED, "]Q1"), ("Cà chua Đà Lạt".encode(), "]Q1"), (b"9521234543213", "]E0")]
    assert said[0] == Hello(part=Part.CAMERA)
    assert CameraReport(state=CameraState.WORKING) in said
    assert said.count(Beat()) >= 4
    numbers = [one.number for one in said if isinstance(one, Pictured)]
    assert numbers == sorted(numbers)
    assert len(numbers) > 20
    reader = PreviewReader(tmp_path / FILE_NAME)
    picture = reader.read(numbers[-1])
    assert picture is not None
    assert len(set(picture.pixels)) > 10
    reader.close()
    for one in said:
        if isinstance(one, Scanned):
            assert 0 < time.monotonic_ns() - one.frame_ns < 20e9
            assert one.frames >= 1
            assert one.decode_ms > 0
    assert process.poll() is None, "it stays, and beats on, when a clip came to its end"


def test_sigterm_ends_it_at_once(start: Start, screen: FakeScreen, clip: Path) -> None:
    process = start(clip, loop=True)
    screen.until(lambda said: any(isinstance(one, Pictured) for one in said))
    told_at = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert time.monotonic() - told_at < END_WITHIN_S, "later the supervisor kills it"


def test_a_clip_begins_when_somebody_looks(start: Start, clip: Path, tmp_path: Path) -> None:
    process = psutil.Process(start(clip, speed=2.0).pid)
    end = time.monotonic() + 30
    while len(process.children(recursive=True)) < 2:  # the decoder's keeper, and the decoder
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(3)  # longer than all of the clip
    screen = FakeScreen(tmp_path / SOCKET_NAME)
    said = screen.until(lambda said: bool(scans(said)), timeout_s=50)
    assert scans(said)[0] == (SEALED, "]Q1")
    screen.close()


def test_a_screen_that_was_started_anew_hears_what_holds(start: Start, screen: FakeScreen, clip: Path) -> None:
    start(clip, loop=True)
    working = CameraReport(state=CameraState.WORKING)
    screen.until(lambda said: working in said)
    screen.hang_up()
    screen.messages.clear()
    said = screen.until(lambda said: working in said)
    assert said[:2] == [Hello(part=Part.CAMERA), working]


def test_a_screen_that_was_started_anew_hears_of_the_label_that_is_held(
    start: Start, screen: FakeScreen, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "label.png"), placed(qr(SEALED)))
    start(tmp_path / "label.png", loop=True)
    screen.until(lambda said: bool(scans(said)))
    screen.hang_up()
    screen.messages.clear()
    assert scans(screen.until(lambda said: bool(scans(said)))) == [(SEALED, "]Q1")]


def test_a_source_that_names_nothing_ends_it(start: Start) -> None:
    process = start("camera:front")
    _, complaint = process.communicate(timeout=50)
    assert process.returncode != 0
    assert "CAM-06" in complaint


def test_a_camera_that_is_not_there_is_told_and_tried_again(start: Start, screen: FakeScreen) -> None:
    process = start("camera:97")
    said = screen.until(is_lost("CAM-01"))
    screen.until(lambda said: said.count(Beat()) >= 4)
    assert said.count(CameraReport(state=CameraState.LOST, number="CAM-01")) == 1
    process.send_signal(signal.SIGTERM)
    _, complaint = process.communicate(timeout=30)
    assert [line for line in complaint.splitlines() if "CAM-01" in line] == complaint.splitlines()
    assert len(complaint.splitlines()) == 1


def test_a_broken_video_gives_one_line(start: Start, screen: FakeScreen, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypmp42" + os.urandom(4000))
    process = start(broken)
    screen.until(is_lost("CAM-03"))
    screen.until(lambda said: said.count(Beat()) >= 4)
    process.send_signal(signal.SIGTERM)
    _, complaint = process.communicate(timeout=30)
    assert len(complaint.splitlines()) == 1
    assert "CAM-03" in complaint
    assert "broken.mp4" in complaint


def test_a_source_that_breaks_and_is_mended_works_again(
    start: Start, screen: FakeScreen, clip: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved.avi"
    moved.write_bytes(b"no video yet")
    start(moved)
    screen.until(is_lost("CAM-03"))
    moved.write_bytes(clip.read_bytes())
    said = screen.until(lambda said: CameraReport(state=CameraState.WORKING) in said)
    assert said.index(CameraReport(state=CameraState.LOST, number="CAM-03")) < said.index(
        CameraReport(state=CameraState.WORKING)
    )


def test_black_pictures_are_told(start: Start, screen: FakeScreen, tmp_path: Path) -> None:
    black = write_clip(tmp_path / "black.avi", [np.zeros((360, 640), np.uint8)] * 60, rate=20)
    start(black)
    screen.until(lambda said: CameraReport(state=CameraState.BLACK, number="CAM-04") in said)


def test_a_gun_is_a_camera_too(start: Start, screen: FakeScreen) -> None:
    ours, its = os.openpty()
    start(f"serial:{os.ttyname(its)}")
    screen.until(lambda said: CameraReport(state=CameraState.WORKING) in said)
    os.write(ours, b"]Q3010952123454321310L1\x1d217K\r\n")
    said = screen.until(lambda said: bool(scans(said)))
    assert scans(said) == [(b"010952123454321310L1\x1d217K", "]Q3")]
    os.close(ours)
    screen.until(is_lost("CAM-02"))
    os.close(its)
