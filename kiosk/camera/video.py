"""A USB camera by Video4Linux, through OpenCV."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.controls import Controls
from kiosk.camera.decode import fitted
from kiosk.camera.frame import Frame
from kiosk.camera.newest import Newest
from kiosk.camera.quiet import quieten
from kiosk.errors import CameraError

WIDTH = 1280
HEIGHT = 720
RATE = 30
SELECT_TIMEOUT = "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"
"""OpenCV waits 10 s for a camera that hangs, unless this variable says otherwise (seconds)."""

_log = logging.getLogger(__name__)


class UsbCamera:
    """The camera /dev/videoN: 1280 × 720 as Motion JPEG, which any USB 2 camera can send at full rate."""

    is_live = True
    is_over = False

    def __init__(
        self,
        index: int,
        devices: Path = Path("/dev"),
        open_capture: Callable[[int, int], cv2.VideoCapture] = cv2.VideoCapture,
        focus: int = 0,
    ) -> None:
        """Open camera `index`, its focus at its own number `focus` (0: where it stands).

        Raises CameraError CAM-01 at once where `devices` has no such device.
        """
        device = devices / f"video{index}"
        if not device.exists():
            there = sorted(path.name for path in devices.glob("video*"))
            raise CameraError(
                "CAM-01",
                f"there is no camera {str(device)!r} (found: {', '.join(there) or 'none'}).",
                "Plug the camera in, or name another one (camera:1).",
            )
        os.environ.setdefault(SELECT_TIMEOUT, "1")
        self._newest = Newest(f"camera:{index}", lambda: _Device(index, device, open_capture, focus))

    def read(self) -> Frame | None:
        """Return the newest frame: see Source. Raises CameraError CAM-01 or CAM-02."""
        return self._newest.take()

    def close(self) -> None:
        """Let go of the camera."""
        self._newest.close()


class _Device:
    def __init__(
        self, index: int, device: Path, open_capture: Callable[[int, int], cv2.VideoCapture], focus: int
    ) -> None:
        self._index = index
        self._number = 0
        quieten()
        self._capture = open_capture(index, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise CameraError(
                "CAM-01",
                f"camera /dev/video{index} cannot be opened.",
                "It may be in use, or not allowed: end other programs, and add the user to the group video.",
            )
        wanted = (
            (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
            (cv2.CAP_PROP_FRAME_WIDTH, WIDTH),
            (cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT),
            (cv2.CAP_PROP_FPS, RATE),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        )
        for setting, value in wanted:
            self._capture.set(setting, value)
        self._controls = Controls(device, focus)
        _log.info("%s", self._controls.said)

    def grab(self) -> Frame:
        is_there, picture = self._capture.read()
        if not is_there:
            raise CameraError(
                "CAM-02", f"camera /dev/video{self._index} gives no pictures any more.", "Check its cable; plug it in."
            )
        self._number += 1
        colour = fitted(np.asarray(picture, np.uint8))
        grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
        taken_ns = time.monotonic_ns()
        self._controls.steer(grey, taken_ns)
        return Frame(grey, taken_ns, self._number, colour)

    def release(self) -> None:
        self._controls.close()
        self._capture.release()
