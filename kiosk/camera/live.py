"""A frame as the live picture on the screen: BGRX of a fixed size, black where the shapes differ."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Box, Frame, Pixels
from kiosk.messages.local import Framed
from kiosk.preview import HEIGHT, WIDTH


class LivePicture:
    """Shrinks frames into one buffer of its own, so that no picture is allocated thirty times a second."""

    def __init__(self) -> None:
        self._pixels: Pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self._shape: tuple[int, int] = (0, 0)

    def of(self, frame: Frame) -> memoryview:
        """Return the pixels of `frame` as the picture ring takes them; valid until the next call."""
        picture = frame.grey if frame.colour is None else frame.colour
        scale, width, height = _fitted(frame.width, frame.height)
        if self._shape != (width, height):
            self._pixels[:] = 0
            self._shape = (width, height)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        left, top = (WIDTH - width) // 2, (HEIGHT - height) // 2
        to_bgrx = cv2.COLOR_GRAY2BGRA if small.ndim == 2 else cv2.COLOR_BGR2BGRA
        self._pixels[top : top + height, left : left + width] = cv2.cvtColor(small, to_bgrx)
        return self._pixels.data.cast("B")


def framed(box: Box, width: int, height: int) -> Framed:
    """Return where `box` of a frame of `width` × `height` is in its live picture."""
    scale, inner_width, inner_height = _fitted(width, height)
    left, top = (WIDTH - inner_width) // 2, (HEIGHT - inner_height) // 2
    across = (min(1.0, max(0.0, (left + x * scale) / WIDTH)) for x in (box.left, box.right))
    down = (min(1.0, max(0.0, (top + y * scale) / HEIGHT)) for y in (box.top, box.bottom))
    (first_x, last_x), (first_y, last_y) = across, down
    return Framed(left=round(first_x, 3), top=round(first_y, 3), right=round(last_x, 3), bottom=round(last_y, 3))


def _fitted(width: int, height: int) -> tuple[float, int, int]:
    """Return by what a frame is scaled to be shown whole, and its size then."""
    scale = min(WIDTH / width, HEIGHT / height)
    return scale, max(1, round(width * scale)), max(1, round(height * scale))
