"""Measures of a frame, hints from them, and whether the pictures are real."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Pixels
from kiosk.camera.guidance import APPEARS_AFTER_NS, STAYS_NS, Guidance
from kiosk.camera.health import PATIENCE_NS, Health
from kiosk.camera.presence import Look, look
from kiosk.messages.local import CameraState, Hint
from tests.camera.pictures import FORMATS as F
from tests.camera.pictures import SEALED, background, bars, blurred, frame, gs1, placed, qr

MS = 1_000_000
SIZE = (1280, 720)


def seen(picture: Pixels) -> Look:
    return look(frame(picture))


@pytest.mark.parametrize(
    "code",
    [qr(SEALED), bars("9521234543213", F.EAN13), gs1("(01)09521234543213(10)L1", F.DataMatrix, 6)],
    ids=["qr", "bars", "data matrix"],
)
def test_something_like_a_code_is_seen_where_it_is(code: Pixels) -> None:
    box = seen(placed(code, at=(200, 300))).box
    assert box is not None
    height, width = code.shape
    assert box.centre == pytest.approx((200 + width / 2, 300 + height / 2), abs=40)


def test_a_soft_background_is_like_no_code() -> None:
    assert all(seen(background(seed)).box is None for seed in range(5))


def moved(picture: Pixels, pixels: int) -> Pixels:
    kernel = np.zeros((pixels, pixels), np.float32)
    kernel[pixels // 2] = 1 / pixels
    return np.asarray(cv2.filter2D(picture, -1, kernel), np.uint8)


def glossy(picture: Pixels) -> Pixels:
    shiny = picture.copy()
    cv2.circle(shiny, (640, 350), 70, 255, -1)
    return shiny


PICTURES = {
    Hint.NONE: placed(qr(SEALED)),
    Hint.CLOSER: placed(qr(SEALED, 2)),
    Hint.FARTHER: placed(qr(SEALED, 14)[60:780]),
    Hint.HOLD_STILL: moved(placed(qr(SEALED)), 14),
    Hint.TOO_DARK: (placed(qr(SEALED)) * 0.12).astype(np.uint8),
    Hint.GLARE: glossy(placed(qr(SEALED))),
}


def hint_after(picture: Pixels, ms: int, guidance: Guidance | None = None, *, is_read: bool = False) -> Hint:
    """Return the hint after `ms` of this picture at 20 frames a second."""
    guidance = guidance or Guidance()
    measures = seen(picture)
    hint = Hint.NONE
    for at in range(0, ms + 1, 50):
        hint = guidance.after(measures, SIZE, STAYS_NS + at * MS, is_read=is_read, has_two_codes=False)
    return hint


@pytest.mark.parametrize("hint", PICTURES)
def test_a_label_that_does_not_read_gets_the_hint_that_helps(hint: Hint) -> None:
    assert hint_after(PICTURES[hint], 600) is hint


def test_defocus_is_told_as_motion_is() -> None:
    assert hint_after(placed(blurred(qr(SEALED), 3.2)), 600) is Hint.HOLD_STILL


def test_a_hint_waits_before_it_appears() -> None:
    assert hint_after(PICTURES[Hint.CLOSER], 400) is Hint.NONE


def test_a_label_that_reads_gets_no_hint() -> None:
    assert hint_after(PICTURES[Hint.CLOSER], 2000, is_read=True) is Hint.NONE


def test_a_hint_goes_at_once_when_the_label_reads() -> None:
    guidance = Guidance()
    assert hint_after(PICTURES[Hint.CLOSER], 600, guidance) is Hint.CLOSER
    now = STAYS_NS + 650 * MS
    assert guidance.after(seen(background()), SIZE, now, is_read=True, has_two_codes=False) is Hint.NONE


def test_a_hint_does_not_flicker() -> None:
    """Advice that changes from frame to frame shows nothing new."""
    guidance = Guidance()
    closer, dark = seen(PICTURES[Hint.CLOSER]), seen(PICTURES[Hint.TOO_DARK])
    shown = {
        guidance.after(
            closer if number % 2 else dark, SIZE, STAYS_NS + number * 50 * MS, is_read=False, has_two_codes=False
        )
        for number in range(60)
    }
    assert shown == {Hint.NONE}


def test_a_label_that_is_waved_about_is_asked_to_hold_still() -> None:
    guidance = Guidance()
    pictures = [seen(placed(qr(SEALED), at=(left, 200))) for left in (100, 700)]
    hints = [
        guidance.after(pictures[number % 2], SIZE, STAYS_NS + number * 66 * MS, is_read=False, has_two_codes=False)
        for number in range(12)
    ]
    assert hints[-1] is Hint.HOLD_STILL


def test_two_codes_are_told_though_they_read_but_not_for_a_moment() -> None:
    guidance = Guidance()
    measures = seen(PICTURES[Hint.NONE])
    told = [
        guidance.after(measures, SIZE, STAYS_NS + at * MS, is_read=True, has_two_codes=True) for at in (0, 300, 600)
    ]
    assert told == [Hint.NONE, Hint.NONE, Hint.TWO_CODES]
    assert APPEARS_AFTER_NS == 500 * MS
    gone = guidance.after(measures, SIZE, STAYS_NS + 650 * MS, is_read=True, has_two_codes=False)
    assert gone is Hint.NONE


def states(pictures: list[Pixels], *, is_live: bool) -> list[CameraState]:
    """Return the states after these pictures, half a second apart."""
    health = Health(is_live=is_live)
    return [health.after(seen(picture), number * PATIENCE_NS // 4) for number, picture in enumerate(pictures)]


def test_pictures_that_differ_are_a_working_camera() -> None:
    assert set(states([background(seed) for seed in range(8)], is_live=True)) == {CameraState.WORKING}


def test_equal_pictures_for_two_seconds_are_a_frozen_camera() -> None:
    assert states([background()] * 6, is_live=True) == [CameraState.WORKING] * 4 + [CameraState.FROZEN] * 2


def test_a_picture_held_from_a_file_is_not_frozen() -> None:
    assert set(states([background()] * 8, is_live=False)) == {CameraState.WORKING}


@pytest.mark.parametrize("is_live", [True, False])
def test_black_pictures_for_two_seconds_are_told_as_black(*, is_live: bool) -> None:
    black = np.zeros((720, 1280), np.uint8)
    assert states([black] * 6, is_live=is_live) == [CameraState.WORKING] * 4 + [CameraState.BLACK] * 2


def test_one_picture_with_light_makes_a_black_camera_work() -> None:
    black = np.zeros((720, 1280), np.uint8)
    assert states([black] * 6 + [background()], is_live=True)[-1] is CameraState.WORKING


def test_a_dim_market_is_not_black() -> None:
    dim = (placed(qr(SEALED)) * 0.12).astype(np.uint8)
    assert set(states([dim] * 8, is_live=False)) == {CameraState.WORKING}


def test_the_measures_of_a_dark_frame_are_those_of_a_lit_one() -> None:
    lit, dark = seen(PICTURES[Hint.NONE]), seen(PICTURES[Hint.TOO_DARK])
    assert dark.gain > 4
    assert dark.box == lit.box
    assert lit.gain == 1.0
