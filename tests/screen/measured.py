"""What stands on a page, measured in one pass over all items: texts with the card, button and room around each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from tests.screen.conftest import Stage

UNITS = frozenset({"AdviceRow", "ItemRow", "OpenedRow", "CompareRow", "CardLine", "Facts"})
"""A sign with its words, a title with its text, labels with their values."""
RIGHT, MIDDLE, BOTTOM, HALFWAY = 2, 4, 64, 128
"""Qt::AlignRight, AlignHCenter, AlignBottom, AlignVCenter."""


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around an item: the room of its page, in the scene, its card, its button, what it belongs to.

    None where there is none. `most` is the height of a whole page there: a room ends where its page does.
    A card is whatever has a ground of its own, or a border.
    """

    room: QRectF | None = None
    most: float = 0.0
    card: QQuickItem | None = None
    unit: QQuickItem | None = None
    button: QQuickItem | None = None
    is_ribbon: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it is painted, in the scene; its pixels are those of the layout, after it was made to fit."""

    item: QQuickItem
    around: Around
    place: QRectF
    pixels: int
    lines: int

    @property
    def said(self) -> str:
        """The words, in quotes."""
        return repr(str(self.item.property("text")))

    @property
    def is_painted(self) -> bool:
        """Whether it is painted at all: what stands on another page is not, or is cut off."""
        return self.item.opacity() > 0

    @property
    def line_places(self) -> list[QRectF]:
        """Where each of its lines is, in the scene."""
        place, high = self.place, self.place.height() / self.lines
        return [QRectF(place.x(), place.y() + number * high, place.width(), high) for number in range(self.lines)]

    @property
    def seen(self) -> QRectF:
        """Where it is seen: what is on another page is not."""
        room = self.around.room
        if not self.is_painted:
            return QRectF()
        return self.place if room is None else self.place.intersected(room)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the screen now, in the order of the items."""

    items: list[tuple[QQuickItem, Around]]
    texts: list[Text]
    cards: list[tuple[QQuickItem, Around]]

    def of(self, kind: str) -> Iterator[tuple[QQuickItem, Around]]:
        """Give the items whose QML class begins with `kind`."""
        return ((item, around) for item, around in self.items if item.metaObject().className().startswith(kind))

    def on_cards(self) -> Iterator[tuple[QQuickItem, Around]]:
        """Give cards and pictures that stand on a card, but for the ribbon's."""
        pictures = (one for one in self.items if one[0].inherits("QQuickImage"))
        return ((item, around) for item, around in [*self.cards, *pictures] if not around.is_ribbon)


def measured(stage: Stage) -> Page:
    """Return what `stage` shows; texts without a word are none."""
    items = list(_below(stage.window.view.rootObject(), Around()))
    words = (one for one in items if one[0].metaObject().className().startswith("Words"))
    texts = [_text(item, around) for item, around in words if item.property("text")]
    return Page(
        items,
        texts,
        [(item, around) for item, around in items if (item.clip() if around.is_ribbon else _is_card(item))],
    )


def pixels_of(item: QQuickItem) -> int:
    """Return the size that a text has after it was made to fit, in pixels of the layout."""
    return _fitted(item)[0]


def room_of(item: QQuickItem) -> QRectF | None:
    """Return the room of the page that `item` stands on, in the scene; None where all is on one page."""
    room, above = None, item.parentItem()
    while above is not None:
        room = _within(room, above)
        above = above.parentItem()
    return room


def _is_card(item: QQuickItem) -> bool:
    """Whether it has a ground or a border that is seen."""
    return item.inherits("QQuickRectangle") and QColor(item.property("color")).alpha() > 0


def _below(item: QQuickItem, around: Around) -> Iterator[tuple[QQuickItem, Around]]:
    children = item.childItems()
    here = _with(around, item, children)
    for child in children:
        if child.isVisible():
            yield child, here
            yield from _below(child, here)


def _with(around: Around, item: QQuickItem, children: list[QQuickItem]) -> Around:
    """Return what lies around the children of `item`."""
    kind = item.metaObject().className()
    is_button = any(child.metaObject().className().startswith("Target") for child in children)
    return replace(
        around,
        room=_within(around.room, item),
        most=_height_of_page(item) if _is_room(item) else around.most,
        card=item if _is_card(item) else around.card,
        unit=item if kind.split("_")[0] in UNITS else around.unit,
        button=item if is_button else around.button,
        is_ribbon=around.is_ribbon or kind.startswith("DemoRibbon"),
    )


def _within(room: QRectF | None, item: QQuickItem) -> QRectF | None:
    if not _is_room(item):
        return room
    here = item.mapRectToScene(item.boundingRect())
    return here if room is None else room.intersected(here)


def _is_room(item: QQuickItem) -> bool:
    return item.objectName() == "pagedRoom" and item.clip()


def _height_of_page(room: QQuickItem) -> float:
    paged = room.parentItem()
    return paged.mapRectToScene(paged.boundingRect()).height()


def _text(item: QQuickItem, around: Around) -> Text:
    pixels, across, down = _fitted(item)
    width, height = float(item.property("contentWidth")), float(item.property("contentHeight"))
    left = {RIGHT: item.width() - width, MIDDLE: (item.width() - width) / 2}.get(across, 0.0)
    top = {BOTTOM: item.height() - height, HALFWAY: (item.height() - height) / 2}.get(down, 0.0)
    place = item.mapRectToScene(QRectF(left, top, width, height))
    return Text(item, around, place, pixels, max(1, int(item.property("lineCount"))))


def _fitted(item: QQuickItem) -> tuple[int, int, int]:
    """Return pixels and both alignments: enums of QML, which only QML reads as numbers."""
    context = qmlContext(item)
    assert context is not None
    told = "[fontInfo.pixelSize, horizontalAlignment, verticalAlignment].join()"
    value = QQmlExpression(context, item, told).evaluate()
    pixels, across, down = str(value[0] if isinstance(value, tuple) else value).split(",")
    return int(pixels), int(across), int(down)
