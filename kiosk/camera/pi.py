"""The Raspberry Pi camera, through libcamera's picamera2, which only a Raspberry Pi has."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Pixels
from kiosk.camera.newest import Newest
from kiosk.errors import CameraError

WIDTH = 1280
HEIGHT = 720
DISTANCE_M = 0.16
"""Where a label is held (docs/technician.md)."""
WANTED: dict[str, object] = {
    "AeEnable": True,
    "ExposureTime": 2000,
    "AfMode": 0,
    "LensPosition": 1 / DISTANCE_M,
    "FrameDurationLimits": (33_333, 66_667),
}
"""2 ms of exposure (a hand moves a label, and more smears it), gain as the light wants it, the focus locked at the
label's place (dioptres), 15 to 30 pictures a second (µs): each where the camera can."""


class Picamera2(Protocol):
    """What is used of picamera2's class of that name."""

    camera_controls: Mapping[str, object]

    def create_video_configuration(self, *, main: dict[str, object], buffer_count: int) -> object:
        """Return a configuration for continuous pictures."""

    def configure(self, configuration: object) -> None:
        """Apply a configuration."""

    def set_controls(self, controls: dict[str, object]) -> None:
        """Set exposure, focus and the like."""

    def start(self) -> None:
        """Begin to take pictures."""

    def capture_array(self, name: str) -> Pixels:
        """Return the next picture."""

    def close(self) -> None:
        """Let go of the camera."""


def picamera2() -> Picamera2:
    """Return the first Raspberry Pi camera. Raises CameraError CAM-01 where there is none."""
    try:
        made: Picamera2 = importlib.import_module("picamera2").Picamera2()
    except ImportError as fault:
        raise CameraError(
            "CAM-01",
            f"picamera2 is not installed ({fault}).",
            "On a Raspberry Pi: apt install python3-picamera2; elsewhere use camera:0.",
        ) from fault
    except (RuntimeError, IndexError, OSError) as fault:
        raise CameraError(
            "CAM-01", f"no Raspberry Pi camera answers ({fault}).", "Check its ribbon cable, both ends, with power off."
        ) from fault
    return made


class PiCamera:
    """The first Raspberry Pi camera, 1280 × 720."""

    is_live = True
    is_over = False

    def __init__(self, make: Callable[[], Picamera2] = picamera2) -> None:
        """Open the camera in a thread of its own. Raises CameraError CAM-01 where it is absent."""
        camera = make()
        self._newest = Newest("pi", lambda: _Device(camera))

    def read(self) -> Frame | None:
        """Return the newest frame: see Source. Raises CameraError CAM-02."""
        return self._newest.take()

    def close(self) -> None:
        """Let go of the camera."""
        self._newest.close()


class _Device:
    def __init__(self, camera: Picamera2) -> None:
        self._camera = camera
        self._number = 0
        try:
            form: dict[str, object] = {"size": (WIDTH, HEIGHT), "format": "RGB888"}
            camera.configure(camera.create_video_configuration(main=form, buffer_count=3))
            camera.set_controls({name: value for name, value in WANTED.items() if name in camera.camera_controls})
            camera.start()
        except (RuntimeError, OSError, ValueError) as fault:
            raise CameraError("CAM-01", f"the Raspberry Pi camera does not start ({fault}).", "Restart it.") from fault

    def grab(self) -> Frame:
        try:
            # libcamera's "RGB888" is B, G, R in memory
            colour = np.asarray(self._camera.capture_array("main"), np.uint8)
        except (RuntimeError, OSError) as fault:
            raise CameraError("CAM-02", f"the Raspberry Pi camera stopped ({fault}).", "Check its cable.") from fault
        self._number += 1
        grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
        return Frame(grey, time.monotonic_ns(), self._number, colour)

    def release(self) -> None:
        self._camera.close()
