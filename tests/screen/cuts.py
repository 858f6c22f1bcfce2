"""What the pages of a screen cut: lines, signs, what belongs together; and which marks of another page are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtQuick import QQuickItem

from tests.screen.measured import Around, Page, Text

OVERLAP = 3.0
"""Lines of text have room above and below their letters: so many pixels may be shared."""
SIGNS = ("Icon_", "MarkIcon_", "QQuickImage")


def cuts(page: Page, factor: float) -> Iterator[str]:
    """Give what is cut on this page, whose layout is scaled by `factor`."""
    for text in (text for text in page.texts if text.is_painted):
        if any(_is_cut(text.around.room, line, factor) for line in text.line_places):
            yield f"cut by the page: {text.said}"
        elif _shows_specks(text, factor):
            yield f"specks: {text.said}"
    for sign, around in _signs(page):
        if sign.opacity() > 0 and _is_cut(around.room, _place_of_sign(sign), factor):
            yield f"cut by the page: {sign.property('source').toString()}"
    for name, around, parts in _belonging(page):
        high = max(part.bottom() for part in parts) - min(part.top() for part in parts)
        held = [is_held(around.room, part, factor) for part in parts]
        if high <= around.most and any(held) and not all(held):
            yield f"apart: {name}"


def is_held(room: QRectF | None, place: QRectF, factor: float) -> bool:
    """Whether `place` is whole in the room of its page."""
    return room is None or grown(room, (OVERLAP + 1) * factor).contains(place)


def grown(room: QRectF, by: float) -> QRectF:
    """Return `room` with so much more on each side."""
    return room.adjusted(-by, -by, by, by)


def _is_cut(room: QRectF | None, place: QRectF, factor: float) -> bool:
    return room is not None and place.intersects(grown(room, -OVERLAP * factor)) and not is_held(room, place, factor)


def _belonging(page: Page) -> Iterator[tuple[str, Around, Sequence[QRectF]]]:
    """Give what belongs together: its first words, what is around it, the places of its lines and signs."""
    paged = [text for text in page.texts if text.around.room is not None]
    signs = [(around.unit, _place_of_sign(sign)) for sign, around in _signs(page) if around.room is not None]
    for text in paged:
        yield text.said, text.around, text.line_places
    for unit, texts in _by_unit(paged):
        if unit.metaObject().className().startswith("Facts_"):
            for label, value in zip(texts[: len(texts) // 2], texts[len(texts) // 2 :], strict=True):
                yield label.said, label.around, [*label.line_places, *value.line_places]
        else:
            around = [place for other, place in signs if other == unit]
            yield texts[0].said, texts[0].around, [*around, *(line for text in texts for line in text.line_places)]


def _by_unit(texts: Sequence[Text]) -> Iterator[tuple[QQuickItem, list[Text]]]:
    """Give each thing that is better not cut, with its texts in their order; of facts labels come first."""
    for unit, of_it in groupby(texts, key=lambda text: text.around.unit):
        if unit is not None:
            yield unit, list(of_it)


def _signs(page: Page) -> Iterator[tuple[QQuickItem, Around]]:
    return ((sign, around) for kind in SIGNS for sign, around in page.of(kind))


def _place_of_sign(sign: QQuickItem) -> QRectF:
    """Return where it is with the disc that it stands on."""
    around = sign.parentItem()
    is_disc = around.metaObject().className() == "QQuickRectangle" and around.width() < 2 * sign.width()
    ground = around if is_disc else sign
    return ground.mapRectToScene(ground.boundingRect())


def _shows_specks(text: Text, factor: float) -> bool:
    """Whether only marks of its letters, such as a tilde or a tail, reach into the room of the page."""
    room = text.around.room
    if room is None or any(is_held(room, line, factor) for line in text.line_places):
        return False
    font = text.item.property("font")
    assert isinstance(font, QFont)
    metrics = QFontMetricsF(font)
    ink = metrics.tightBoundingRect(str(text.item.property("text")))
    above, below = (-ink.top() - metrics.ascent()) * factor, (ink.bottom() - metrics.descent()) * factor
    return text.place.adjusted(0, -above, 0, below).intersects(grown(room, -0.5))
