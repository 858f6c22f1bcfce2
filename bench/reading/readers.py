"""Who reads: this stage, and each decoder bare, with all that it offers and no more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame
from kiosk.camera.presence import look
from kiosk.camera.readers import ALL

Read = Callable[[Frame], set[bytes]]


@dataclass(frozen=True, slots=True)
class Reader:
    """A name for the tables, and how to begin a clip: nothing is remembered from one to the next."""

    name: str
    begin: Callable[[], Read]


def ours() -> Read:
    """Return this stage as the camera process runs it; its budget is counted in the time of this thread."""
    decoder = Decoder(clock=time.thread_time)
    return lambda frame: {reading.payload.content for reading in decoder.read(frame, look(frame))}


def bare_zxing() -> Read:
    """Return zxing-cpp with all formats that are wanted here and its own options."""
    formats = zxingcpp.BarcodeFormats(list(ALL))
    return lambda frame: {code.bytes for code in zxingcpp.read_barcodes(frame.grey, formats=formats) if code.valid}


def bare_zbar() -> Read:
    """Return zbar with all that it reads."""
    return lambda frame: {bytes(code.data) for code in pyzbar.decode(frame.grey)}


def bare_opencv() -> Read:
    """Return OpenCV's two detectors."""
    squares, bars = cv2.QRCodeDetector(), cv2.barcode.BarcodeDetector()

    def read(frame: Frame) -> set[bytes]:
        picture = np.ascontiguousarray(frame.grey)
        try:
            _, texts, _, _ = squares.detectAndDecodeMulti(picture)
        except cv2.error:  # it gives up on some pictures so
            texts = ()
        found = {text.encode() for text in texts if text}
        _, numbers, _, _ = bars.detectAndDecodeWithType(picture)
        return found | {text.encode() for text in numbers if text}

    return read


READERS = (
    Reader("this stage", ours),
    Reader("zxing-cpp", bare_zxing),
    Reader("zbar", bare_zbar),
    Reader("OpenCV", bare_opencv),
)
