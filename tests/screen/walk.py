"""What may be wrong with any screen: each finding names the text or the target. For all pictures alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from tests.screen.conftest import Stage

LEAST_PIXELS = 18
LEAST_TARGET = 64
LEAST_CONTRAST = 7.0
CARDS = frozenset({"Card", "AdviceTile", "Strip", "Banner", "Note", "Steps", "BoardLine", "TroubleLine", "Pairing"})
OVERLAP = 3.0
"""Lines of text have room above and below their letters: so many pixels may be shared."""


def findings(stage: Stage, painted: QImage) -> list[str]:
    """Return all that is wrong with what `stage` shows, which was `painted`."""
    texts = [text for text in stage.items("Words") if text.property("text")]
    factor = scale_of(stage)
    return [
        *(f"cut: {_said(text)}" for text in texts if text.property("truncated") or leaves_its_card(text)),
        *(f"off the screen: {_said(text)}" for text in texts if not _is_on(painted, text)),
        *(f"small: {_said(text)}" for text in texts if pixels_of(text) < LEAST_PIXELS),
        *(f"overlap: {_said(one)} / {_said(other)}" for one, other in _overlapping(texts, factor)),
        *(f"faint: {_said(text)}" for text in texts if _contrast(text, painted) < LEAST_CONTRAST),
        *_small_targets(stage),
    ]


def scale_of(stage: Stage) -> float:
    """Return by how much the layout is scaled."""
    size = stage.window.view.size()
    wide, high = sorted((size.width(), size.height()), reverse=True)
    return min(wide / 1280, high / 800)


def pixels_of(text: QQuickItem) -> int:
    """Return the size that the text has after it was made to fit, in pixels of the layout."""
    return int(_value(text, "fontInfo.pixelSize"))


def leaves_its_card(text: QQuickItem) -> bool:
    """Whether the text is painted beyond the card that it stands on."""
    place = place_of(text)
    card = text.parentItem()
    while card is not None:
        if card.metaObject().className().split("_")[0] in CARDS:
            return not card.mapRectToScene(card.boundingRect()).adjusted(-1, -1, 1, 1).contains(place)
        card = card.parentItem()
    return False


def place_of(text: QQuickItem) -> QRectF:
    """Return where the text is painted, in the scene."""
    width, height = float(text.property("contentWidth")), float(text.property("contentHeight"))
    across = {2: text.width() - width, 4: (text.width() - width) / 2}.get(int(_value(text, "horizontalAlignment")), 0.0)
    down = {64: text.height() - height, 128: (text.height() - height) / 2}.get(
        int(_value(text, "verticalAlignment")), 0.0
    )
    return text.mapRectToScene(QRectF(across, down, width, height))


def _said(text: QQuickItem) -> str:
    return repr(str(text.property("text")))


def _is_on(painted: QImage, text: QQuickItem) -> bool:
    return QRectF(painted.rect()).adjusted(-1, -1, 1, 1).contains(place_of(text))


def _overlapping(texts: list[QQuickItem], factor: float) -> Iterator[tuple[QQuickItem, QQuickItem]]:
    """Give the texts that stand in each other's way. Rotated ones, on the ribbon, repeat each other on purpose."""
    shrink = OVERLAP * factor
    places = [(text, place_of(text).adjusted(shrink, shrink, -shrink, -shrink)) for text in texts]
    for (one, here), (other, there) in combinations(places, 2):
        if here.intersects(there) and not _is_ribbon(one):
            yield one, other


def _is_ribbon(text: QQuickItem) -> bool:
    above = text.parentItem()
    while above is not None and not above.metaObject().className().startswith("DemoRibbon"):
        above = above.parentItem()
    return above is not None


def _contrast(text: QQuickItem, painted: QImage) -> float:
    """Return the contrast (WCAG 2) between the text's colour and the colour most of its ground has."""
    place = place_of(text).toRect().intersected(painted.rect())
    if place.isEmpty():
        return 21.0
    piece = painted.copy(place).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(piece.constBits(), np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    ground = QColor.fromRgb(int(colours[counts.argmax()]))
    ink = text.property("color")
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _small_targets(stage: Stage) -> Iterator[str]:
    """Give what is touched and too small; the border of the language switch counts with it."""
    for area in stage.items("QQuickMouseArea"):
        if area.width() < LEAST_TARGET or area.height() < LEAST_TARGET - 4:
            yield f"target of {area.width():.0f} × {area.height():.0f}"


def _value(text: QQuickItem, expression: str) -> float:
    context = qmlContext(text)
    assert context is not None
    value = QQmlExpression(context, text, expression).evaluate()
    return float(value[0] if isinstance(value, tuple) else value)
