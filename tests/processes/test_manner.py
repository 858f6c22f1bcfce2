"""What `kiosk run` does on which machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.errors import SettingsError
from kiosk.processes.manner import FIRST_CAMERA, LOOPED_SPEED, ONCE_SPEED, Machine, Wish, decide, is_live

DEVELOPERS = Machine(is_enrolled=False, has_display=True, has_camera=True, clip="clip.mp4")
UNIT = replace(DEVELOPERS, is_enrolled=True)


def test_display_and_camera_run_live() -> None:
    manner = decide(Wish(), DEVELOPERS)
    assert (manner.source, manner.loop, manner.ends, manner.is_headless) == (FIRST_CAMERA, False, False, False)


def test_display_without_camera_loops_the_clip_and_says_how_to_give_it_one() -> None:
    manner = decide(Wish(), replace(DEVELOPERS, has_camera=False))
    assert (manner.source, manner.loop, manner.speed, manner.ends) == ("clip.mp4", True, LOOPED_SPEED, False)
    assert "--source" in manner.advice


def test_without_a_display_the_clip_plays_once_and_fast_even_beside_a_camera() -> None:
    manner = decide(Wish(), replace(DEVELOPERS, has_display=False))
    assert (manner.source, manner.loop, manner.speed, manner.ends) == ("clip.mp4", False, ONCE_SPEED, True)
    assert manner.is_headless


def test_headless_can_be_asked_for() -> None:
    assert decide(Wish(is_headless=True), DEVELOPERS).ends


def test_a_source_of_ones_own_is_played_at_its_own_pace() -> None:
    manner = decide(Wish(source="photo.jpg", is_headless=True), DEVELOPERS)
    assert (manner.source, manner.speed, manner.ends) == ("photo.jpg", 1.0, True)


def test_a_source_of_ones_own_on_a_display_is_shown_again_and_again() -> None:
    manner = decide(Wish(source="photo.jpg"), DEVELOPERS)
    assert (manner.loop, manner.ends) == (True, False)


def test_a_file_that_settings_loop_never_ends() -> None:
    manner = decide(Wish(source="photo.jpg", is_headless=True), replace(DEVELOPERS, loops=True))
    assert (manner.loop, manner.ends) == (True, False)


@pytest.mark.parametrize("source", ["camera:1", "pi", "serial:/dev/ttyACM0"])
def test_a_live_source_never_ends(source: str) -> None:
    manner = decide(Wish(source=source, is_headless=True), DEVELOPERS)
    assert (manner.loop, manner.ends) == (False, False)


def test_a_file_that_begins_like_the_pi_camera_is_a_file() -> None:
    assert not is_live("picture.png")


def test_the_settings_source_comes_before_what_is_found_here() -> None:
    assert decide(Wish(), replace(DEVELOPERS, source="camera:2")).source == "camera:2"


def test_every_machine_that_is_no_unit_shows_the_demonstration() -> None:
    assert decide(Wish(), DEVELOPERS).is_demonstration


def test_an_enrolled_unit_never_shows_samples() -> None:
    manner = decide(Wish(), replace(UNIT, has_display=False, has_camera=False))
    assert (manner.is_demonstration, manner.source, manner.ends) == (False, FIRST_CAMERA, False)


def test_a_demonstration_on_an_enrolled_unit_is_refused() -> None:
    with pytest.raises(SettingsError, match="RUN-01"):
        decide(Wish(is_demo=True), UNIT)
