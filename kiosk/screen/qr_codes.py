"""QR codes from their text, for the take-along link: `image://qr/` and the text, percent-encoded.

Not an item of its own: one of Python's that QML makes with each card is never let go by PySide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider

_QUIET_MODULES = 1
"""The card around is white: its padding is the rest of the quiet zone."""
_SIZE = QSize(118, 118)
_INK, _PAPER = 0xFF16231B, 0xFFFFFFFF
_MASK = 0
"""Trying all eight for the evenest takes 6 ms more, and every reader takes each."""


class QrCodes(QQuickImageProvider):
    """Paints texts as QR codes in whole pixels, as large as fits."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: N802, N803, A002
        """Return the code in the wanted size."""
        image = painted(unquote(id), requestedSize if requestedSize.width() > 0 else _SIZE)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def painted(text: str, size: QSize) -> QImage:
    """Return the code of `text`, black on white."""
    modules = matrix(text)
    count = len(modules) + 2 * _QUIET_MODULES
    side = max(1, min(size.width(), size.height()) // count)
    left, top = ((length - side * count) // 2 + side * _QUIET_MODULES for length in (size.width(), size.height()))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.drawImage(QRect(left, top, side * len(modules), side * len(modules)), _drawn(modules))
    painter.end()
    return image


def _drawn(modules: Sequence[Sequence[bool]]) -> QImage:
    """Return a picture of one pixel a module."""
    image = QImage(len(modules), len(modules), QImage.Format.Format_RGB32)
    for row, dark in enumerate(modules):
        for column, is_dark in enumerate(dark):
            image.setPixel(column, row, _INK if is_dark else _PAPER)
    return image


def warm_up() -> None:
    """Load what draws codes: the first shopper does not wait for it."""
    matrix("https://trace.example/")


@lru_cache(maxsize=8)
def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules of `text` by rows, without a quiet zone, with 7 % error correction."""
    from qrcode import QRCode, constants  # not where codes are never drawn: 80 ms

    code = QRCode(error_correction=constants.ERROR_CORRECT_L, border=0, mask_pattern=_MASK)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
