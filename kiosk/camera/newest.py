"""The newest picture of a device whose reading call blocks: one thread calls, the loop takes.

A camera that hangs blocks its thread, never the process: the watchdog is fed on, the screen
can say what is wrong, and the process ends when it is told to.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import cv2

from kiosk.camera.frame import Frame
from kiosk.errors import CameraError

WAIT_S = 0.1
ODD = (cv2.error, ValueError, TypeError, ArithmeticError)
"""What OpenCV and NumPy raise on a picture that is none: of no size, or of a shape that they do not know."""


class Device(Protocol):
    """A camera in the hands of its thread."""

    def grab(self) -> Frame:
        """Return the next frame; blocks until there is one. Raises CameraError."""

    def release(self) -> None:
        """Let go of the device."""


class Newest:
    """Reads a device in one thread of its own and keeps only the newest frame."""

    def __init__(self, name: str, open_device: Callable[[], Device], silence_s: float = 3.0) -> None:
        """Start the thread `name`, which opens the device; `silence_s` without a frame is an error."""
        self._changed = threading.Condition()
        self._open_device = open_device
        self._frame: Frame | None = None
        self._fault: CameraError | None = None
        self._is_closed = False
        self._silence_s = silence_s
        self._heard_at = time.monotonic()
        self._name = name
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def take(self) -> Frame | None:
        """Return the newest frame once, waiting up to WAIT_S for it. Raises CameraError."""
        with self._changed:
            self._changed.wait_for(lambda: self._frame is not None or self._fault is not None, WAIT_S)
            if self._fault is not None:
                raise self._fault
            frame, self._frame = self._frame, None
        now = time.monotonic()
        if frame is not None:
            self._heard_at = now
        elif now - self._heard_at > self._silence_s:
            raise CameraError(
                "CAM-02", f"{self._name} gave no picture for {self._silence_s:g} s.", "Check its cable; plug it anew."
            )
        return frame

    def close(self) -> None:
        """Stop the thread. A thread that hangs in the device is left behind: it ends with the process."""
        self._is_closed = True
        self._thread.join(timeout=0.3)

    def _run(self) -> None:
        try:
            device = self._open_device()
        except CameraError as fault:
            self._tell(fault)
            return
        try:
            while not self._is_closed:
                frame = self._grab(device)
                with self._changed:
                    self._frame = frame
                    self._changed.notify()
        except CameraError as fault:
            self._tell(fault)
        finally:
            device.release()

    def _grab(self, device: Device) -> Frame:
        try:
            return device.grab()
        except ODD as fault:
            said = " ".join(str(fault).split())
            raise CameraError(
                "CAM-02", f"{self._name} gave a picture that cannot be used ({said}).", "Plug it anew, or use another."
            ) from fault

    def _tell(self, fault: CameraError) -> None:
        with self._changed:
            self._fault = fault
            self._changed.notify()
