"""What is asked of a USB camera, by what it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.camera import controls
from kiosk.camera.controls import (
    AUTOMATIC_FOCUS,
    AUTOMATIC_GAIN,
    EXPOSURE,
    EXPOSURE_MODE,
    MAINS_FREQUENCY,
    NAMES,
    SLOWED_BY_EXPOSURE,
    Plan,
    Span,
    planned,
    said,
    set_up,
)

ALL = {
    AUTOMATIC_GAIN: Span(0, 1),
    MAINS_FREQUENCY: Span(0, 2),
    EXPOSURE_MODE: Span(0, 3),
    EXPOSURE: Span(3, 2047),
    SLOWED_BY_EXPOSURE: Span(0, 1),
    AUTOMATIC_FOCUS: Span(0, 1),
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


@pytest.mark.parametrize("missing", [AUTOMATIC_GAIN, EXPOSURE, EXPOSURE_MODE])
def test_without_automatic_gain_its_own_exposure_stays_but_may_not_slow_the_pictures(missing: int) -> None:
    settings = without(missing)
    assert not settings.keys() & {AUTOMATIC_GAIN, EXPOSURE, EXPOSURE_MODE}
    assert settings[SLOWED_BY_EXPOSURE] == 0
    assert settings[AUTOMATIC_FOCUS] == 0


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
    assert "nothing" in set_up(tmp_path / "video0")
    assert "No such file" in set_up(tmp_path / "video9")


def test_the_calls_are_those_of_the_kernel() -> None:
    """The numbers as `linux/videodev2.h` makes them on all machines where an int has four bytes."""
    assert (controls._QUERY_CALL, controls._SET_CALL) == (0xC0445624, 0xC008561C)
    assert (EXPOSURE, AUTOMATIC_FOCUS, AUTOMATIC_GAIN) == (0x009A0902, 0x009A090C, 0x00980912)
