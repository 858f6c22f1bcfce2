"""The type on labels: Be Vietnam Pro in two weights, measured and broken into lines that fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

MM_PER_POINT = 25.4 / 72
LINE = 1.265
"""A line's height in ems: what the face needs for Vietnamese marks above and tails below."""
ASCENT = 1.0
"""From the top of a line to its baseline, in ems."""
RISE = 0.225
"""How far the marks of the highest capital (Ẳ) rise above the line, in ems."""
STEP_POINTS = 0.5
ELLIPSIS = "…"
UNKNOWN = "?"


class Weight(StrEnum):
    """A cut of the face, by its file's name."""

    REGULAR = "BeVietnamPro-400"
    BOLD = "BeVietnamPro-700"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text that fits: its lines, and their size in points. `is_cut`: only with an ellipsis."""

    lines: tuple[str, ...]
    size: float
    is_cut: bool = False

    @property
    def height_mm(self) -> float:
        """The height of all lines."""
        return len(self.lines) * line_mm(self.size)


def line_mm(size: float) -> float:
    """Return the height of one line of `size` points."""
    return size * LINE * MM_PER_POINT


class Fonts:
    """The two cuts, read once. Raises OSError where a file is missing."""

    def __init__(self, folder: Path) -> None:
        self._files = {weight: folder / f"{weight}.ttf" for weight in Weight}
        for weight, file in self._files.items():
            font = TTFont(str(weight), file)
            self._glyphs = frozenset(font.face.charToGlyph)
            if str(weight) not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(font)

    def file(self, weight: Weight) -> Path:
        """Return where the cut is."""
        return self._files[weight]

    def drawable(self, text: str) -> str:
        """Return `text` on one line, with a question mark for what the face does not have."""
        return "".join(letter if ord(letter) in self._glyphs else UNKNOWN for letter in " ".join(text.split()))

    def width_mm(self, text: str, weight: Weight, size: float) -> float:
        """Return how wide `text` is at `size` points."""
        return float(pdfmetrics.stringWidth(text, str(weight), size)) * MM_PER_POINT

    def fit(self, text: str, weight: Weight, sizes: tuple[float, float], width_mm: float, height_mm: float) -> Fitted:
        """Return `text` at the largest of `sizes` (largest, smallest) at which it fits into the box.

        At the smallest it is cut off with an ellipsis where it still does not fit. One line there
        always is, whatever the height.
        """
        text = self.drawable(text)
        size, smallest = sizes
        while True:
            room = max(1, int(height_mm / line_mm(size) + 1e-6))
            lines = self._broken(text, weight, size, width_mm)
            if len(lines) <= room:
                return Fitted(tuple(lines), size)
            if size <= smallest:
                last = self._cut(lines[room - 1], weight, size, width_mm)
                return Fitted((*lines[: room - 1], last), size, is_cut=True)
            size = max(smallest, size - STEP_POINTS)

    def _broken(self, text: str, weight: Weight, size: float, width_mm: float) -> list[str]:
        """Return `text` in lines of words; a word that is too long is broken anywhere."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.width_mm(longer, weight, size) <= width_mm:
                lines[-1] = longer
                continue
            if lines[-1]:
                lines.append("")
            for letter in word:
                if lines[-1] and self.width_mm(lines[-1] + letter, weight, size) > width_mm:
                    lines.append("")
                lines[-1] += letter
        return lines

    def _cut(self, line: str, weight: Weight, size: float, width_mm: float) -> str:
        while line and self.width_mm(line + ELLIPSIS, weight, size) > width_mm:
            line = line[:-1]
        return line.rstrip() + ELLIPSIS
