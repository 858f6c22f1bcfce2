"""Icons by name and colour: `image://icon/map-pin/16231b`, `image://icon/mark-good/ffffff/085a30`."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

_ID = re.compile(r"([a-z0-9-]{1,40})/([0-9a-f]{6})(?:/([0-9a-f]{6}))?")
_SIZE = QSize(24, 24)

_log = logging.getLogger(__name__)


class Icons(QQuickImageProvider):
    """Renders the SVG files of one folder. The first colour is the line's, the second the hole's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: N802, N803, A002
        """Return the icon in the wanted size; a null image, and a line in the log, where there is none."""
        image = self.render(id, requestedSize if requestedSize.width() > 0 else _SIZE)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image

    def render(self, icon: str, size: QSize) -> QImage:
        """Return the icon `name/colour[/second colour]`; null where there is none."""
        found = _ID.fullmatch(icon)
        path = self._folder / f"{found[1]}.svg" if found else None
        if found is None or path is None or not path.is_file():
            _log.error("no icon %r", icon)
            return QImage()
        text = path.read_text("utf-8").replace("currentColor", f"#{found[2]}")
        renderer = QSvgRenderer(QByteArray(text.replace("secondColor", f"#{found[3] or 'ffffff'}").encode()))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
        painter.end()
        return image
