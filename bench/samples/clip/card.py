"""The face of a label, as a picture: what a shopper holds up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.samples.barcodes import ean13
from bench.samples.establishments import ESTABLISHMENT
from bench.samples.lots import LOTS
from bench.samples.products import PRODUCT
from bench.samples.stories import EAN, Story
from kiosk.central.seals.sheets.square import qr_matrix
from kiosk.records.registry import Lot

Picture = NDArray[np.uint8]

FONTS = Path(__file__).parents[3] / "assets" / "fonts"
WIDTH, HEIGHT = 420, 540
"""Of a card, in the units of its drawing."""
SHARPER = 2
"""Pixels a unit."""
CODE = 296
"""Side of a QR code at most; more than four light modules are left around it."""
LARGEST_MODULE = 7
PAPER, INK, QUIET = (252, 251, 247), (22, 35, 27), (74, 86, 79)


@dataclass(frozen=True, slots=True)
class Face:
    """What is printed around a code."""

    brand: str
    title: str
    line: str
    small: str
    colour: tuple[int, int, int]


COLOURS = {
    "vegetable": (36, 112, 62),
    "fruit": (196, 110, 22),
    "meat": (150, 44, 40),
    "fish": (26, 92, 128),
    "tea": (84, 104, 40),
    "rice": (148, 116, 40),
}
OTHER_FACES = {
    "unknown": Face("Rau nhà trồng", "Cải mầm", "hộp 200 g", "Lô X0911", (96, 110, 60)),
    "not_produce": Face("Quán nước mẫu", "Wi-Fi miễn phí", "Quét để vào mạng", "", (52, 62, 88)),
    "other_scheme": Face("Tem truy xuất", "Bắp cải", "túi 1 kg", "Mẫu 000123", (38, 96, 132)),
}
_LOT = {f"/01/{lot.gtin}/10/{lot.lot}": lot for lot in LOTS}


def face_of(story: Story) -> Face:
    """Return what the label of `story` says to people. A forged one says what its link says."""
    if story.story in OTHER_FACES:
        return OTHER_FACES[story.story]
    product = next(p for p in PRODUCT.values() if p.gtin in story.payload.zfill(14) or p.gtin[1:] == story.payload)
    lot = next((lot for path, lot in _LOT.items() if f"{path}/" in story.payload or f"{path}?" in story.payload), None)
    small = "" if story.symbology == EAN else f"Lô {_printed_lot(story)}{_printed_day(lot)}"
    producer = ESTABLISHMENT[product.establishment_id].name
    return Face(producer, product.name, product.content, small, COLOURS[product.group])


def _printed_lot(story: Story) -> str:
    return story.payload.partition("/10/")[2].partition("/")[0].partition("?")[0]


def _printed_day(lot: Lot | None) -> str:
    if lot is None:
        return ""
    if lot.use_by:
        return f" · HSD {lot.use_by:%d/%m/%Y}"
    return f" · dùng tốt nhất đến {lot.best_before:%d/%m/%Y}" if lot.best_before else ""


def draw_card(story: Story) -> Picture:
    """Return the card of `story` as RGBA, `SHARPER` pixels a unit."""
    face = face_of(story)
    card = Image.new("RGBA", (WIDTH * SHARPER, HEIGHT * SHARPER), (0, 0, 0, 0))
    pen = ImageDraw.Draw(card)
    pen.rounded_rectangle(_box(0, 0, WIDTH, HEIGHT), 18 * SHARPER, fill=PAPER)
    pen.rounded_rectangle(_box(0, 0, WIDTH, 58), 18 * SHARPER, fill=face.colour)
    pen.rectangle(_box(0, 34, WIDTH, 58), fill=face.colour)
    _write(pen, 28, face.brand, 600, 23, (255, 255, 255))
    _write(pen, 84, face.title, 700, 30, INK)
    _write(pen, 116, face.line, 400, 20, QUIET)
    bottom = _draw_ean(pen, story.payload) if story.symbology == EAN else _draw_qr(pen, story.payload)
    _write(pen, bottom + 4, face.small, 600, 18, INK)
    return np.asarray(card)


def _draw_qr(pen: ImageDraw.ImageDraw, text: str) -> int:
    """Draw the code in the middle, return where it ends."""
    modules = qr_matrix(text)
    size = min(LARGEST_MODULE * SHARPER, CODE * SHARPER // len(modules))
    left = (WIDTH * SHARPER - size * len(modules)) // 2
    top = 138 * SHARPER + (CODE * SHARPER - size * len(modules)) // 2
    for y, row in enumerate(modules):
        for x, is_dark in enumerate(row):
            if is_dark:
                pen.rectangle(_module(left + x * size, top + y * size, size, size), fill=INK)
    return 455


def _draw_ean(pen: ImageDraw.ImageDraw, digits: str) -> int:
    bars, wide = ean13(digits), 7
    left = (WIDTH * SHARPER - wide * len(bars)) // 2
    for x, is_dark in enumerate(bars):
        if is_dark:
            pen.rectangle(_module(left + x * wide, 170 * SHARPER, wide, 190 * SHARPER), fill=INK)
    _write(pen, 384, f"{digits[0]} {digits[1:7]} {digits[7:]}", 600, 24, INK)
    return 455


def _module(x: int, y: int, width: int, height: int) -> tuple[int, int, int, int]:
    return (x, y, x + width - 1, y + height - 1)


def _box(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
    return (left * SHARPER, top * SHARPER, right * SHARPER - 1, bottom * SHARPER - 1)


def _write(pen: ImageDraw.ImageDraw, y: int, text: str, weight: int, size: int, colour: tuple[int, int, int]) -> None:
    """Write one line, centred at `y`, smaller where it would not fit."""
    limit = (WIDTH - 40) * SHARPER
    font = ImageFont.truetype(str(FONTS / f"BeVietnamPro-{weight}.ttf"), size * SHARPER)
    while pen.textlength(text, font=font) > limit:
        font = font.font_variant(size=font.size - 1)
    pen.text((WIDTH * SHARPER // 2, y * SHARPER), text, font=font, fill=colour, anchor="mm")
