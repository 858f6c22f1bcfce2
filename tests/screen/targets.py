"""What can be touched on a screen: where it is, what it is called, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.measured import room_of
from tests.screen.walk import contrast, linear_of, luminance_of, scale_of
from tests.screen.worded import NAMES, texts_of

LEAST_RING = 3.0
CLASSES_OF_DATA = frozenset({"CharacterKey", "LotChoice"})
"""What is called by a character, or by what the market announced: no word of the catalogue."""


def targets(stage: Stage) -> list[QQuickItem]:
    """Return what can be touched and is seen, in no order."""
    return [target for target in stage.items("Target") if target.property("enabled") and _is_seen(target)]


def place_of(target: QQuickItem) -> QRectF:
    """Return where it is, in the scene."""
    return target.mapRectToScene(target.boundingRect())


def name_of(target: QQuickItem) -> str:
    """Return what an assistive technology calls it."""
    return str(target.property("name"))


def high(stage: Stage) -> Iterator[str]:
    """Give what must be touched in the upper half. What covers the whole screen is touched anywhere."""
    middle = stage.window.view.height() / 2
    for target in targets(stage):
        place = place_of(target)
        if place.top() < middle - 1 and target.objectName() != "sleep":
            yield f"{name_of(target)!r} {middle - place.top():.0f} above the middle"


def nameless(stage: Stage, language: str) -> Iterator[str]:
    """Give what has no name, or one that is no word of the catalogue."""
    for target in targets(stage):
        name = name_of(target)
        if not name or (_class_of(target) not in CLASSES_OF_DATA and not _is_worded(name, language)):
            yield f"{target.objectName()} is called {name!r}"


def unordered(stage: Stage) -> Iterator[str]:
    """Give what Tab does not reach, and where it does not go on as one reads.

    That is to the right, or down; left only where it goes down, up only into the next column.
    """
    order = _by_tab(stage)
    missed = [name_of(target) for target in targets(stage) if target not in order]
    if missed:
        yield f"Tab does not reach {missed}"
    for former, target in pairwise(order):
        here, there = place_of(former), place_of(target)
        is_right, is_below = there.left() >= here.right() - 2, there.top() >= here.bottom() - 2
        if not is_right and not is_below:
            yield f"after {name_of(former)!r} comes {name_of(target)!r}"


def faint_ring(stage: Stage, target: QQuickItem) -> Iterator[str]:
    """Give where no ring is seen around `target` while the keyboard stands on it.

    It is of two colours: they differ from each other, and one of them from what lies around.
    """
    target.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    painted, factor = stage.paint(), scale_of(stage)
    ring = next(child for child in target.childItems() if child.objectName() == "ring")
    for side, at, outward in _sides(ring.mapRectToScene(ring.boundingRect())):
        dark, light, around = (_pixel(painted, at + outward * by * factor) for by in (-1, -4, 3))
        if min(_contrast(dark, light), max(_contrast(dark, around), _contrast(light, around))) < LEAST_RING:
            yield f"{name_of(target)!r}: no ring {side}"
    stage.window.view.contentItem().forceActiveFocus()


def _by_tab(stage: Stage) -> list[QQuickItem]:
    """Return what Tab goes through, from the first that stands in the window; it goes round and round."""
    view = stage.window.view
    order: list[QQuickItem] = []
    for _ in range(100):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        item = view.activeFocusItem()
        if item is None or item in order:
            break
        order.append(item)
    seen = [item for item in order if item.metaObject().className().startswith("Target") and _is_seen(item)]
    first = next((seen.index(target) for target in targets(stage) if target in seen), 0)
    return seen[first:] + seen[:first]


def _is_seen(target: QQuickItem) -> bool:
    room = room_of(target)
    return target.width() > 0 and (room is None or room.contains(place_of(target).center()))


def _class_of(target: QQuickItem) -> str:
    above = target.parentItem()
    return "" if above is None else above.metaObject().className().split("_")[0]


def _is_worded(name: str, language: str) -> bool:
    words, _, number = name.rpartition(" ")
    is_page = "/" in number and words == Words(language)("screen.page")
    return is_page or name in NAMES or name in texts_of(language)


def _sides(ring: QRectF) -> Iterator[tuple[str, QPointF, QPointF]]:
    middle = ring.center()
    yield "on the left", QPointF(ring.left(), middle.y()), QPointF(-1, 0)
    yield "on the right", QPointF(ring.right() - 1, middle.y()), QPointF(1, 0)
    yield "above", QPointF(middle.x(), ring.top()), QPointF(0, -1)
    yield "below", QPointF(middle.x(), ring.bottom() - 1), QPointF(0, 1)


def _pixel(painted: QImage, at: QPointF) -> QColor:
    x, y = (min(max(0, round(one)), most - 1) for one, most in ((at.x(), painted.width()), (at.y(), painted.height())))
    return painted.pixelColor(x, y)


def _contrast(one: QColor, other: QColor) -> float:
    return contrast(*(luminance_of(linear_of(colour)) for colour in (one, other)))
