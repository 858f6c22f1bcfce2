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
LARGE_LEAST_PIXELS = 25
LEAST_TARGET = 64
LEAST_CONTRAST = 7.0
CARDS = frozenset({"Card", "AdviceTile", "Strip", "Banner", "Note", "Steps", "BoardLine", "TroubleLine", "Pairing"})
MOST_PAGES = 60
OVERLAP = 3.0
"""Lines of text have room above and below their letters: so many pixels may be shared."""


def findings(stage: Stage, painted: QImage, least_pixels: int = LEAST_PIXELS) -> list[str]:
    """Return all that is wrong with what `stage` shows, which was `painted`."""
    texts = [text for text in stage.items("Words") if text.property("text") and not seen_of(text).isEmpty()]
    factor = scale_of(stage)
    return [
        *(f"cut: {_said(text)}" for text in texts if text.property("truncated") or leaves_its_card(text)),
        *(f"out of its button: {_said(text)}" for text in texts if leaves_its_button(text)),
        *(f"cut by the page: {_said(text)}" for text in texts if _is_cut_by_the_page(text, factor)),
        *(f"off the screen: {_said(text)}" for text in texts if not _is_on(stage, text)),
        *(f"small: {_said(text)}" for text in texts if pixels_of(text) < least_pixels and not _is_small_ribbon(text)),
        *(f"overlap: {_said(one)} / {_said(other)}" for one, other in _overlapping(texts, factor)),
        *(f"faint: {_said(text)}" for text in texts if _contrast(text, painted) < LEAST_CONTRAST),
        *_small_targets(stage),
        *_hidden_targets(stage),
    ]


def findings_on_all_pages(stage: Stage, least_pixels: int = LEAST_PIXELS) -> list[str]:
    """Return all that is wrong with any page of what `stage` shows; and each line on no page."""
    wrong: list[str] = []
    all_lines: set[tuple[str, int]] = set()
    seen: set[tuple[str, int]] = set()
    for page in range(MOST_PAGES):
        wrong += [fault for fault in findings(stage, stage.paint(), least_pixels) if fault not in wrong]
        for text in stage.items("Words"):
            for number, line in enumerate(_lines_of(text)):
                all_lines.add((_said(text), number))
                if _holds(room_of(text), line, scale_of(stage)):
                    seen.add((_said(text), number))
        more = next((item for item in stage.items("MoreButton") if item.property("pages") > 1), None)
        if more is None or page + 1 >= more.property("pages"):
            break
        stage.click(more)
    return [*wrong, *(f"on no page: {said}, line {number}" for said, number in sorted(all_lines - seen))]


def scale_of(stage: Stage) -> float:
    """Return by how much the layout is scaled."""
    size = stage.window.view.size()
    wide, high = sorted((size.width(), size.height()), reverse=True)
    return min(wide / 1280, high / 800)


def pixels_of(text: QQuickItem) -> int:
    """Return the size that the text has after it was made to fit, in pixels of the layout."""
    return int(_value(text, "fontInfo.pixelSize"))


def room_of(text: QQuickItem) -> QRectF | None:
    """Return the room of the page that the text stands on, in the scene; None where all is on one page."""
    room, above = None, text.parentItem()
    while above is not None:
        if above.objectName() == "pagedRoom" and above.clip():
            here = above.mapRectToScene(above.boundingRect())
            room = here if room is None else room.intersected(here)
        above = above.parentItem()
    return room


def seen_of(text: QQuickItem) -> QRectF:
    """Return where the text is seen, in the scene: what is on another page is not."""
    room = room_of(text)
    return place_of(text) if room is None else place_of(text).intersected(room)


def _is_cut_by_the_page(text: QQuickItem, factor: float) -> bool:
    room = room_of(text)
    return room is not None and any(
        line.intersects(_grown(room, -OVERLAP * factor)) and not _holds(room, line, factor) for line in _lines_of(text)
    )


def _holds(room: QRectF | None, line: QRectF, factor: float) -> bool:
    return room is None or _grown(room, (OVERLAP + 1) * factor).contains(line)


def _grown(room: QRectF, by: float) -> QRectF:
    return room.adjusted(-by, -by, by, by)


def _lines_of(text: QQuickItem) -> list[QRectF]:
    if not text.property("text"):
        return []
    place, count = place_of(text), max(1, int(text.property("lineCount")))
    high = place.height() / count
    return [QRectF(place.x(), place.y() + number * high, place.width(), high) for number in range(count)]


