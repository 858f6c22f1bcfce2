"""A QR code drawn from its text: the take-along link."""

from __future__ import annotations

from PySide6.QtCore import Property, QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_QUIET_MODULES = 1
"""The card around is white: its padding is the rest of the quiet zone."""


@QmlElement
class QrItem(QQuickPaintedItem):
    """Paints `text` as a QR code in whole pixels, as large as fits; nothing where it is empty."""

    wired = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._modules: tuple[tuple[bool, ...], ...] = ()

    def paint(self, painter: QPainter) -> None:
        """Paint the modules, black on white."""
        if not self._modules:
            return
        count = len(self._modules) + 2 * _QUIET_MODULES
        size = max(1, int(min(self.width(), self.height())) // count)
        left = (int(self.width()) - size * count) // 2 + size * _QUIET_MODULES
        top = (int(self.height()) - size * count) // 2 + size * _QUIET_MODULES
        painter.fillRect(QRectF(0, 0, self.width(), self.height()), QColor("white"))
        ink = QColor("#16231B")
        for row, modules in enumerate(self._modules):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    painter.fillRect(left + column * size, top + row * size, size, size, ink)

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._modules = matrix(text) if text else ()
            self.wired.emit()
            self.update()

    text = Property(str, _get_text, _set_text, notify=wired)


def warm_up() -> None:
    """Load what draws codes, once the first screen stands: the first shopper does not wait for it."""
    matrix("https://trace.example/")


def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules of `text` by rows, without a quiet zone, with 7 % error correction."""
    from qrcode import QRCode, constants  # off the start path: 80 ms

    code = QRCode(error_correction=constants.ERROR_CORRECT_L, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
