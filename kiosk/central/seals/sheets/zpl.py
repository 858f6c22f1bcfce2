"""Labels in ZPL II for thermal printers: everything as graphics of whole dots, Vietnamese as well as the square."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.central.seals.sheets.fonts import Fonts
from kiosk.central.seals.sheets.label import LabelText
from kiosk.central.seals.sheets.layout import Square, Word, lay_out
from kiosk.central.seals.sheets.limits import demand_count
from kiosk.central.seals.sheets.paper import Paper, Press

POINTS_PER_MM = 72 / 25.4
_TWENTIES = "ghijklmnopqrstuvwxyz"
_ONES = "GHIJKLMNOPQRSTUVWXY"
_MOST = 20 * len(_TWENTIES)


def sheet_zpl(labels: Sequence[LabelText], paper: Paper, press: Press, fonts: Fonts) -> bytes:
    """Return ZPL II that prints `labels` one after the other on a roll.

    Raises KioskError SEAL-25 where one does not fit, SEAL-23 for none or too many. `press` is a
    thermal one, `paper` a roll: anything else is a fault of the caller.
    """
    assert press.dots_per_mm is not None
    assert paper.is_roll
    demand_count(len(labels))
    return "".join(_label(label, paper, press, press.dots_per_mm, fonts) for label in labels).encode("ascii")


def _label(label: LabelText, paper: Paper, press: Press, dots_per_mm: float, fonts: Fonts) -> str:
    layout = lay_out(label, paper, press, fonts)
    left, top = round(paper.left * dots_per_mm), round(paper.top * dots_per_mm)
    size = f"^PW{round(paper.width * dots_per_mm)}^LL{round(paper.height * dots_per_mm)}^LH0,0"
    fields = [_square(layout.square, left, top, dots_per_mm)]
    fields += [_word(word, left, top, dots_per_mm, fonts) for word in layout.words if word.text]
    return "\n".join(["^XA", size, *fields, "^XZ", ""])


def _square(square: Square, left: int, top: int, dots_per_mm: float) -> str:
    """Return the field of the square: each module a whole number of dots."""
    dots = round(square.module * dots_per_mm)
    lines: list[str] = []
    for row in square.matrix:
        lines += [_packed("".join("01"[module] * dots for module in row))] * dots
    return _field(left + round(square.x * dots_per_mm), top + round(square.y * dots_per_mm), lines)


def _packed(bits: str) -> str:
    """Return a row of bits in hexadecimal, whole bytes."""
    whole = -(-len(bits) // 8)
    return f"{int(bits.ljust(8 * whole, '0'), 2):0{2 * whole}X}"


def _word(word: Word, left: int, top: int, dots_per_mm: float, fonts: Fonts) -> str:
    """Return the field of a line of text, drawn without greys."""
    font = _font(fonts.file(word.weight), word.size / POINTS_PER_MM * dots_per_mm)
    x0, y0, x1, y1 = (int(each) for each in font.getbbox(word.text, mode="1", anchor="ls"))
    if x1 <= x0 or y1 <= y0:
        return ""
    image = Image.new("1", (x1 - x0, y1 - y0))
    ImageDraw.Draw(image).text((-x0, -y0), word.text, fill=1, font=font, anchor="ls")
    packed, digits = image.tobytes().hex().upper(), 2 * -(-image.width // 8)
    lines = [packed[start : start + digits] for start in range(0, len(packed), digits)]
    return _field(left + round(word.x * dots_per_mm) + x0, top + round(word.baseline * dots_per_mm) + y0, lines)


@lru_cache(maxsize=64)
def _font(file: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _field(x: int, y: int, lines: Sequence[str]) -> str:
    """Return a graphic field (^GFA) with its upper left corner at (`x`, `y`); `lines` are rows in hexadecimal.

    Rows are squeezed by the "Alternative Data Compression Scheme" of ZPL II.
    """
    row_bytes = len(lines[0]) // 2
    total = row_bytes * len(lines)
    squeezed = [":" if at and line == lines[at - 1] else _counted(line) for at, line in enumerate(lines)]
    return f"^FO{x},{y}^GFA,{total},{total},{row_bytes},{''.join(squeezed)}^FS"


def _counted(line: str) -> str:
    """Return one row: runs of a digit by count, nothing for the zeros at its end."""
    kept = line.rstrip("0")
    pieces: list[str] = []
    start = 0
    while start < len(kept):
        end = start
        while end < len(kept) and kept[end] == kept[start]:
            end += 1
        pieces.append(_count(end - start) + kept[start])
        start = end
    return "".join(pieces) + ("," if len(kept) < len(line) else "")


def _count(run: int) -> str:
    """Return the letters that stand for a run of `run` digits; none for one."""
    if run == 1:
        return ""
    most, rest = divmod(run, _MOST)
    twenties, ones = divmod(rest, 20)
    return _TWENTIES[-1] * most + (_TWENTIES[twenties - 1] if twenties else "") + (_ONES[ones - 1] if ones else "")
