"""The live picture, painted: cropped to fill its place, with round corners."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.screen.models.live import LivePicture

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PreviewItem(QQuickPaintedItem):
    """Paints a LivePicture. `radius` rounds its corners in the colour `corner` of what lies around it."""

    wired = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._live: LivePicture | None = None
        self._radius = 0.0
        self._corner = QColor("white")
        self.setOpaquePainting(True)

    def paint(self, painter: QPainter) -> None:
        """Paint the picture, or nothing but ground while there is none."""
        place = QRectF(0, 0, self.width(), self.height())
        painter.fillRect(place, QColor("#33403A"))
        image = self._live.image if self._live else QImage()
        if not image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image, _crop(image, place))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside = QPainterPath()
        outside.setFillRule(Qt.FillRule.OddEvenFill)
        outside.addRect(place.adjusted(-1, -1, 1, 1))
        outside.addRoundedRect(place, self._radius, self._radius)
        painter.fillPath(outside, self._corner)

    def _refresh(self) -> None:
        self.update()

    def _get_live(self) -> QObject | None:
        return self._live

    def _set_live(self, live: LivePicture | None) -> None:
        self._live = live
        if live is not None:
            live.changed.connect(self._refresh)
        self.wired.emit()

    def _get_radius(self) -> float:
        return self._radius

    def _set_radius(self, radius: float) -> None:
        self._radius = radius
        self.wired.emit()

    def _get_corner(self) -> QColor:
        return self._corner

    def _set_corner(self, corner: QColor) -> None:
        self._corner = QColor(corner)
        self.wired.emit()

    live = Property(LivePicture, _get_live, _set_live, notify=wired)
    radius = Property(float, _get_radius, _set_radius, notify=wired)
    corner = Property(QColor, _get_corner, _set_corner, notify=wired)


def _crop(image: QImage, place: QRectF) -> QRectF:
    """Return the middle of `image` that has the proportions of `place`."""
    scale = min(image.width() / place.width(), image.height() / place.height())
    width, height = place.width() * scale, place.height() * scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