def leaves_its_card(text: QQuickItem) -> bool:
    """Whether the text is painted beyond the card that it stands on."""
    place = seen_of(text)
    card = text.parentItem()
    while card is not None:
        if card.metaObject().className().split("_")[0] in CARDS:
            return not card.mapRectToScene(card.boundingRect()).adjusted(-1, -1, 1, 1).contains(place)
        card = card.parentItem()
    return False


def leaves_its_button(text: QQuickItem) -> bool:
    """Whether the text is painted beyond what it is touched on."""
    above = text.parentItem()
    while above is not None:
        if any(child.metaObject().className().startswith("Target") for child in above.childItems()):
            return not above.mapRectToScene(above.boundingRect()).adjusted(-1, -1, 1, 1).contains(seen_of(text))
        above = above.parentItem()
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


def _is_on(stage: Stage, text: QQuickItem) -> bool:
    return QRectF(stage.window.view.contentItem().boundingRect()).adjusted(-1, -1, 1, 1).contains(seen_of(text))


def _overlapping(texts: list[QQuickItem], factor: float) -> Iterator[tuple[QQuickItem, QQuickItem]]:
    """Give the texts that stand in each other's way. Rotated ones, on the ribbon, repeat each other on purpose."""
    shrink = OVERLAP * factor
    places = [(text, seen_of(text).adjusted(shrink, shrink, -shrink, -shrink)) for text in texts]
    for (one, here), (other, there) in combinations(places, 2):
        if here.intersects(there) and not _is_ribbon(one):
            yield one, other


def _is_ribbon(text: QQuickItem) -> bool:
    above = text.parentItem()
    while above is not None and not above.metaObject().className().startswith("DemoRibbon"):
        above = above.parentItem()
    return above is not None


def _is_small_ribbon(text: QQuickItem) -> bool:
    return _is_ribbon(text) and pixels_of(text) >= LEAST_PIXELS


def _contrast(text: QQuickItem, painted: QImage) -> float:
    """Return the contrast (WCAG 2) between the text's colour and the colour most of its ground has."""
    colours = ink_and_ground(text, painted)
    return 21.0 if colours is None else contrast(*(luminance_of(linear_of(colour)) for colour in colours))


def ink_and_ground(text: QQuickItem, painted: QImage) -> tuple[QColor, QColor] | None:
    """Return the text's colour, and the one that most of its ground has; None where it is not on the picture."""
    place = seen_of(text).toRect().intersected(painted.rect())
    if place.isEmpty():
        return None
    piece = painted.copy(place).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(piece.constBits(), np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    return text.property("color"), QColor.fromRgb(int(colours[counts.argmax()]))


def contrast(one: float, other: float) -> float:
    """Return the contrast (WCAG 2) of two luminances."""
    light, dark = sorted((one, other), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def linear_of(colour: QColor) -> list[float]:
    """Return red, green and blue of `colour` as light, from 0 to 1."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance_of(linear: list[float]) -> float:
    """Return the luminance (WCAG 2) of light in red, green and blue."""
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _small_targets(stage: Stage) -> Iterator[str]:
    """Give what is touched and too small."""
    for area in [*stage.items("QQuickMouseArea"), *stage.items("Target")]:
        least = 60 if area.objectName().startswith("language-") else LEAST_TARGET  # NOT YET: the language switch
        if area.width() < LEAST_TARGET or area.height() < least:
            yield f"target of {area.width():.0f} × {area.height():.0f}: {area.objectName()!r}"


def _hidden_targets(stage: Stage) -> Iterator[str]:
    """Give what is touched and stands off the screen, or over another. What a page cuts off is not touched."""
    screen = QRectF(stage.window.view.contentItem().boundingRect()).adjusted(-1, -1, 1, 1)
    shown = [
        (area, place if room is None else place.intersected(room))
        for area in stage.items("Target")
        if area.isEnabled()
        for place, room in [(area.mapRectToScene(area.boundingRect()), room_of(area))]
        if room is None or room.contains(place.center())
    ]
    for area, place in shown:
        if not screen.contains(place):
            yield f"off the screen: target {area.property('name')!r}"
    for (one, here), (other, there) in combinations(shown, 2):
        if here.adjusted(2, 2, -2, -2).intersects(there):
            yield f"overlap: targets {one.property('name')!r} / {other.property('name')!r}"


def _value(text: QQuickItem, expression: str) -> float:
    context = qmlContext(text)
    assert context is not None
    value = QQmlExpression(context, text, expression).evaluate()
    return float(value[0] if isinstance(value, tuple) else value)
