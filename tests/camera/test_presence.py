"""Measures of a frame, hints from them, and whether the pictures are real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists, sampled_from

from bench.reading.clips import KINDS, clip
from kiosk.camera.frame import Box, Pixels
from kiosk.camera.guidance import APPEARS_AFTER_NS, STAYS_NS, Guidance, advice
from kiosk.camera.health import PATIENCE_NS, Health
from kiosk.camera.live import framed
from kiosk.camera.measures import Measurer, Measures
from kiosk.camera.modules import module_pixels
from kiosk.camera.presence import Look, look
from kiosk.messages.local import CameraState, Guided, Hint
from tests.camera.pictures import FORMATS as F
from tests.camera.pictures import SEALED, background, bars, blurred, frame, gs1, placed, qr, turned

MS = 1_000_000


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


def guided_by(pictures: Iterable[Pixels], guidance: Guidance | None = None, every_ms: int = 66) -> list[Guided]:
    """Return what is shown after each of these pictures, none of which is read."""
    guidance, measurer = guidance or Guidance(), Measurer()
    shown = []
    for number, picture in enumerate(pictures):
        one = frame(picture, taken_ns=STAYS_NS + number * every_ms * MS)
        shown.append(guidance.after(measurer.after(one, look(one)), one.taken_ns))
    return shown


@pytest.mark.parametrize("hint", PICTURES)
def test_a_label_that_does_not_read_gets_the_hint_that_helps(hint: Hint) -> None:
    assert guided_by([PICTURES[hint]] * 10)[-1].hint is hint


def test_defocus_is_told_as_motion_is() -> None:
    assert guided_by([placed(blurred(qr(SEALED), 3.2))] * 10)[-1].hint is Hint.HOLD_STILL


def test_a_hint_waits_before_it_appears() -> None:
    assert {one.hint for one in guided_by([PICTURES[Hint.CLOSER]] * 7)} == {Hint.NONE}


MEASURED = Measures(Box(500, 200, 780, 480), 1280, 720, 4.0, 0.9, 120.0, 0.0, 0.0, 1.0)
FAR = replace(MEASURED, module_px=2.0)


def test_a_label_that_reads_gets_no_hint() -> None:
    guidance = Guidance()
    assert {guidance.after(FAR, STAYS_NS + at * 50 * MS, is_read=True).hint for at in range(40)} == {Hint.NONE}


def test_a_hint_goes_at_once_when_the_label_reads() -> None:
    guidance = Guidance()
    assert [guidance.after(FAR, STAYS_NS + at * MS).hint for at in (0, 500)] == [Hint.NONE, Hint.CLOSER]
    assert guidance.after(MEASURED, STAYS_NS + 550 * MS, is_read=True) == Guided(hint=Hint.NONE)


def test_a_hint_does_not_flicker() -> None:
    """Advice that changes from frame to frame shows nothing new."""
    guidance, dark = Guidance(), replace(MEASURED, brightness=9.0)
    shown = {guidance.after(FAR if at % 2 else dark, STAYS_NS + at * 50 * MS).hint for at in range(60)}
    assert shown == {Hint.NONE}


@given(lists(sampled_from([FAR, replace(MEASURED, glare=0.4), MEASURED, None]), min_size=20, max_size=120))
@settings(max_examples=60, deadline=None)
def test_a_hint_that_gives_way_to_another_stood_for_a_second(stream: list[Measures | None]) -> None:
    guidance = Guidance()
    hints = [guidance.after(seen, STAYS_NS + at * 66 * MS).hint for at, seen in enumerate(stream)]
    changes = [at for at in range(1, len(hints)) if hints[at] is not hints[at - 1]]
    assert all((after - before) * 66 * MS >= STAYS_NS for before, after in pairwise(changes))


def test_what_lies_in_view_and_is_held_by_nobody_is_asked_for_nothing() -> None:
    assert advice(FAR) is Hint.CLOSER
    assert advice(replace(FAR, in_view_s=60.0)) is Hint.NONE
    assert advice(replace(FAR, in_view_s=60.0, motion=0.1)) is Hint.CLOSER


def test_a_good_picture_that_does_not_read_for_seconds_is_asked_to_be_flattened() -> None:
    assert advice(MEASURED) is Hint.NONE
    assert advice(replace(MEASURED, in_view_s=4.0)) is Hint.FLATTEN


def test_a_label_that_is_waved_about_is_asked_to_hold_still() -> None:
    waved = [placed(qr(SEALED), at=(left, 200)) for left in (100, 700)]
    assert guided_by(waved * 6)[-1].hint is Hint.HOLD_STILL


def test_two_codes_are_told_though_they_read_but_not_for_a_moment() -> None:
    guidance = Guidance()
    told = [guidance.after(None, STAYS_NS + at * MS, is_read=True, has_two_codes=True).hint for at in (0, 300, 600)]
    assert told == [Hint.NONE, Hint.NONE, Hint.TWO_CODES]
    assert APPEARS_AFTER_NS == 500 * MS
    assert guidance.after(None, STAYS_NS + 650 * MS, is_read=True).hint is Hint.NONE


def test_the_label_is_framed_while_a_hint_is_shown_and_the_frame_stands_still_with_it() -> None:
    guidance = Guidance()
    nudged = replace(FAR, box=Box(510, 205, 790, 485))
    moved_on = replace(FAR, box=Box(700, 205, 980, 485))
    shown = [guidance.after(one, STAYS_NS + at * 500 * MS) for at, one in enumerate((FAR, FAR, nudged, moved_on))]
    assert shown[0] == Guided(hint=Hint.NONE)
    (first,) = shown[1].frames
    assert (first.left, first.top, first.right, first.bottom) == pytest.approx(
        (500 / 1280, 200 / 720, 780 / 1280, 480 / 720), abs=0.001
    )
    assert shown[2].frames == (first,)
    assert shown[3].frames[0].left == pytest.approx(700 / 1280, abs=0.001)
    assert shown[1].module_px == 2.0


def test_a_label_of_an_upright_frame_is_framed_where_the_live_picture_has_it() -> None:
    place = framed(Box(0, 0, 720, 1280), 720, 1280)
    assert (place.top, place.bottom) == (0, 1)
    assert place.right - place.left == pytest.approx((9 / 16) ** 2, abs=0.01)
    assert place.left + place.right == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("module", [2, 3, 4, 8, 14])
def test_pixels_a_module_are_measured_from_the_finder_patterns(module: int) -> None:
    one = frame(placed(qr(SEALED, module)[:700]))
    box = look(one).box
    assert box is not None
    assert module_pixels(one, box) == pytest.approx(module, rel=0.05)


@pytest.mark.parametrize("degrees", [10, 30, 45])
def test_a_turned_code_has_the_same_pixels_a_module(degrees: int) -> None:
    one = frame(placed(turned(qr(SEALED), degrees)))
    assert module_pixels(one, Box(440, 160, 840, 560)) == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize(
    "picture",
    [background(), placed(bars("9521234543213", F.EAN13)), np.full((720, 1280), 90, np.uint8)],
    ids=["nothing", "bars", "flat"],
)
def test_what_has_no_finder_pattern_has_no_pixels_a_module(picture: Pixels) -> None:
    assert module_pixels(frame(picture), Box(400, 200, 880, 520)) is None


@pytest.mark.parametrize("box", [Box(0, 0, 1, 1), Box(0, 0, 14, 14), Box(0, 0, 1280, 720)])
def test_pixels_a_module_of_any_box_are_measured_or_refused(box: Box) -> None:
    module_pixels(frame(background()), box)


@pytest.mark.parametrize("pixels", [0, 10, 60])
def test_motion_is_measured_in_widths_a_second(pixels: int) -> None:
    measurer = Measurer()
    for number in range(2):
        one = frame(placed(qr(SEALED), background(number), at=(300 + number * pixels, 200)), number + 1)
        measured = measurer.after(one, look(one))
    assert measured is not None
    assert measured.motion == pytest.approx(pixels / 1280 / 0.066, rel=0.1, abs=0.01)


def test_time_in_view_goes_on_over_a_short_gap_and_begins_anew_after_a_longer_one() -> None:
    measurer, there, gone = Measurer(), placed(qr(SEALED)), background()
    seen_s = []
    for at_ms, picture in ((0, there), (300, there), (500, gone), (600, there), (700, gone), (1100, there)):
        one = frame(picture, taken_ns=at_ms * MS)
        measured = measurer.after(one, look(one))
        seen_s.append(None if measured is None else measured.in_view_s)
    assert seen_s == [0.0, 0.3, None, 0.6, None, 0.0]


def states(pictures: list[Pixels], *, is_live: bool) -> list[CameraState]:
    """Return the states after these pictures, half a second apart."""
    health = Health(is_live=is_live)
    return [
        health.after(seen(picture), number * PATIENCE_NS // 4, number * 8) for number, picture in enumerate(pictures)
    ]


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


@pytest.mark.parametrize("name", ["plain", "motion", "foil", "inverted", "wrinkles", "EAN-13"])
def test_a_label_among_leaves_wires_and_words_is_the_region_that_is_looked_at(name: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == name)
    one = clip(kind, 7, frames=1).frames[0]
    box = look(one).box
    assert box is not None
    assert box.centre == pytest.approx((640, 360), abs=110)
