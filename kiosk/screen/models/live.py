"""The live picture that is shown now."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from kiosk.preview import HEIGHT, WIDTH, Picture

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class LivePicture(QObject):
    """Holds one preview picture; None until the camera gave one."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value: Picture | None = None
        self._image = QImage()

    def show(self, value: Picture | None) -> None:
        """Show `value`. Its bytes are kept as long as the image that reads them."""
        self._value = value
        pixels = value.pixels if value else b""
        self._image = QImage(pixels, WIDTH, HEIGHT, WIDTH * 4, QImage.Format.Format_RGB32) if pixels else QImage()
        self.changed.emit()

    @property
    def image(self) -> QImage:
        """The picture, null where there is none. Valid until the next `show`."""
        return self._image

    def _is_live(self) -> bool:
        return self._value is not None

    isLive = Property(bool, _is_live, notify=changed)  # noqa: N815
