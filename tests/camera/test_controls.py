"""What is asked of a USB camera, by what it has."""

from __future__ import annotations

import errno
import fcntl
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera import controls
from kiosk.camera.controls import (
    AUTOMATIC_FOCUS,
    AUTOMATIC_GAIN,
    EXPOSURE,
    EXPOSURE_MODE,
    FOCUS,
    GAIN,
    MAINS_FREQUENCY,
    NAMES,
    SLOWED_BY_EXPOSURE,
    Controls,
    Plan,
    planned,
    said,
)
from kiosk.camera.gain import ladder
from kiosk.camera.spans import Span

ALL = {
    AUTOMATIC_GAIN: Span(0, 1),
    GAIN: Span(0, 255),
    MAINS_FREQUENCY: Span(0, 2),
    EXPOSURE_MODE: Span(0, 3),
    EXPOSURE: Span(3, 2047),
    SLOWED_BY_EXPOSURE: Span(0, 1),
    AUTOMATIC_FOCUS: Span(0, 1),
    FOCUS: Span(0, 250, 5),
}


def without(*missing: int) -> dict[int, int]:
    return dict(planned({one: span for one, span in ALL.items() if one not in missing}).settings)


def test_a_camera_that_has_all_gets_two_milliseconds_automatic_gain_and_no_automatic_focus() -> None:
    plan = planned(ALL)
    assert dict(plan.settings) == {
        EXPOSURE_MODE: 1,
        EXPOSURE: 20,
        AUTOMATIC_GAIN: 1,
        AUTOMATIC_FOCUS: 0,
        MAINS_FREQUENCY: 1,
        SLOWED_BY_EXPOSURE: 0,
    }
    order = [one for one, _ in plan.settings]
    assert order.index(EXPOSURE_MODE) < order.index(EXPOSURE), "the time is locked while the mode is automatic"
    assert plan.lacks == ()


@pytest.mark.parametrize("missing", [(AUTOMATIC_GAIN, GAIN), (EXPOSURE,), (EXPOSURE_MODE,)])
def test_without_any_gain_its_own_exposure_stays_but_may_not_slow_the_pictures(missing: tuple[int, ...]) -> None:
    settings = without(*missing)
    assert not settings.keys() & {AUTOMATIC_GAIN, GAIN, EXPOSURE, EXPOSURE_MODE}
    assert settings[SLOWED_BY_EXPOSURE] == 0
    assert settings[AUTOMATIC_FOCUS] == 0


def test_without_automatic_gain_the_exposure_is_two_milliseconds_and_the_gain_is_steered_here() -> None:
    plan = planned({one: span for one, span in ALL.items() if one != AUTOMATIC_GAIN})
    settings = dict(plan.settings)
    assert (settings[EXPOSURE_MODE], settings[EXPOSURE]) == (1, 20)
    assert plan.rungs == ladder(ALL[EXPOSURE], 20, ALL[GAIN])
    assert 0 < settings[GAIN] < 255
    assert "steered" in said(Path("/dev/video0"), plan, ())


def test_what_the_camera_steers_by_itself_is_not_steered_here() -> None:
    assert planned(ALL).rungs == ()
    assert GAIN not in dict(planned(ALL).settings)


@pytest.mark.parametrize(("wanted", "value"), [(0, None), (120, 120), (9999, 250)])
def test_the_focus_is_set_where_a_number_is_given(wanted: int, value: int | None) -> None:
    assert dict(planned(ALL, wanted).settings).get(FOCUS) == value
    assert AUTOMATIC_FOCUS in dict(planned(ALL, wanted).settings)


def test_the_focus_is_set_after_its_automatic_is_off() -> None:
    order = [one for one, _ in planned(ALL, 120).settings]
    assert order.index(AUTOMATIC_FOCUS) < order.index(FOCUS)


def test_what_is_missing_is_left_out_and_named() -> None:
    assert planned({}) == Plan((), tuple(NAMES.values()))
    assert AUTOMATIC_FOCUS not in without(AUTOMATIC_FOCUS)


@pytest.mark.parametrize(
    ("span", "value"), [(Span(1, 5000), 20), (Span(50, 10_000), 50), (Span(1, 10), 10), (Span(3, 2047, 8), 19)]
)
def test_the_time_is_the_nearest_that_the_camera_takes(span: Span, value: int) -> None:
    assert dict(planned({**ALL, EXPOSURE: span}).settings)[EXPOSURE] == value


def test_what_was_set_refused_and_missing_is_told() -> None:
    plan = Plan(((EXPOSURE, 20), (AUTOMATIC_FOCUS, 0)), ("automatic gain",))
    told = said(Path("/dev/video0"), plan, ("automatic focus",))
    assert told == ("/dev/video0 is set up: exposure time 20; it refused automatic focus; it has no automatic gain")


def test_what_is_no_camera_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    for name, told in (("video0", "nothing"), ("video9", "No such file")):
        opened = Controls(tmp_path / name)
        opened.steer(np.zeros((720, 1280), np.uint8), 1)
        opened.close()
        assert told in opened.said


def test_the_calls_are_those_of_the_kernel() -> None:
    """The numbers as `linux/videodev2.h` makes them on all machines where an int has four bytes."""
    assert (controls._QUERY_CALL, controls._SET_CALL) == (0xC0445624, 0xC008561C)
    assert (EXPOSURE, AUTOMATIC_FOCUS, FOCUS) == (0x009A0902, 0x009A090C, 0x009A090A)
    assert (AUTOMATIC_GAIN, GAIN) == (0x00980912, 0x00980913)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> dict[int, list[int]]:
    """A kernel that knows a camera with all controls but automatic gain: what each was set to, in turn."""
    values: dict[int, list[int]] = {}

    def ioctl(_handle: int, call: int, content: bytes) -> bytes:
        if call == controls._QUERY_CALL:
            one = controls._QUERY.unpack(content)[0]
            if one == AUTOMATIC_GAIN:
                raise OSError(errno.EINVAL, "Invalid argument")
            span = ALL[one]
            return controls._QUERY.pack(one, 1, b"", span.least, span.most, span.step, 0, 0)
        one, value = controls._SET.unpack(content)
        values.setdefault(one, []).append(value)
        return content

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    return values


def test_in_the_dark_the_gain_is_raised_and_then_the_exposure(tmp_path: Path, kernel: dict[int, list[int]]) -> None:
    (tmp_path / "video0").touch()
    opened = Controls(tmp_path / "video0")
    for number in range(200):
        opened.steer(np.full((720, 1280), 5, np.uint8), number * 66_000_000)
    opened.close()
    assert kernel[GAIN] == sorted(set(kernel[GAIN]))
    assert kernel[GAIN][-1] == 255
    assert kernel[EXPOSURE][0] == 20
    assert kernel[EXPOSURE][-1] == 100


def test_the_middle_of_the_picture_tells_how_bright_it_is(tmp_path: Path, kernel: dict[int, list[int]]) -> None:
    (tmp_path / "video0").touch()
    opened = Controls(tmp_path / "video0")
    picture = np.zeros((720, 1280), np.uint8)
    picture[180:540, 320:960] = 110
    for number in range(60):
        opened.steer(picture, number * 66_000_000)
    opened.close()
    assert len(kernel[GAIN]) == 1
