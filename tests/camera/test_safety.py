"""No picture breaks the decoder, or takes more than its share of time."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kiosk.camera.decode import MOST_MS, Decoder, fitted
from kiosk.camera.frame import MAX_LONG_SIDE, Frame, Pixels
from kiosk.camera.presence import look
from kiosk.camera.served import LONGEST_S
from tests.camera.nasty import finder, nasty, tiled
from tests.camera.pictures import SEALED, frame, placed, qr
from tests.repeated import repeated

LABEL = placed(qr(SEALED))
NASTY = nasty()


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((0, 0), np.uint8),
        np.zeros((0, 5), np.uint8),
        np.zeros((8000, 8000), np.uint8),
        np.zeros((1, MAX_LONG_SIDE + 1), np.uint8),
        np.zeros((720, 1280), np.float32),
        np.zeros((720, 1280), np.uint16),
        np.zeros((720, 1280, 3), np.uint8),
        np.zeros(5, np.uint8),
    ],
    ids=lambda picture: f"{picture.dtype} {picture.shape}",
)
def test_what_is_no_grey_picture_of_a_frames_size_is_refused(picture: Pixels) -> None:
    with pytest.raises(ValueError, match="picture of"):
        Frame(picture, 0, 1)


def test_a_huge_picture_is_reduced_and_read_within_the_budget() -> None:
    huge = np.random.default_rng(1).integers(0, 256, (8000, 8000), np.uint8)
    assert worst_and_mean_ms(fitted(huge), 12)[1] < MOST_MS * 2


@pytest.mark.parametrize("name", repeated(NASTY, ("noise", "small tiles of finder patterns", "40 codes")))
def test_what_is_drawn_to_hold_up_a_decoder_costs_its_share(name: str) -> None:
    worst, mean = worst_and_mean_ms(NASTY[name], 24)
    assert mean < MOST_MS
    assert worst < 1000 * LONGEST_S / 2


def test_after_a_dear_picture_labels_are_still_read() -> None:
    decoder = Decoder()
    dear, label = frame(tiled(finder(1))), frame(LABEL)
    for _ in range(3):
        decoder.read(dear, look(dear))
    reads = [decoder.read(label, look(label)) for _ in range(20)]
    assert reads[-1]
    half = next(one for one in reads if one)
    assert half[0].corners[0] == pytest.approx(reads[-1][0].corners[0], abs=4)


def worst_and_mean_ms(picture: Pixels, frames: int) -> tuple[float, float]:
    """Return the milliseconds of this thread that the dearest of so many equal frames took, and their mean."""
    decoder, spent = Decoder(), []
    for number in range(1, frames + 1):
        one = frame(picture, number)
        start = time.thread_time()
        decoder.read(one, look(one))
        spent.append(1000 * (time.thread_time() - start))
    return max(spent), sum(spent) / frames
