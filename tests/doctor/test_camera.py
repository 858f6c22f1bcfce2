"""The camera's rows: by real frames of a real source, and by the live picture of a unit that runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame, Pixels
from kiosk.camera.live import LivePicture
from kiosk.camera.mirror import Stance, stance
from kiosk.doctor.camera import camera_rows, picture_rows
from kiosk.doctor.live import bar, live_lines
from kiosk.doctor.pictures import LivePictures, Seen, open_pictures
from kiosk.doctor.row import Row, State
from kiosk.doctor.subject import Subject
from kiosk.messages.local import CameraState
from kiosk.preview import FILE_NAME, PreviewReader, PreviewWriter
from tests.camera.pictures import SEALED, background, blurred, placed, qr
from tests.doctor.conftest import row_of, with_settings

LABEL = placed(qr(SEALED, 6))
LOOK_S = 0.6


@pytest.fixture
def shown(subject: Subject) -> Iterator[list[Pixels]]:
    """The picture that the camera process of the unit shows 20 times a second, until the test ends."""
    pictures = [LABEL]
    ring, live, is_over = PreviewWriter(subject.places.runtime / FILE_NAME), LivePicture(), threading.Event()

    def write() -> None:
        number = 0
        while not is_over.wait(0.05):
            number += 1
            noise = np.random.default_rng(number).integers(0, 2, pictures[0].shape, np.uint8)
            frame = Frame(np.asarray(cv2.add(pictures[0], noise), np.uint8), time.monotonic_ns(), number)
            ring.write(number, frame.taken_ns, live.of(frame))

    writing = threading.Thread(target=write, name="camera")
    writing.start()
    try:
        until_shown(subject)
        yield pictures
    finally:
        is_over.set()
        writing.join()
        ring.close()


def until_shown(subject: Subject) -> None:
    """Wait until what is to be seen now is in the ring: the second new picture, for the first may be an old one."""
    until_s, before = time.monotonic() + 30, newest_number(subject)
    while newest_number(subject) < before + 2:
        assert time.monotonic() < until_s
        time.sleep(0.02)


def newest_number(subject: Subject) -> int:
    reader = PreviewReader(subject.places.runtime / FILE_NAME)
    newest = reader.newest()
    reader.close()
    return 0 if newest is None else newest.number


def rows_of(subject: Subject) -> tuple[Row, ...]:
    return camera_rows(subject, LOOK_S)


def test_running_unit_with_a_sharp_label_is_well(subject: Subject, shown: list[Pixels]) -> None:
    rows = rows_of(subject)
    states = {row.name: row.state for row in rows if row.name != "frame rate"}  # this machine may be busy
    assert states == dict.fromkeys(("camera", "light", "sharpness", "label's size", "motion", "picture"), State.OK)


@pytest.mark.parametrize(
    ("spoilt", "name"),
    [
        (blurred(LABEL, 9), "sharpness"),
        (LABEL[:, ::-1], "picture"),
        (cv2.rotate(LABEL, cv2.ROTATE_180), "picture"),
        (LABEL // 8, "light"),
    ],
)
def test_what_is_wrong_with_the_picture_shows(subject: Subject, shown: list[Pixels], spoilt: Pixels, name: str) -> None:
    shown[0] = np.ascontiguousarray(spoilt)
    until_shown(subject)
    assert row_of(rows_of(subject), name).state in {State.WARNING, State.FAILED}


GOOD = Seen(CameraState.WORKING, 30.0, 1280, 720, 120.0, 90.0, 0.9, 0.0, Stance(0, is_mirrored=False), 4.0, 0.0)


def test_good_pictures_are_well() -> None:
    assert {row.state for row in picture_rows("camera:0", GOOD)} == {State.OK}


@pytest.mark.parametrize(
    ("spoilt", "name", "state"),
    [
        (replace(GOOD, rate=14.0), "frame rate", State.WARNING),
        (replace(GOOD, rate=7.0), "frame rate", State.FAILED),
        (replace(GOOD, brightness=20.0), "light", State.FAILED),
        (replace(GOOD, brightness=240.0), "light", State.WARNING),
        (replace(GOOD, glare=0.2), "light", State.WARNING),
        (replace(GOOD, sharpness=0.2), "sharpness", State.WARNING),
        (replace(GOOD, sharpness=0.1), "sharpness", State.FAILED),
        (replace(GOOD, sharpness=None), "sharpness", State.ABSENT),
        (replace(GOOD, module_px=2.0), "label's size", State.WARNING),
        (replace(GOOD, module_px=None), "label's size", State.ABSENT),
        (replace(GOOD, motion=0.8), "motion", State.WARNING),
        (replace(GOOD, motion=None), "motion", State.ABSENT),
        (replace(GOOD, stance=None), "picture", State.ABSENT),
        (replace(GOOD, stance=Stance(2, is_mirrored=False)), "picture", State.WARNING),
        (replace(GOOD, stance=Stance(0, is_mirrored=True)), "picture", State.FAILED),
        (replace(GOOD, state=CameraState.BLACK), "camera", State.FAILED),
        (replace(GOOD, state=CameraState.FROZEN), "camera", State.FAILED),
    ],
)
def test_each_measure_is_a_row_of_its_own(spoilt: Seen, name: str, state: State) -> None:
    rows = picture_rows("camera:0", spoilt)
    assert {row.name: row.state for row in rows if row.state is not State.OK} == {name: state}


def test_without_a_label_sharpness_and_stance_are_not_judged(subject: Subject, shown: list[Pixels]) -> None:
    shown[0] = background()
    until_shown(subject)
    rows = rows_of(subject)
    assert {row_of(rows, name).state for name in ("sharpness", "motion", "picture")} == {State.ABSENT}


def test_camera_that_is_set_and_not_there_fails(subject: Subject) -> None:
    (row,) = rows_of(with_settings(subject, camera={"source": "camera:99"}))
    assert (row.state, row.finding[:6]) == (State.FAILED, "CAM-01")


def test_developers_machine_needs_no_camera(subject: Subject) -> None:
    (row,) = rows_of(replace(subject, is_enrolled=False))
    assert row.state is State.ABSENT


def test_live_picture_of_a_camera_process_that_ended_is_not_believed(subject: Subject) -> None:
    ring = PreviewWriter(subject.places.runtime / FILE_NAME)
    old_ns = time.monotonic_ns() - 5_000_000_000
    ring.write(1, old_ns, LivePicture().of(Frame(LABEL, old_ns, 1)))
    ring.close()
    (row,) = rows_of(with_settings(subject, camera={"source": "camera:99"}))
    assert row.finding.startswith("CAM-01")


def test_newest_picture_is_by_its_time_not_by_its_number(tmp_path: Path) -> None:
    ring, live = PreviewWriter(tmp_path / "ring"), LivePicture()
    for number, taken_ns in ((101, 1), (102, 2), (1, 3)):  # a camera process that started anew counts anew
        ring.write(number, taken_ns, live.of(Frame(LABEL, taken_ns, number)))
    newest = PreviewReader(tmp_path / "ring").newest()
    assert newest is not None
    assert newest.number == 1
    ring.close()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda picture: picture, Stance(0, is_mirrored=False)),
        (lambda picture: cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE), Stance(1, is_mirrored=False)),
        (lambda picture: cv2.rotate(picture, cv2.ROTATE_180), Stance(2, is_mirrored=False)),
        (lambda picture: picture[:, ::-1], Stance(0, is_mirrored=True)),
        (lambda picture: picture[::-1], Stance(0, is_mirrored=True)),
        (lambda _: background(), None),
    ],
)
@pytest.mark.parametrize("content", [SEALED, b"https://a.example/", b"7"])
def test_stance_of_a_square(change: Callable[[Pixels], Pixels], expected: Stance | None, content: bytes) -> None:
    assert stance(np.ascontiguousarray(change(placed(qr(content))))) == expected


def test_live_line_tells_sharpness_light_and_codes(subject: Subject, shown: list[Pixels]) -> None:
    source = open_pictures(subject)
    assert isinstance(source, LivePictures)
    lines = list(live_lines(source, 1.2))
    source.close()
    assert 2 <= len(lines) <= 5
    assert "#" in lines[-1]
    assert "codes 1" in lines[-1]
    assert all(measure in lines[-1] for measure in ("module", "glare", "motion", "seen"))


def test_live_line_hints_where_there_is_no_label(subject: Subject, shown: list[Pixels]) -> None:
    shown[0] = background()
    until_shown(subject)
    source = open_pictures(subject)
    assert isinstance(source, LivePictures)
    assert list(live_lines(source, 0.6))[-1].endswith("hold a label before the camera")
    source.close()


@pytest.mark.parametrize(("sharpness", "marks"), [(0.0, (0, ":")), (0.5, (15, ":")), (1.0, (29, "|"))])
def test_bar_is_as_long_as_the_picture_is_sharp(sharpness: float, marks: tuple[int, str]) -> None:
    drawn = bar(sharpness, sharpness)
    assert len(drawn) == 32
    assert drawn.count("#") in {marks[0], marks[0] - 1}
