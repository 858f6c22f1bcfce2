"""A shopper's hand on a kiosk that runs in a test, and a phone that reads its screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zxingcpp
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem

from tests.screen.conftest import Stage
from tests.screen.part import Kiosk


@dataclass
class Hand:
    """Touches what it sees by its name, as soon as it is there."""

    kiosk: Kiosk

    def touch(self, *names: str) -> None:
        """Touch the middle of the items called so, one after the other."""
        for name in names:
            self._touch(name)

    def _touch(self, name: str) -> None:
        stage = Stage(self.kiosk.app, self.kiosk.part._window)

        def found() -> list[QQuickItem]:
            return [item for item in stage.items("") if item.objectName() == name and item.width() > 0]

        self.kiosk.until(lambda: bool(found()))
        stage.window.picture()  # all is in its place once it was painted
        stage.click(found()[0])


def codes_on(picture: QImage) -> list[str]:
    """Return the codes that a phone reads in a picture of the screen."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(pixels[:, : grey.width()]))]
