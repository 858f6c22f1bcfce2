"""What may be wrong with any screen: each finding names the text or the target. For all pictures alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem

from tests.screen.conftest import Stage
from tests.screen.cuts import OVERLAP, cuts, grown, is_held
from tests.screen.measured import Around, Page, Text, measured

LEAST_PIXELS = 18
LARGE_LEAST_PIXELS = 25
LEAST_TARGET = 64
LEAST_CONTRAST = 7.0
MOST_PAGES = 60


def findings(stage: Stage, painted: QImage, least_pixels: int = LEAST_PIXELS) -> list[str]:
    """Return all that is wrong with what `stage` shows, which was `painted`."""
    return _findings(stage, measured(stage), painted, least_pixels)


def _findings(stage: Stage, page: Page, painted: QImage, least_pixels: int) -> list[str]:
    texts = [text for text in page.texts if not text.seen.isEmpty()]
    factor = scale_of(stage)
    screen = grown(QRectF(stage.window.view.contentItem().boundingRect()), 1)
    return [
        *(f"cut: {text.said}" for text in texts if text.item.property("truncated") or _leaves(text, text.around.card)),
        *(f"out of its button: {text.said}" for text in texts if _leaves(text, text.around.button)),
        *_out_of_their_cards(page),
        *_covered(page),
        *cuts(page, factor),
        *(f"off the screen: {text.said}" for text in texts if not screen.contains(text.seen)),
        *(f"small: {text.said}" for text in texts if text.pixels < least_pixels and not _is_small_ribbon(text)),
        *(f"overlap: {one.said} / {other.said}" for one, other in _overlapping(texts, factor)),
        *(f"faint: {text.said}" for text in texts if _contrast(text, painted) < LEAST_CONTRAST),
        *_small_targets(page),
        *_hidden_targets(page, screen),
    ]


def findings_on_all_pages(stage: Stage, least_pixels: int = LEAST_PIXELS) -> list[str]:
    """Return all that is wrong with any page of what `stage` shows; and each line on no page."""
    wrong: list[str] = []
    all_lines: set[tuple[str, int]] = set()
    seen: set[tuple[str, int]] = set()
    pages = 1
    for number in range(MOST_PAGES):
        painted, page = stage.paint(), measured(stage)
        wrong += [fault for fault in _findings(stage, page, painted, least_pixels) if fault not in wrong]
        all_lines |= {(text.said, line) for text in page.texts for line in range(text.lines)}
        seen |= set(_seen_lines(page.texts, scale_of(stage)))
        more = next((item for item, _ in page.of("MoreButton") if item.property("pages") > 1), None)
        counted = 1 if more is None else int(more.property("pages"))
        wrong += [f"{pages} pages become {counted}"] if number > 0 and counted != pages else []
        pages = counted
        if more is None or number + 1 >= more.property("pages"):
            break
        stage.click(more)
    return [*wrong, *(f"on no page: {said}, line {number}" for said, number in sorted(all_lines - seen))]


def scale_of(stage: Stage) -> float:
    """Return by how much the layout is scaled."""
    size = stage.window.view.size()
    wide, high = sorted((size.width(), size.height()), reverse=True)
    return min(wide / 1280, high / 800)


def _seen_lines(texts: Sequence[Text], factor: float) -> Iterator[tuple[str, int]]:
    for text in texts:
        for number, line in enumerate(text.line_places):
            if is_held(text.around.room, line, factor):
                yield text.said, number


def _leaves(text: Text, ground: QQuickItem | None) -> bool:
    """Whether the text is painted beyond the card or button that it stands on."""
    if ground is None:
        return False
    return not grown(ground.mapRectToScene(ground.boundingRect()), 1).contains(text.seen)


def _out_of_their_cards(page: Page) -> Iterator[str]:
    """Give cards and pictures that stand over the edge of the card that they are on."""
    for item, around in page.on_cards():
        seen = _seen(item, around)
        if around.card is not None and not seen.isEmpty() and not grown(_place_of(around.card), 1).contains(seen):
            yield f"out of its card: {_called(item)} on {_called(around.card)}"


def _covered(page: Page) -> Iterator[str]:
    """Give the texts over which something else was painted later."""
    turns = {item: turn for turn, (item, _) in enumerate(page.items)}
    cards = [(item, _seen(item, around)) for item, around in page.cards]
    for text in page.texts:
        place = grown(text.seen, -OVERLAP)
        for card, over in cards:
            if turns[card] > turns[text.item] and not place.isEmpty() and over.intersects(place):
                yield f"covered: {text.said} by {_called(card)}"


def _called(item: QQuickItem) -> str:
    return item.metaObject().className().split("_")[0] + (f" {item.objectName()!r}" if item.objectName() else "")


def _place_of(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(item.boundingRect())


def _seen(item: QQuickItem, around: Around) -> QRectF:
    return _place_of(item) if around.room is None else _place_of(item).intersected(around.room)


def _overlapping(texts: list[Text], factor: float) -> Iterator[tuple[Text, Text]]:
    """Give the texts that stand in each other's way. Rotated ones, on the ribbon, repeat each other on purpose."""
    places = [(text, grown(text.seen, -OVERLAP * factor)) for text in texts]
    for (one, here), (other, there) in combinations(places, 2):
        if here.intersects(there) and not one.around.is_ribbon:
            yield one, other


def _is_small_ribbon(text: Text) -> bool:
    return text.around.is_ribbon and text.pixels >= LEAST_PIXELS


def _contrast(text: Text, painted: QImage) -> float:
    """Return the contrast (WCAG 2) between the text's colour and the colour most of its ground has."""
    colours = ink_and_ground(text, painted)
    return 21.0 if colours is None else contrast(*(luminance_of(linear_of(colour)) for colour in colours))


def ink_and_ground(text: Text, painted: QImage) -> tuple[QColor, QColor] | None:
    """Return the text's colour, and the one that most of its ground has; None where it is not on the picture."""
    place = text.seen.toRect().intersected(painted.rect())
    if place.isEmpty():
        return None
    piece = painted.copy(place).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(piece.constBits(), np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    return text.item.property("color"), QColor.fromRgb(int(colours[counts.argmax()]))


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


def _small_targets(page: Page) -> Iterator[str]:
    """Give what is touched and too small."""
    for area, _ in [*page.of("QQuickMouseArea"), *page.of("Target")]:
        if min(area.width(), area.height()) < LEAST_TARGET:
            yield f"target of {area.width():.0f} × {area.height():.0f}: {area.objectName()!r}"


def _hidden_targets(page: Page, screen: QRectF) -> Iterator[str]:
    """Give what is touched and stands off the screen, or over another. What a page cuts off is not touched."""
    shown = [
        (area, place if room is None else place.intersected(room))
        for area, around in page.of("Target")
        if area.isEnabled()
        for place, room in [(area.mapRectToScene(area.boundingRect()), around.room)]
        if room is None or room.contains(place.center())
    ]
    for area, place in shown:
        if not screen.contains(place):
            yield f"off the screen: target {area.property('name')!r}"
    for (one, here), (other, there) in combinations(shown, 2):
        if here.adjusted(2, 2, -2, -2).intersects(there):
            yield f"overlap: targets {one.property('name')!r} / {other.property('name')!r}"
