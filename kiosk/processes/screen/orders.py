"""What is ordered of the screen from afar: to begin anew once nobody is served, and a picture of itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QTimer
from PySide6.QtGui import QImage

from kiosk.messages.local import BeginAnew, Message, Part, PictureTaken, PictureWanted
from kiosk.messages.orders import MAX_PICTURE_BYTES
from kiosk.screen.app import Window, end_loop
from kiosk.screen.state import HOMES
from kiosk.screen.views import View

BEGINS_ANEW = 75
"""Exit status: nothing is wrong, start me again (EX_TEMPFAIL of sysexits.h)."""
BUSY_AT_MOST_S = 60.0
"""Where one shopper follows the other, it begins anew between two of them all the same."""
SAID_MS = 1_000
"""The other parts are told, and have so long to hear it, before the loop ends and its lines break."""
SIZES = (1280, 960, 640)
"""Widths that are tried, the largest first, until a picture is small enough to be sent."""


class ScreenOrders:
    """Obeys sync alone. `send` tells a part something, and is False where it is not on the line."""

    def __init__(
        self,
        window: Window,
        send: Callable[[Part, Message], bool],
        clock: Callable[[], float] = time.monotonic,
        end: Callable[[int], None] = end_loop,
    ) -> None:
        self._window = window
        self._send = send
        self._clock = clock
        self._end = end
        self._asked_s: float | None = None

    def hear(self, part: Part, message: Message) -> bool:
        """Take an order; False for what is none, or comes from a part that has none to give."""
        if part is not Part.SYNC:
            return False
        match message:
            case PictureWanted():
                self._send(part, PictureTaken(picture=self._picture()))
            case BeginAnew():
                self._asked_s = self._clock() if self._asked_s is None else self._asked_s
            case _:
                return False
        return True

    def look(self, view: View) -> None:
        """End, with the other parts, if that was ordered and nobody looks at a result."""
        if self._asked_s is None or (view not in HOMES and self._clock() < self._asked_s + BUSY_AT_MOST_S):
            return
        self._asked_s = None
        for part in (Part.CAMERA, Part.PANEL, Part.SYNC):
            self._send(part, BeginAnew())
        QTimer.singleShot(SAID_MS, lambda: self._end(BEGINS_ANEW))

    def _picture(self) -> bytes:
        """Return the window as PNG, without what the camera sees; b"" where it is too large, or there is none."""
        self._window.models.live.show(None)
        image = self._window.picture()
        return next((made for width in SIZES if 0 < len(made := _png(image, width)) <= MAX_PICTURE_BYTES), b"")


def _png(image: QImage, width: int) -> bytes:
    if image.isNull():
        return b""
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    smaller = image if image.width() <= width else image.scaledToWidth(width)
    smaller.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows files alone
    return bytes(made.data())
