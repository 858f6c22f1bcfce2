"""A bent label drawn flat, faint print evened: what neither the decoder alone nor the other passes read."""

from __future__ import annotations

from math import radians

import cv2
import numpy as np
import pytest

from bench.reading.clips import KINDS, Clip, clip
from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Box, Frame, Pixels
from kiosk.camera.passes import HARD_PASSES
from kiosk.camera.presence import look
from kiosk.camera.readers import SQUARES, zxing
from kiosk.camera.unbend import slant, unbent
from tests.camera.clocks import ticking
from tests.camera.pictures import SEALED, frame, placed, qr, turned

BY_NAME = {hard.name: hard for hard in HARD_PASSES}


def bent(around: float, degrees: float) -> Pixels:
    """Return a frame with a code that goes round so many radians from its middle to its edge, turned."""
    flat = np.pad(qr(SEALED), 120, constant_values=235)
    side, half = flat.shape[0], (flat.shape[0] - 240) / 2
    steps = np.arange(side, dtype=np.float32) - side / 2
    radius = half / around
    across = np.arcsin(np.clip(steps / radius, -0.999, 0.999)) * radius
    x, y = np.meshgrid((across + side / 2).astype(np.float32), np.arange(side, dtype=np.float32))
    return placed(
        turned(np.asarray(cv2.remap(flat, x, y, cv2.INTER_LINEAR, borderValue=235), np.uint8), degrees)[60:-60]
    )


@pytest.mark.parametrize("degrees", [-40, -20, 0, 12, 30])
def test_the_slant_of_a_code_is_seen(degrees: int) -> None:
    assert slant(turned(qr(SEALED), degrees)) == pytest.approx(radians(-degrees), abs=0.03)


@pytest.mark.parametrize(("quarters", "degrees"), [(0, 8), (1, 98)])
def test_a_bent_code_reads_once_it_is_flat_and_its_corners_are_the_frames(quarters: int, degrees: int) -> None:
    one = frame(bent(1.05, degrees))
    (box,) = look(one).boxes[:1]
    assert zxing(one.grey, SQUARES, thorough=True) == []
    flat = unbent(one, box, quarters)
    (found,) = zxing(flat.picture, SQUARES, thorough=True)
    corners = flat.back(found).corners
    assert found.payload.content == SEALED
    assert all(box.left - 40 < x < box.right + 40 and box.top - 40 < y < box.bottom + 40 for x, y in corners)
    assert np.ptp([x for x, _ in corners]) > 100


def spoilt(kind: str, least: float) -> Clip:
    """Return the first clip of a kind, of the seeds for choosing passes, that is so hard."""
    made = (clip(next(one for one in KINDS if one.name == kind), seed, frames=3) for seed in range(20))
    return next(one for one in made if one.hard > least)


@pytest.mark.parametrize(("kind", "passes"), [("cylinder", {"unbent", "unbent, otherwise"})])
def test_a_clip_of_a_bottle_is_read_by_the_pass_for_it(kind: str, passes: set[str]) -> None:
    one, decoder = spoilt(kind, 0.7), Decoder(clock=ticking())
    readings = [reading for taken in one.frames for reading in decoder.read(taken, look(taken))]
    assert {reading.payload.content for reading in readings} == one.contents
    assert {reading.reader for reading in readings} <= passes


def test_faint_print_in_the_middle_is_read_wherever_else_a_code_is_suspected() -> None:
    one = spoilt("low contrast", 0.75)
    elsewhere = Box(0, 0, 100, 100)
    found = [code for taken in one.frames for code in BY_NAME["faint, in the middle"].run(taken, elsewhere)]
    assert {code.payload.content for code in found} == one.contents
    assert all(400 < x < 900 for code in found for x, _ in code.corners)


def test_what_read_the_last_frame_is_tried_first_with_the_next() -> None:
    one, decoder = spoilt("cylinder", 0.7), Decoder(clock=ticking())
    frames = [Frame(one.frames[0].grey, number, number) for number in range(1, 12)]
    reads = [decoder.read(taken, look(taken)) for taken in frames]
    first = next(place for place, found in enumerate(reads) if found)
    assert all(reads[first:])
