"""A device that hangs or breaks: its reader never waits for it, and is told."""

from __future__ import annotations

import threading
import time

import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.newest import Newest
from kiosk.errors import CameraError
from tests.camera.pictures import background


class Stubborn:
    """A device that hangs, or breaks."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.let_go = threading.Event()
        self.breaks = breaks

    def grab(self) -> Frame:
        if self.breaks:
            raise CameraError("CAM-02", "it broke.", "Mend it.")
        self.let_go.wait(60)
        return Frame(background(), 1, 1)

    def release(self) -> None:
        pass


def take_all(newest: Newest) -> None:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        newest.take()


def test_a_device_that_hangs_never_blocks_its_reader_and_is_told() -> None:
    device = Stubborn()
    newest = Newest("stubborn", lambda: device, silence_s=0.3)
    start = time.monotonic()
    with pytest.raises(CameraError, match="CAM-02: stubborn gave no picture"):
        take_all(newest)
    newest.close()
    assert time.monotonic() - start < 10
    device.let_go.set()


def test_a_device_that_breaks_or_does_not_open_is_told() -> None:
    newest = Newest("broken", lambda: Stubborn(breaks=True))
    with pytest.raises(CameraError, match="it broke"):
        take_all(newest)
    newest.close()

    def refuse() -> Stubborn:
        raise CameraError("CAM-01", "it does not open.", "Open it.")

    newest = Newest("closed", refuse)
    with pytest.raises(CameraError, match="CAM-01"):
        take_all(newest)
    newest.close()
