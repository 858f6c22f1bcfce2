"""A frame as the live picture on the screen: BGRX of a fixed size, black where the shapes differ."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Pixels
from kiosk.preview import HEIGHT, WIDTH


class LivePicture:
    """Shrinks frames into one buffer of its own, so that no picture is allocated thirty times a second."""

    def __init__(self) -> None:
        self._pixels: Pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self._shape: tuple[int, int] = (0, 0)

    def of(self, frame: Frame) -> memoryview:
        """Return the pixels of `frame` as the picture ring takes them; valid until the next call."""
        picture = frame.grey if frame.colour is None else frame.colour
        scale = min(WIDTH / frame.width, HEIGHT / frame.height)
        width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
        if self._shape != (width, height):
            self._pixels[:] = 0
            self._shape = (width, height)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        left, top = (WIDTH - width) // 2, (HEIGHT - height) // 2
        to_bgrx = cv2.COLOR_GRAY2BGRA if small.ndim == 2 else cv2.COLOR_BGR2BGRA
        self._pixels[top : top + height, left : left + width] = cv2.cvtColor(small, to_bgrx)
        return self._pixels.data.cast("B")
