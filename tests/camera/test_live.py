"""The live picture: the frame in its shape, black beside it, in the ring's form."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.frame import Frame, Pixels
from kiosk.camera.live import LivePicture
from kiosk.preview import HEIGHT, PICTURE_BYTES, WIDTH


def shown(live: LivePicture, height: int, width: int, colour: tuple[int, int, int] | None = (10, 20, 30)) -> Pixels:
    """Return the live picture of a plain frame, as (height, width, 4)."""
    grey = np.full((height, width), 77, np.uint8)
    plain = None if colour is None else np.full((height, width, 3), colour, np.uint8)
    picture = live.of(Frame(grey, 1, 1, plain))
    assert len(picture) == PICTURE_BYTES
    return np.frombuffer(picture, np.uint8).reshape(HEIGHT, WIDTH, 4).copy()


def test_colours_stand_as_blue_green_red() -> None:
    picture = shown(LivePicture(), 720, 1280)
    assert (picture[:, :, :3] == (10, 20, 30)).all()


def test_a_grey_frame_is_shown_grey() -> None:
    assert (shown(LivePicture(), 720, 1280, None)[:, :, :3] == 77).all()


@pytest.mark.parametrize(
    ("height", "width", "covered"),
    [
        (480, 640, (slice(0, 360), slice(80, 560))),
        (1280, 720, (slice(0, 360), slice(219, 421))),
        (360, 1280, (slice(90, 270), slice(0, 640))),
        (90, 160, (slice(0, 360), slice(0, 640))),
    ],
)
def test_another_shape_is_whole_with_black_beside_it(height: int, width: int, covered: tuple[slice, slice]) -> None:
    picture = shown(LivePicture(), height, width)[:, :, 1]
    assert (picture[covered] == 20).all()
    assert int((picture == 20).sum()) == picture[covered].size


def test_nothing_of_another_shape_stays_behind() -> None:
    live = LivePicture()
    shown(live, 720, 1280, (255, 255, 255))
    assert (shown(live, 1280, 720)[:, :200, :3] == 0).all()
